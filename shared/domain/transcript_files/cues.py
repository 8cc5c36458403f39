"""WebVTT and SubRip: cues with times, and what exporters make of them.

Teams writes voices (``<v Name>``), Zoom and our own SubRip ``Name: text``, an older Teams the name
on a line of its own. A file may lack its header, its blank lines or its numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.domain.transcript_files.labels import labels_of, looks_like_a_name, split_label
from shared.domain.transcript_files.markup import plain
from shared.domain.transcript_files.segments import Segment
from shared.domain.transcript_files.times import STAMP, read_stamp
from shared.domain.transcript_files.voices import SUNG, has_voices, voices, words_of
from shared.errors import NotATranscript

TIMING = re.compile(rf"\s*(-?{STAMP})\s*-{{1,3}}>\s*(-?{STAMP})(?:\s.*)?", re.ASCII)
BAD_TIMING = re.compile(r"\s*-?\d[\d:.,;]*\s*-->|.{0,40}-->\s*-?\d[\d:.,;]*\s*$", re.ASCII)
NO_CUE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
HEADER = re.compile(r"WEBVTT(?:\s|$)", re.IGNORECASE)
NAMES_ALONE_MAX = 12
CAPTION_CHARACTERS = 42
"""Captions are broken before they get longer than this."""


class Row(NamedTuple):
    """One line of a cue's text; ``opens`` where an empty line stands before it."""

    number: int
    text: str
    opens: bool


@dataclass(slots=True)
class Cue:
    """One cue as it stands in the file, milliseconds."""

    number: int
    start: int
    end: int
    rows: list[Row] = field(default_factory=list)


def is_webvtt(lines: Sequence[str]) -> bool:
    """Whether the first line with anything in it is WebVTT's header."""
    return HEADER.match(next((line for line in lines if line.strip()), "").lstrip()) is not None


def has_cues(lines: Sequence[str]) -> bool:
    """Whether there is a time span anywhere."""
    return any("->" in line and TIMING.fullmatch(line) for line in lines)


def read_cues(lines: Sequence[str]) -> list[Segment]:
    """What each voice says in each cue.

    Raises:
        NotATranscript: a time span cannot be read, or there is none.
    """
    webvtt = is_webvtt(lines)
    cues = _cues(lines, webvtt=webvtt)
    if not cues:
        raise NotATranscript("there is no cue", line=1)
    _drop_what_was_shown_already(cues)
    if webvtt and any(has_voices(row.text) for cue in cues for row in cue.rows):
        spoken = [(cue, voices([row.text for row in cue.rows])) for cue in cues]
    elif _names_stand_alone(cues):
        spoken = [
            (cue, [(plain(cue.rows[0].text), plain(" ".join(row.text for row in cue.rows[1:])))])
            for cue in cues
        ]
    else:
        spoken = _labelled(cues, words_of if webvtt else plain)
    return [segment for cue, parts in spoken for segment in _segments(cue, parts)]


def _cues(lines: Sequence[str], *, webvtt: bool) -> list[Cue]:
    cues: list[Cue] = []
    skipping, opens, begun = webvtt, True, False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            # Empty lines end a comment and the header, but not those above the header.
            skipping, opens = skipping and not begun, True
            continue
        begun = True
        span = _span(line, number) if "->" in line else None
        if span is not None:
            if cues and cues[-1].rows and _is_identifier(cues[-1].rows[-1], number):
                cues[-1].rows.pop()
            cues.append(Cue(number, *span))
            skipping = False
        elif opens and webvtt and NO_CUE.match(line):
            skipping = True
        elif cues and not skipping:
            cues[-1].rows.append(Row(number, line, opens))
        opens = False
    last = cues[-1].rows if cues else []
    if last and last[-1].opens and last[-1].text.strip().isdigit():
        last.pop()
    return cues


def _span(line: str, number: int) -> tuple[int, int] | None:
    match = TIMING.fullmatch(line)
    if match is None:
        if BAD_TIMING.match(line):
            raise NotATranscript("this is no time span", line=number)
        return None
    start, end = read_stamp(match[1]), read_stamp(match[2])
    if start is None or end is None:
        raise NotATranscript("no recording is as long as this", line=number)
    return min(start, end), max(start, end)


def _is_identifier(row: Row, number: int) -> bool:
    """Whether the line above a time span names the cue instead of being said in the one before."""
    return row.number == number - 1 and (row.opens or row.text.strip().isdigit())


def _drop_what_was_shown_already(cues: Sequence[Cue]) -> None:
    """Captions that roll show the line before once more; such files time every word."""
    if not any(SUNG.search(row.text) for cue in cues for row in cue.rows):
        return
    shown: list[str] = []
    for cue in cues:
        texts = [plain(SUNG.sub("", row.text)) for row in cue.rows]
        cue.rows = [
            row for row, text in zip(cue.rows, texts, strict=True) if text and text not in shown
        ]
        shown = texts or shown


def _names_stand_alone(cues: Sequence[Cue]) -> bool:
    if len(cues) < 2 or any(len(cue.rows) < 2 for cue in cues):
        return False
    names = {plain(cue.rows[0].text) for cue in cues}
    few = len(names) <= min(NAMES_ALONE_MAX, len(cues) // 2)
    broken = all(map(_is_full, cues))
    return few and not broken and all(map(looks_like_a_name, names))


def _is_full(cue: Cue) -> bool:
    """Whether the first row ends because the next word had no room, as no name's does."""
    word = cue.rows[1].text.split(maxsplit=1)
    return len(cue.rows[0].text) + 1 + len(word[0] if word else "") > CAPTION_CHARACTERS


def _labelled(
    cues: Sequence[Cue], words: Callable[[str], str]
) -> list[tuple[Cue, list[tuple[str, str]]]]:
    texts = [(cue, [words(row.text) for row in cue.rows]) for cue in cues]
    labels = labels_of((text for _, rows in texts for text in rows if text), always=True)
    speaker = ""
    found = []
    for cue, rows in texts:
        parts: list[tuple[str, str]] = []
        for text in rows:
            label, rest = split_label(text)
            if label in labels:
                speaker = label
                parts.append((speaker, rest.strip()))
            elif parts:
                parts[-1] = (speaker, f"{parts[-1][1]} {text}".strip())
            else:
                parts.append((speaker, text))
        found.append((cue, parts))
    return found


def _segments(cue: Cue, parts: Sequence[tuple[str, str]]) -> list[Segment]:
    """Each voice's share of the cue's time, by the length of what it says."""
    parts = [(speaker, text) for speaker, text in parts if text]
    total = sum(len(text) for _, text in parts)
    found, spent = [], 0
    for speaker, text in parts:
        begun = cue.start + (cue.end - cue.start) * spent // total
        spent += len(text)
        until = cue.start + (cue.end - cue.start) * spent // total
        found.append(Segment(cue.number, speaker, text, begun, until))
    return found
