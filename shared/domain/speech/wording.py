"""Hedges, ownership, figures, jargon and repetition: what words say of how somebody speaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

HEDGE = re.compile(
    r"\b(?:maybe|perhaps|probably|possibly|i (?:think|guess|suppose|believe|feel like)|"
    r"(?:i'?m|i am) not (?:really |quite |entirely )?sure|sort of|kind of|somewhat|"
    r"more or less|i would say|i'd say|it (?:seems|seemed) like|not really|hopefully|"
    r"might have been|could have been|to be honest i don'?t)\b",
    re.IGNORECASE,
)
ACTION = (
    r"(?:built|made|led|wrote|designed|created|fixed|ran|started|launched|shipped|reduced|cut|"
    r"increased|improved|managed|organi[sz]ed|planned|decided|proposed|presented|implemented|"
    r"developed|tested|introduced|set|moved|migrated|negotiated|hired|trained|taught|coached|"
    r"analy[sz]ed|investigated|found|asked|told|called|talked|spoke|worked|took|gave|put|split|"
    r"automated|measured|reviewed|refactored|debugged|delivered|solved|resolved|handled|coordinated|"
    r"suggested|convinced|persuaded|wanted|tried|changed|replaced|removed|added|drew|mapped|won|"
    r"owned|drove|grew|saved|sold|prepared|documented|rewrote|rolled|brought|got|did)"
)
OWN = re.compile(rf"\bi (?:\w+ly |also |then |first |just )?{ACTION}\b", re.IGNORECASE)
SHARED = re.compile(rf"\bwe (?:\w+ly |also |then |first |just )?{ACTION}\b", re.IGNORECASE)
FIGURE = re.compile(
    r"(?:[$€£]\s?\d[\d,.]*\s?(?:k|m|bn|million|billion|thousand)?|\b\d[\d,.]*\s?(?:%|percent|per cent|x\b|"
    r"times|k\b|million|billion|thousand|hours?|days?|weeks?|months?|years?|minutes?|seconds?|"
    r"people|users?|customers?|engineers?|dollars?|euros?|pounds?|points?|requests?|tickets?)|"
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half)(?:[ -](?:one|two|"
    r"three|four|five|six|seven|eight|nine|hundred|thousand|million))* (?:percent|per cent|times|"
    r"hours?|days?|weeks?|months?|minutes?|seconds?|people|users?|customers?|engineers?|dollars?|"
    r"euros?|pounds?|points?|tickets?|million|thousand)|\bby half\b|\bdoubled\b|\btripled\b|\bhalved\b)",
    re.IGNORECASE,
)
"""A number with its unit, in digits or in words."""
ACRONYM = re.compile(r"\b(?!I\b|OK\b|US\b|UK\b|CEO\b|CV\b|HR\b|IT\b|TV\b)[A-Z][A-Z0-9]{1,5}s?\b")
REPAIR = re.compile(
    r"\b(?:i mean,? (?:no|not|the)|or rather|sorry,? (?:i mean|no)|let me rephrase|"
    r"(?:no,? )?wait,|scratch that|what i meant)\b|\b(\w+(?: \w+)?)(?:,| -| —|\.\.\.) \1\b",
    re.IGNORECASE,
)
STOPWORDS = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "don't",
        "for",
        "from",
        "get",
        "go",
        "going",
        "got",
        "had",
        "has",
        "have",
        "he",
        "her",
        "him",
        "his",
        "how",
        "i",
        "i'd",
        "i'll",
        "i'm",
        "i've",
        "if",
        "in",
        "into",
        "is",
        "it",
        "it's",
        "its",
        "just",
        "know",
        "let",
        "like",
        "make",
        "me",
        "more",
        "much",
        "my",
        "no",
        "not",
        "now",
        "of",
        "on",
        "one",
        "or",
        "our",
        "out",
        "over",
        "really",
        "she",
        "so",
        "some",
        "such",
        "than",
        "that",
        "that's",
        "the",
        "their",
        "them",
        "then",
        "there",
        "they",
        "they're",
        "thing",
        "things",
        "think",
        "this",
        "those",
        "through",
        "to",
        "too",
        "up",
        "us",
        "very",
        "was",
        "we",
        "we're",
        "we've",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "would",
        "yeah",
        "yes",
        "you",
        "you're",
        "your",
        "um",
        "uh",
        "er",
        "ah",
        "hmm",
        "okay",
        "well",
        "right",
    ]
)
PHRASE_WORDS = 3
PHRASE_TIMES = 3
WINDOW = 50


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; `don't` and `follow-up` are one each."""
    return WORD.findall(text.lower().replace("’", "'"))


def content_words(text: str) -> list[str]:
    """The words that carry the meaning, without their commonest endings."""
    return [stem(word) for word in words_of(text) if word not in STOPWORDS and len(word) > 1]


def stem(word: str) -> str:
    """A word without plural, -ing, -ed and the like: crude, but the same for both sides."""
    for ending, least in (("ations", 4), ("ation", 4), ("ingly", 4), ("ments", 4), ("ment", 4),
                          ("ings", 4), ("ing", 4), ("ied", 3), ("ies", 3), ("edly", 4), ("ed", 3),
                          ("ers", 4), ("er", 4), ("es", 4), ("ly", 4), ("'s", 2), ("s", 3)):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= least:
            word = word[: -len(ending)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


def repeated_phrases(answers: Sequence[str]) -> list[tuple[str, int]]:
    """Phrases of three words that come back in three answers or more, or three times in all."""
    counts: Counter[tuple[str, ...]] = Counter()
    for answer in answers:
        words = words_of(answer)
        for start in range(len(words) - PHRASE_WORDS + 1):
            phrase = tuple(words[start : start + PHRASE_WORDS])
            if sum(word not in STOPWORDS for word in phrase) >= 1:
                counts[phrase] += 1
    found = [(" ".join(phrase), times) for phrase, times in counts.items() if times >= PHRASE_TIMES]
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))[:10]


def moving_type_token_ratio(words: Sequence[str]) -> float | None:
    """MATTR: mean share of different words in windows of 50 (Covington & McFall 2010).

    Does not fall with the length of the text; None for less than one window.
    """
    if len(words) < WINDOW:
        return None
    counts = Counter(words[:WINDOW])
    total = len(counts)
    for leaving, entering in zip(words, words[WINDOW:], strict=False):
        counts[leaving] -= 1
        if counts[leaving] == 0:
            del counts[leaving]
        counts[entering] += 1
        total += len(counts)
    return total / WINDOW / (len(words) - WINDOW + 1)
