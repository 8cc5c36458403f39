"""Whatever was said: measured within bounds or not at all, and nothing missed for speed."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.conversation import Line, Transcript
from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.language.words import WORD, words_of
from shared.domain.speakers import assign_roles
from shared.domain.speech.fillers import find_fillers, find_hesitations
from shared.domain.speech.measure import measure_speech
from shared.domain.speech.metric import Metric
from shared.domain.speech.repairs import find_corrections, find_restarts
from shared.domain.speech.spoken import look_through
from shared.domain.speech.wording import ACRONYM, FIGURE, HEDGE, OWN, SHARED
from tests.evaluation.labelled import labelled_interviews

SAID = st.lists(
    st.sampled_from([
        "um", "like,", "I", "we", "led", "built", "maybe", "kind of", "40 percent", "the", "API",
        "so,", "you know,", "No, wait,", "...", "🙂", "don’t", "I've", "we’ve", "have", "ten people", "Why?", "\u0130z", "-",
    ]),
    max_size=30,
).map(" ".join)  # fmt: skip
TIMES = st.none() | st.integers(0, 20_000_000)
ANY_LINES = st.lists(
    st.builds(
        Line, start=TIMES, end=TIMES, text=SAID, speaker_id=st.none() | st.integers(0, 3),
        confidence=st.none() | st.floats(0, 1),
    ),
    max_size=25,
)  # fmt: skip
SHARES = ("talk_share", "vocabulary", "ownership", "clarity")


@given(ANY_LINES, st.none() | st.frozensets(st.integers(0, 3)))
def test_any_transcript_is_measured_or_says_why_not(
    lines: list[Line], confirmed: frozenset[int] | None
) -> None:
    read = Transcript(lines=tuple(lines))
    speakers = assign_roles(read, confirmed_candidate_ids=confirmed)
    metrics = measure_speech(read, speakers, find_exchanges(read, speakers))
    json.dumps(metrics.model_dump(mode="json"), allow_nan=False)
    for name, metric in metrics:
        if not isinstance(metric, Metric):
            continue
        assert metric.measurable is (metric.value is not None), name
        assert metric.measurable or metric.reason, name
        assert metric.value is None or metric.value >= 0, name
        assert name not in SHARES or metric.value is None or metric.value <= 1, name
        assert all(0 <= entry.line < len(lines) for entry in metric.places), name
        if metrics.words < 100 or not metric.measurable:
            assert metric.verdict is None, name
    assert sum(entry.words for entry in metrics.answers) <= metrics.words


@given(SAID)
def test_signs_spare_no_pattern_that_would_find_something(text: str) -> None:
    """What is found behind the gate of signs is what the patterns find by themselves."""
    read = Transcript(lines=(Line(start=0, end=1, text=text, speaker_id=1),))
    found = look_through(read, [0])[0]
    assert list(found.fillers) == [entry.name for entry in find_fillers(text, begins_turn=True)]
    assert list(found.hesitations) == [entry.name for entry in find_hesitations(text)]
    assert list(found.hedges) == HEDGE.findall(text)
    assert list(found.figures) == FIGURE.findall(text)
    assert list(found.own_actions) == OWN.findall(text)
    assert list(found.shared_actions) == SHARED.findall(text)
    assert list(found.abbreviations) == ACRONYM.findall(text)
    assert list(found.repairs) == find_corrections(text) + find_restarts(text.split())


@given(st.text(max_size=80) | SAID)
def test_words_are_the_same_however_they_are_looked_up(text: str) -> None:
    assert words_of(text) == WORD.findall(text.lower().replace("’", "'"))


@given(SAID)
def test_lower_case_finds_what_ignoring_case_finds(text: str) -> None:
    for wording in (HEDGE, FIGURE, OWN, SHARED):
        assert wording.findall(text) == re.findall(wording.pattern, text, re.IGNORECASE)


def test_what_is_found_stands_as_it_was_said() -> None:
    """Also behind a letter that is two in lower case."""
    assert OWN.findall("In İzmir I LED it, and i ran that") == ["I LED", "i ran"]


def test_the_gate_holds_on_every_labelled_sentence() -> None:
    for interview in labelled_interviews():
        lines = interview.transcript.lines
        for number, found in look_through(interview.transcript, range(len(lines))).items():
            text = lines[number].text
            fillers = find_fillers(text, begins_turn=number == 0)
            assert list(found.fillers) == [entry.name for entry in fillers]
            assert list(found.hedges) == HEDGE.findall(text)
            assert list(found.figures) == FIGURE.findall(text)
            assert list(found.repairs) == find_corrections(text) + find_restarts(text.split())
