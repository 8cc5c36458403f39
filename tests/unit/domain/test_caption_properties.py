"""Captions are read back by our own importer: the same words, the same times, the same speakers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.captions import LINE_CHARACTERS, LINES, to_srt, to_vtt
from shared.domain.conversation import Line, Transcript
from shared.domain.transcript_files import read_transcript

HOUR_MS = 3_600_000
NAMES = {1: "Interviewer", 2: "Candidate", 3: "O'Brien & <b>Sons</b> -->", 4: "Ann\nLee"}
HOSTILE = (
    "-->", "00:00:01.000 --> 00:00:02.000", "<v Bob>", "</v>", "<b>", "&lt;", "&amp;", "&", "<", ">",
    "NOTE", "WEBVTT", "STYLE", "1", "42", "\n\n", "\r\n7\n00:00:01,000 --> 00:00:02,000\n", "{\\an8}",
    "<script>alert(1)</script>", "<00:00:01.000>", "<c.red>", "<font color=red>", "Candidate:",
)  # fmt: skip
WORDS = st.from_regex(r"[a-z]{1,12}", fullmatch=True)
SETTINGS = settings(max_examples=60, deadline=None)


@st.composite
def transcripts(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Transcript:
    """Lines in the order of time, with pauses, one speaker after the other; from ten hours on too."""
    clock = draw(st.sampled_from([0, 9 * HOUR_MS + 3_599_000, 31 * HOUR_MS]))
    lines = []
    for number in range(draw(st.integers(1, 6))):
        clock += draw(st.integers(1500, 4000))
        length = draw(st.integers(500, 90_000))
        text = " ".join(draw(texts).split())
        if text:
            speaker = 1 + number % 2 if draw(st.booleans()) else draw(st.integers(1, 4))
            lines.append(Line(start=clock, end=clock + length, text=text, speaker_id=speaker))
        clock += length
    return Transcript(lines=tuple(lines))


def sentences(longest: int) -> st.SearchStrategy[str]:
    return st.lists(WORDS, min_size=1, max_size=longest).map(lambda words: " ".join(words) + ".")


def hostile() -> st.SearchStrategy[str]:
    piece = st.one_of(WORDS, st.sampled_from(HOSTILE))
    return st.lists(piece, min_size=1, max_size=20).map(lambda pieces: "a " + " ".join(pieces))


def spoken(made: Transcript) -> list[tuple[str, str]]:
    """Who says which characters; white space aside, for a long word may be cut."""
    found: list[tuple[str, str]] = []
    for line in made.lines:
        name = made.speaker_names.get(line.speaker_id or 0) or NAMES.get(line.speaker_id or 0, "")
        words = "".join(line.text.split())
        name = " ".join(name.split())
        if found and found[-1][0] == name:
            words = found.pop()[1] + words
        found.append((name, words))
    return found


@SETTINGS
@given(transcripts(sentences(6)))
def test_short_sentences_come_back_as_they_were(made: Transcript) -> None:
    read = read_transcript(to_vtt(made, NAMES))
    assert [(line.start, line.end, line.text) for line in read.lines] == [
        (line.start, line.end, line.text) for line in made.lines
    ]
    assert spoken(read) == spoken(made)


@SETTINGS
@given(transcripts(sentences(80)))
def test_long_lines_begin_and_end_when_they_did(made: Transcript) -> None:
    read = read_transcript(to_vtt(made, NAMES))
    assert spoken(read) == spoken(made)
    assert {line.start for line in made.lines} <= {line.start for line in read.lines}
    assert {line.end for line in made.lines} <= {line.end for line in read.lines}


@SETTINGS
@given(transcripts(hostile()))
def test_hostile_words_are_words_in_webvtt(made: Transcript) -> None:
    text = to_vtt(made, NAMES)
    assert spoken(read_transcript(text, "vtt")) == spoken(made)
    check_lines(text)


@SETTINGS
@given(transcripts(hostile()))
def test_hostile_words_make_no_caption_in_subrip(made: Transcript) -> None:
    text = to_srt(made, NAMES)
    blocks = text.strip("\n").split("\n\n")
    timing = re.compile(r"\d{2,}:\d\d:\d\d,\d{3} --> \d{2,}:\d\d:\d\d,\d{3}")
    for number, block in enumerate(blocks, 1):
        first, second, *rest = block.split("\n")
        assert first == str(number)
        assert timing.fullmatch(second)
        assert rest
        assert not [row for row in rest if "-->" in row]
        # What players take for a tag: a letter or a slash right after the bracket.
        assert not [row for row in rest if re.search(r"<[/!a-z0-9]|\{\\", row, re.IGNORECASE)]
    check_lines(text)


def check_lines(text: str) -> None:
    """Two lines of 42 characters at most, as a reader sees them."""
    for block in text.strip("\n").split("\n\n"):
        rows = block.split("\n")
        shown = rows[[" --> " in row for row in rows].index(True) + 1 :] if " --> " in block else []
        assert len(shown) <= LINES
        for row in shown:
            seen = re.sub(r"<v [^<>]*>", "", row)
            for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
                seen = seen.replace(entity, character)
            assert len(seen) <= LINE_CHARACTERS, row


@SETTINGS
@given(transcripts(sentences(30)))
def test_subrip_comes_back_too(made: Transcript) -> None:
    plain = {id_: f"Speaker {id_}" for id_ in NAMES}
    read = read_transcript(to_srt(made, plain))
    assert "".join(words for _, words in spoken(read)) == "".join(w for _, w in spoken(made))
    assert read.lines[0].start == made.lines[0].start
    assert read.lines[-1].end == made.lines[-1].end


@pytest.mark.parametrize("hours", [9, 10, 99])
def test_times_of_many_hours(hours: int) -> None:
    line = Line(start=hours * HOUR_MS, end=hours * HOUR_MS + 1500, text="Hello.", speaker_id=1)
    made = Transcript(lines=(line,))
    assert f"\n{hours:02}:00:00.000 --> {hours:02}:00:01.500\n" in to_vtt(made, NAMES)
    assert read_transcript(to_vtt(made, NAMES)).lines[0].start == line.start
