"""What is measured is right, and what cannot be measured says so."""

from __future__ import annotations

import pytest

from shared.domain.conversation import Line, Transcript
from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.speakers import assign_roles
from shared.domain.speech.measure import SpeechMetrics, measure_speech
from shared.domain.speech.metric import NO_LENGTH, Metric
from shared.domain.speech.norms import NORMS, verdict
from shared.domain.speech.vocabulary import moving_type_token_ratio
from tests.builders import WORDS_PER_MINUTE, transcript

QUESTION = "I: Tell me about a time you led a project under pressure.\n"
SENTENCE = "I led a team of five people and I cut the cost of our servers by forty percent in May. "


def measure(script: str, *, timed: bool = True) -> SpeechMetrics:
    read = transcript(script, timed=timed)
    speakers = assign_roles(read, confirmed_candidate_ids=[2])
    return measure_speech(read, speakers, find_exchanges(read, speakers))


def test_pace_is_own_words_per_own_minute() -> None:
    pace = measure(QUESTION + f"C: {SENTENCE * 8}").speaking_pace
    assert pace.value == pytest.approx(WORDS_PER_MINUTE, rel=0.01)
    assert pace.verdict == "ok"
    assert pace.unit == "words/min"


def test_pauses_only_where_nobody_else_speaks() -> None:
    own = measure(QUESTION + f"C: {SENTENCE}\nC: (3.0) {SENTENCE}\nC: (1.5) {SENTENCE}")
    assert own.pauses.detail["count"] == 2
    assert own.long_pauses.detail["count"] == 1
    assert own.pauses.detail["longestMs"] == 3000
    between = measure(QUESTION + f"C: {SENTENCE}\nI: (1.0) Mm-hm.\nC: (1.0) {SENTENCE}")
    assert between.pauses.detail["count"] == 0


def test_the_time_to_answer() -> None:
    assert measure(QUESTION + f"C: (2.0) {SENTENCE}").response_latency.value == 2.0


def test_fillers_hedges_and_figures_have_places() -> None:
    script = QUESTION + f"C: Well, I guess it was, like, fine, you know. {SENTENCE * 6}"
    metrics = measure(script)
    assert metrics.filler_words.detail["count"] == 3
    assert {entry.text for entry in metrics.filler_words.places} == {"well", "like", "you know"}
    assert metrics.hedging.detail["count"] == 1
    assert metrics.figures.detail["count"] >= 6
    assert all(entry.line == 1 for entry in metrics.filler_words.places)


def test_ownership_counts_actions() -> None:
    script = (
        QUESTION + "C: We built it. We shipped it. We tested it. I wrote the plan for all of it."
    )
    ownership = measure(script).ownership
    assert ownership.value == 0.25
    assert ownership.detail == {"own": 1, "shared": 3}


def test_what_somebody_has_done_is_an_action_too() -> None:
    script = (
        QUESTION
        + "C: I've built two. I have led one. I had just fixed it. We’ve shipped it. I'd put it off. I had a plan. "
    )
    ownership = measure(script).ownership
    assert ownership.detail == {"own": 3, "shared": 1}


def test_three_hundred_words_without_an_um_are_not_perfect() -> None:
    metrics = measure(QUESTION + f"C: {SENTENCE * 20}")
    assert not metrics.hesitations.measurable
    assert metrics.hesitations.value is None
    assert metrics.hesitations.reason
    with_one = measure(QUESTION + f"C: Um, {SENTENCE * 20}")
    assert with_one.hesitations.detail["count"] == 1


def test_no_verdict_on_few_words() -> None:
    metrics = measure(QUESTION + f"C: {SENTENCE}")
    verdicts = [metric.verdict for _, metric in metrics if isinstance(metric, Metric)]
    assert set(verdicts) == {None}


def test_without_times_nothing_is_timed() -> None:
    metrics = measure(QUESTION + f"C: {SENTENCE * 8}", timed=False)
    for metric in (
        metrics.speaking_pace, metrics.pauses, metrics.response_latency, metrics.longest_monologue,
        metrics.interruptions,
    ):  # fmt: skip
        assert not metric.measurable
        assert metric.reason
    assert metrics.filler_words.measurable
    assert metrics.talk_share.detail["basis"] == "words"
    assert metrics.timeline == ()


def test_no_metric_reads_zero_where_nothing_was_said() -> None:
    metrics = measure("I: Hello, are you there? Tell me about yourself.")
    for name, metric in metrics:
        if isinstance(metric, Metric):
            assert metric.measurable is (metric.value is not None), name
            assert not metric.measurable or name in ("interruptions", "interrupted"), name


def test_stripped_hesitations_are_a_matter_of_the_whole_transcript() -> None:
    """Where the interviewer's `um` is there, the service has not taken the candidate's out."""
    own = f"C: {SENTENCE * 9}\n"
    stripped = measure(QUESTION + own + f"I: {SENTENCE * 9} And then?\nC: That was it, all of it.")
    assert stripped.words < 300
    assert not stripped.hesitations.measurable
    assert {entry.hesitations for entry in stripped.answers} == {None}
    heard = measure(QUESTION + own + f"I: Um, {SENTENCE * 9} And then?\nC: That was it, all of it.")
    assert heard.hesitations.value == 0
    assert {entry.hesitations for entry in heard.answers} == {0}


def test_hesitations_are_counted_without_times_too() -> None:
    untimed = measure(QUESTION + f"C: Um, {SENTENCE * 8}", timed=False).hesitations
    assert not untimed.measurable
    assert untimed.detail["count"] == 1
    assert untimed.detail["per100Words"] > 0


def test_an_answer_of_one_line_shows_no_pauses() -> None:
    alone = measure(QUESTION + f"C: {SENTENCE * 8}")
    assert not alone.pauses.measurable
    assert not alone.long_pauses.measurable
    assert alone.answers[0].pauses is None
    assert alone.pauses.reason


def test_a_backchannel_inside_a_line_hides_no_pause() -> None:
    lines = transcript(QUESTION + f"C: {SENTENCE}\nI: Mm-hm.\nC: {SENTENCE}").lines
    said = lines[1]
    assert said.end is not None
    during = lines[2].model_copy(update={"start": said.end - 900, "end": said.end - 500})
    after = lines[3].model_copy(update={"start": said.end + 3000, "end": said.end + 9000})
    read = Transcript(lines=(lines[0], said, during, after))
    speakers = assign_roles(read, confirmed_candidate_ids=[2])
    metrics = measure_speech(read, speakers, find_exchanges(read, speakers))
    assert metrics.long_pauses.detail["count"] == 1
    assert metrics.pauses.places[0].start == said.end


def spoken(*rows: tuple[int, int, int, str]) -> SpeechMetrics:
    """Speaker, start, end, words; the candidate is 2."""
    read = Transcript(
        lines=tuple(
            Line(start=start, end=end, text=text, speaker_id=who) for who, start, end, text in rows
        )
    )
    speakers = assign_roles(read, confirmed_candidate_ids=[2])
    return measure_speech(read, speakers, find_exchanges(read, speakers))


def test_interruptions_by_either_side() -> None:
    metrics = spoken(
        (1, 0, 5000, "Tell me about the last project that you led there and"),
        (2, 4000, 9000, "So I was in charge of all of it and"),
        (1, 6000, 6300, "Mm-hm."),
        (1, 8500, 11000, "Sorry, may I ask something?"),
        (2, 11100, 14000, "Of course you may ask."),
        (1, 13950, 15000, "What was the budget?"),
    )
    assert metrics.interruptions.value == 1
    assert [entry.line for entry in metrics.interruptions.places] == [1]
    # "Mm-hm" is none, though it hides nothing; 50 ms are how people take turns.
    assert [entry.line for entry in metrics.interrupted.places] == [3]


def test_who_only_listens_aloud_ends_no_monologue() -> None:
    metrics = spoken(
        (1, 0, 3000, "Tell me about yourself."),
        (2, 4000, 90_000, "I began in sales."), (1, 90_000, 90_500, "Mm-hm."),
        (2, 91_000, 200_000, "And then I led it."), (1, 201_000, 204_000, "Why did you leave?"),
        (2, 205_000, 230_000, "To learn more."),
    )  # fmt: skip
    assert metrics.longest_monologue.value == 196
    assert metrics.longest_monologue.places[0].line == 1


def test_a_phrase_comes_back_across_answers() -> None:
    phrase = "at the end of the day it worked"
    once = measure(QUESTION + f"C: {phrase}. {phrase}. {phrase}.\n{QUESTION}C: We built it in May.")
    assert once.repetition.value == 0
    often = measure((QUESTION + f"C: Well, {phrase}.\n") * 3)
    assert often.repetition.value
    assert {"text": "day it worked", "count": 3} in often.repetition.detail["phrases"]
    assert not measure(QUESTION + f"C: {SENTENCE}").repetition.measurable


def test_a_kind_is_no_hedge() -> None:
    kinds = "What kind of team it was, this sort of thing, and a kind of queue. "
    assert measure(QUESTION + f"C: {kinds * 3}").hedging.detail["count"] == 0
    hedges = "It was kind of hard, I’m not sure, and I’d say it was sort of late. "
    assert measure(QUESTION + f"C: {hedges}").hedging.detail["count"] == 4


def test_what_is_said_lies_beyond_the_dead_band() -> None:
    for name, norm in NORMS.items():
        assert norm.source, name
        assert norm.band > 0, name
        if norm.high is not None:
            assert verdict(name, norm.high - 1.01 * norm.band, 500) == "ok", name
            assert verdict(name, norm.high - norm.band / 2, 500) is None, name
            assert verdict(name, norm.high * 1.01, 500) == "high", name
            assert verdict(name, norm.high * 1.01, 99) is None, name
        if norm.low is not None:
            assert verdict(name, norm.low + 1.01 * norm.band, 500) == "ok", name
            assert verdict(name, norm.low + norm.band / 2, 500) is None, name
            assert verdict(name, norm.low * 0.99, 500) == "low", name


def test_lines_without_any_length_have_no_pace() -> None:
    metrics = spoken((1, 0, 0, "Tell me about it?"), (2, 0, 0, SENTENCE * 8))
    for metric in (metrics.speaking_pace, metrics.hesitations, metrics.pauses):
        assert metric.value is None
        assert metric.reason == NO_LENGTH


def test_clarity_is_weighted_by_words() -> None:
    read = transcript(QUESTION + f"C: Yes.\nC: {SENTENCE * 8}")
    sure = [0.9, 0.1, 0.8]
    lines = tuple(
        line.model_copy(update={"confidence": value})
        for line, value in zip(read.lines, sure, strict=True)
    )
    weighted = Transcript(lines=lines)
    speakers = assign_roles(weighted, confirmed_candidate_ids=[2])
    clarity = measure_speech(weighted, speakers, ()).clarity
    assert clarity.value == pytest.approx((0.1 + 0.8 * 144) / 145, abs=0.001)


def test_vocabulary_is_the_mean_of_all_windows() -> None:
    words = [f"w{number * number % 37}" for number in range(140)]
    windows = [words[start : start + 50] for start in range(len(words) - 49)]
    expected = sum(len(set(window)) / 50 for window in windows) / len(windows)
    assert moving_type_token_ratio(words) == pytest.approx(expected)
    assert moving_type_token_ratio(words[:50]) == len(set(words[:50])) / 50
    assert moving_type_token_ratio(words[:49]) is None


def test_long_answers_are_flagged() -> None:
    answer = measure(QUESTION + f"C: {SENTENCE * 20}").answers[0]
    assert answer.flags == ("longer than 300 words",)
    assert answer.words == 20 * len(SENTENCE.split())
    slow = spoken((1, 0, 3000, "Tell me about it?"), (2, 4000, 184_001, "It was long."))
    assert slow.answers[0].flags == ("longer than three minutes",)
