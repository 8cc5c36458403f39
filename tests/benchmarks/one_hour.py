"""A made interview of any length: Video Indexer's index and a prep session; the same for a seed."""

from __future__ import annotations

import json
import random
from typing import Any

EXCHANGES_AN_HOUR = 60
WORDS_A_LINE = 14
MS_A_WORD = 370

OPENINGS = ("Okay. ", "Great, thanks. ", "", "Right, and ", "Interesting. ", "")
QUESTIONS = (
    "Tell me about a time you {verb} {thing} under pressure.",
    "Can you walk me through how you {verb} {thing} at your last company?",
    "What was the hardest part when you {verb} {thing}, and what did you learn from it?",
    "How did you decide what to do first when {thing} was late?",
    "Describe a situation where somebody disagreed with you about {thing}.",
    "And what was the result of that?",
    "How do you prioritise when {thing} and {other} are urgent at the same time?",
)
SENTENCES = (
    "At my last company I {verb} {thing} because it {trouble} every {period}.",
    "I was asked to look after {thing}, and my manager wanted it done by {month}.",
    "So, um, we had {number} people and, like, hardly any time for {other}.",
    "First I {verb} {other}, and then we {verb} {thing} together with the team in {place}.",
    "I think the main problem was, you know, that {thing} {trouble} and nobody owned it.",
    "In the end the error rate dropped from {number} to {number} percent in {number} weeks.",
    "That saved us about {number} hours a {period}, which is kind of a lot for {other}.",
    "I wrote the tests myself, measured {thing} for {number} days, and presented it to the CTO.",
    "Well, it was difficult, but the customers in {place} were happy with {other}.",
    "Maybe I should have talked to the people who use {thing} earlier than I did.",
    "Looking back, I learned to ask what {other} is for before I promise a date.",
    "We moved {thing} to {place} and the API answered in {number} milliseconds after that.",
)
WORDS: dict[str, tuple[str, ...]] = {
    "verb": ("rebuilt", "led", "migrated", "tested", "designed", "fixed", "automated", "reviewed"),
    "thing": ("the billing system", "our data pipeline", "the mobile release", "the call centre",
              "the hiring plan", "the payment gateway", "our reporting tool", "the warehouse app"),
    "other": ("the monitoring", "the budget", "documentation", "the training", "the audit",
              "the support queue", "the roadmap", "the old database"),
    "trouble": ("lost invoices", "broke", "was slow", "confused people", "failed at night"),
    "period": ("week", "month", "quarter", "day"),
    "month": ("March", "May", "October", "June"),
    "place": ("Berlin", "Lisbon", "Leeds", "Austin"),
    "number": ("two", "5", "twelve", "40", "seven", "120", "nine", "30"),
}  # fmt: skip


def make_index(hours: float = 1.0, seed: int = 7) -> bytes:
    """The index of an interview: about 8,400 words and 60 exchanges an hour."""
    made = random.Random(seed)
    lines: list[dict[str, Any]] = []
    clock = 0
    for _ in range(round(EXCHANGES_AN_HOUR * hours)):
        question = made.choice(OPENINGS) + _fill(made, made.choice(QUESTIONS))
        clock = _say(lines, 1, question, clock + made.randrange(200, 900), made)
        sentences = 7 + (len(lines) % 5 > 2)
        answer = " ".join(_fill(made, made.choice(SENTENCES)) for _ in range(sentences))
        clock = _say(lines, 2, answer, clock + made.randrange(300, 2500), made)
        if made.random() < 0.3:
            clock = _say(lines, 1, "Mm-hm.", clock + 200, made)
            clock = _say(lines, 2, _fill(made, made.choice(SENTENCES)), clock + 200, made)
    insights = {
        "duration": _time(clock),
        "sourceLanguage": "en-US",
        "transcript": lines,
        "speakers": [{"id": 1, "name": "Speaker #1"}, {"id": 2, "name": "Speaker #2"}],
    }
    index = {"durationInSeconds": clock // 1000, "videos": [{"insights": insights}]}
    return json.dumps(index).encode()


def make_prep(pairs: int = 8, seed: int = 11) -> tuple[list[object], list[object]]:
    """Questions and practice answers as the web app stores them."""
    made = random.Random(seed)
    questions: list[object] = []
    answers: list[object] = []
    for number in range(pairs):
        text = _fill(made, QUESTIONS[number % len(QUESTIONS)])
        told = " ".join(_fill(made, made.choice(SENTENCES)) for _ in range(7))
        questions.append({"id": f"q{number}", "question": text, "category": "behavioral"})
        answers.append({"questionId": f"q{number}", "answer": told})
    return questions, answers


def _fill(made: random.Random, template: str) -> str:
    text = template
    for name, choices in WORDS.items():
        while f"{{{name}}}" in text:
            text = text.replace(f"{{{name}}}", made.choice(choices), 1)
    return text


def _say(
    lines: list[dict[str, Any]], speaker: int, text: str, clock: int, made: random.Random
) -> int:
    """Append the lines of one turn; gives the time at which it ends, in milliseconds."""
    words = text.split()
    for first in range(0, len(words), WORDS_A_LINE):
        part = words[first : first + WORDS_A_LINE]
        end = clock + MS_A_WORD * len(part)
        lines.append(
            {
                "id": len(lines) + 1,
                "text": " ".join(part),
                "confidence": round(made.uniform(0.7, 0.98), 4),
                "speakerId": speaker,
                "language": "en-US",
                "instances": [{"start": _time(clock), "end": _time(end)}],
            }
        )
        clock = end + made.choice((0, 0, 100, 1200, 2800))
    return clock


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
