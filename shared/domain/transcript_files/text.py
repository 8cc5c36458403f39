"""Plain text: turns of ``Name: text``, exports with a name and a time above each turn, or neither.

Times in such files say when a turn begins and never when it ends, so nothing that needs a length
can be measured from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shared.domain.transcript_files.labels import (
    is_a_role,
    labels_of,
    looks_like_a_name,
    split_label,
)
from shared.domain.transcript_files.markup import plain
from shared.domain.transcript_files.segments import Segment
from shared.domain.transcript_files.times import STAMP, read_stamp

PREAMBLE_LINES = 12
PREAMBLE_CHARACTERS = 200
"""Lines above the first speaker that are short and few are a title and a date, not speech."""
LONG_PARAGRAPH = 300
PIECE = 200
SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=[^\s])")

BRACKETED = re.compile(rf"\s*\[([^\[\]]{{1,60}})\]\s+({STAMP})\s*", re.ASCII)
"""Zoom: ``[Maria Lopez] 10:12:01``, by the clock on the wall."""
ABOVE = re.compile(rf"\s*(\S.{{0,59}}?)(\s+|\s*[|–-]\s*)[\[(]?({STAMP})[\])]?:?\s*", re.ASCII)
"""Teams and Otter: ``Maria Lopez   0:03`` above the turn."""
STAMP_FIRST = re.compile(
    rf"\s*[\[(]?({STAMP})[\])]?\s*[-–|]?\s+([^:]{{1,60}}):(?:\s+|$)(.*)", re.ASCII | re.DOTALL
)
STAMP_WITHIN = re.compile(
    rf"\s*([^:\[(]{{1,60}}?)\s*[\[(]({STAMP})[\])]\s*(?::\s*|$)(.*)", re.ASCII | re.DOTALL
)
ALONE = re.compile(rf"[\s#*]*[\[(]?({STAMP})[\])]?[\s*]*", re.ASCII)
LEADING = re.compile(rf"\s*(?:\[({STAMP})\]|\(({STAMP})\))\s+(.*)", re.ASCII | re.DOTALL)
NOT_SPEECH = re.compile(
    r".{0,80}\b(?:started|stopped) transcription\.?|transcribed by https?://\S+|"
    r"(?:transcription|meeting) ended (?:after|at) [\d: ]{4,20}\W*|"
    r"this editable transcript was computer generated.{0,200}",
    re.IGNORECASE,
)
"""What the services write between the words."""


class Head(NamedTuple):
    """The line that opens a turn: who, when, and the words that stand in it already."""

    speaker: str
    start: int | None
    rest: str
    by_wall_clock: bool = False


def read_text(lines: Sequence[str]) -> list[Segment]:
    """The turns of a text, each paragraph of them in sentences where it is long."""
    rows = [
        (number, line)
        for number, line in enumerate(lines, 1)
        if line.strip() and not NOT_SPEECH.fullmatch(line.strip())
    ]
    heads = {number: head for number, line in rows if (head := _head(line)) is not None}
    # One line that looks like a head, somewhere in the middle, is a sentence with a time in it.
    stamped = len(heads) > 1 or (bool(heads) and rows[0][0] in heads)
    turns = _under_heads(rows, heads) if stamped else _labelled(rows)
    return [part for turn in turns for part in _sentences(turn)]


def _head(line: str) -> Head | None:
    """A line that says who speaks and since when."""
    if ":" not in line:
        return None
    match = BRACKETED.fullmatch(line)
    if match is not None:
        return Head(plain(match[1]), read_stamp(match[2]), "", by_wall_clock=True)
    match = ABOVE.fullmatch(line)
    if match is not None:
        name, wide = plain(match[1]).strip("*_ "), len(match[2]) > 1 or match[2] == "\t"
        if _is_speaker(name) or (wide and name and len(name.split()) <= 4 and name[0].isalpha()):
            return Head(name, read_stamp(match[3]), "")
    match = STAMP_FIRST.fullmatch(line)
    if match is not None and _is_speaker(plain(match[2])):
        return Head(plain(match[2]), read_stamp(match[1]), plain(match[3]))
    match = STAMP_WITHIN.fullmatch(line)
    if match is not None and _is_speaker(plain(match[1])):
        return Head(plain(match[1]), read_stamp(match[2]), plain(match[3]))
    return None


def _is_speaker(name: str) -> bool:
    return is_a_role(name) or looks_like_a_name(name)


def _under_heads(rows: Sequence[tuple[int, str]], heads: dict[int, Head]) -> Iterator[Segment]:
    first = min(heads)
    keep = not _is_preamble([line for number, line in rows if number < first])
    origin = next((head.start for head in heads.values() if head.by_wall_clock), None) or 0
    speaker, start = "", None
    for number, line in rows:
        head = heads.get(number)
        if head is None:
            if speaker or keep:
                yield Segment(number, speaker, plain(line), start)
                start = None
            continue
        speaker, start = head.speaker, head.start
        if start is not None and head.by_wall_clock:
            start = (start - origin) % (24 * 3_600_000)
        if head.rest:
            yield Segment(number, speaker, head.rest, start)
            start = None


def _labelled(rows: Sequence[tuple[int, str]]) -> Iterator[Segment]:
    texts = [(number, *_without_stamp(line)) for number, line in rows]
    labels = labels_of(text for _, text, _ in texts if text)
    first = next(
        (place for place, (_, text, _) in enumerate(texts) if split_label(text)[0] in labels), 0
    )
    if labels and _is_preamble([text for _, text, _ in texts[:first]]):
        texts = texts[first:]
    speaker, start = "", None
    for number, text, stamp in texts:
        start = stamp if stamp is not None else start
        label, rest = split_label(text)
        if label in labels:
            speaker, text = label, rest.strip()  # noqa: PLW2901 - the words without their label
        if text:
            yield Segment(number, speaker, text, start)
            start = None


def _without_stamp(line: str) -> tuple[str, int | None]:
    """The words of a line, and the time that stands alone or in brackets before them."""
    alone = ALONE.fullmatch(line)
    if alone is not None:
        return "", read_stamp(alone[1])
    leading = LEADING.fullmatch(line)
    if leading is not None:
        return plain(leading[3]), read_stamp(leading[1] or leading[2])
    return plain(line), None


def _is_preamble(lines: Sequence[str]) -> bool:
    return len(lines) <= PREAMBLE_LINES and all(len(line) <= PREAMBLE_CHARACTERS for line in lines)


def _sentences(turn: Segment) -> Iterator[Segment]:
    """A long paragraph in pieces of whole sentences, so that a place in it can be named."""
    pieces: list[list[str]] = [[]]
    length = 0
    for sentence in SENTENCES.split(turn.text) if len(turn.text) > LONG_PARAGRAPH else [turn.text]:
        if pieces[-1] and length + len(sentence) > PIECE:
            pieces.append([])
            length = 0
        pieces[-1].append(sentence)
        length += len(sentence) + 1
    start = turn.start
    for piece in pieces:
        yield turn._replace(text=" ".join(piece), start=start)
        start = None
