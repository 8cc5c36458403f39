"""Captions that can be read."""

from __future__ import annotations

import re

from shared.domain.captions import cues, speaker_names, to_srt, to_text, to_vtt
from tests.builders import transcript

LONG = "word " * 60
NAMES = {1: "Interviewer", 2: "Candidate"}
SCRIPT = f"I: Tell me <b>all</b> & more --> now.\nC: {LONG}"


def test_lines_are_short_and_times_run_on() -> None:
    made = cues(transcript(SCRIPT), NAMES)
    assert all(len(cue.lines) <= 2 and all(len(line) <= 42 for line in cue.lines) for cue in made)
    for before, after in zip(made, made[1:], strict=False):
        assert before.start < before.end <= after.start or before.end == after.start
    assert " ".join(line for cue in made[1:] for line in cue.lines).split() == LONG.split()


def test_vtt_names_speakers_and_escapes() -> None:
    text = to_vtt(transcript(SCRIPT), NAMES)
    assert text.startswith("WEBVTT\n\n00:00:00.300 --> ")
    assert "<v Interviewer>Tell me &lt;b&gt;all&lt;/b&gt; &amp; more" in text
    assert re.findall("-->", text) == ["-->"] * len(cues(transcript(SCRIPT), NAMES))


def test_srt_numbers_its_captions() -> None:
    blocks = to_srt(transcript(SCRIPT), NAMES).strip().split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == [
        str(n) for n in range(1, len(blocks) + 1)
    ]
    assert "Candidate: word" in blocks[1]
    assert "Candidate:" not in blocks[2]


def test_plain_text_has_a_paragraph_a_turn() -> None:
    assert to_text(transcript("I: Hi.\nI: There.\nC: Hello."), NAMES) == (
        "Interviewer: Hi. There.\n\nCandidate: Hello.\n"
    )


def test_names_come_from_roles() -> None:
    stored = {"speakers": [{"id": 1, "role": "candidate"}, {"id": 2, "name": "Speaker #2"}, "odd"]}
    assert speaker_names(stored) == {1: "Candidate", 2: "Speaker #2"}
    assert speaker_names(None) == {}
