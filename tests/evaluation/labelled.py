"""A labelled interview: one readable text file → a transcript and what people say is in it.

A file has a head of ``name: value`` lines, practised questions (``key | question | answer``), and
lines of speech. ``= follow-up a`` begins an exchange of that kind, in which the practised question
``a`` was asked. A line is ``speaker start-end text``; ``-`` stands for a line without times.
Inside the text ``{like}`` is a filler and ``[R it fell by half]`` a part of STAR.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from shared.domain.content.rubric import StarPart
from shared.domain.conversation import ExchangeKind, Line, Transcript

FOLDER = Path(__file__).parent / "interviews"
HELD_OUT = "held-out"
PARTS = {part.name[0]: part for part in StarPart}
KINDS = {kind.value.replace("_", " "): kind for kind in ExchangeKind} | {
    "follow-up": ExchangeKind.FOLLOW_UP
}
LINE = re.compile(r"(\d+) (?:(\d+):([\d.]+)-(\d+):([\d.]+)|-) (.+)")
HEADING = re.compile(r"= ([a-z -]+?)(?: ([a-z]))?")
MARK = re.compile(r"\[([STAR]) |([\]{}])")


class Marked(NamedTuple):
    """A stretch of one line's text, by characters; ``part`` is None for a filler."""

    line: int
    start: int
    end: int
    part: StarPart | None


@dataclass(frozen=True, slots=True)
class GoldExchange:
    """A question and its answer as a person sees them; the interviewer's remarks are in neither."""

    kind: ExchangeKind
    practised: str | None
    question_lines: tuple[int, ...]
    answer_lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LabelledInterview:
    """One interview and its labels; equal to nothing but itself, so that work on it can be kept."""

    name: str
    half: str
    """``development``: the analyser learns from it. ``held-out``: it is only measured."""
    kind: str
    quality: float
    """How good the candidate is, 1 to 10, in the eyes of who wrote it."""
    candidate: frozenset[int]
    practised: tuple[tuple[str, str, str], ...]
    """Key, question, answer."""
    transcript: Transcript
    exchanges: tuple[GoldExchange, ...]
    fillers: tuple[Marked, ...]
    star: tuple[Marked, ...]


@cache
def labelled_interviews() -> tuple[LabelledInterview, ...]:
    """All of them, by name."""
    return tuple(
        read(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.txt"))
    )


def read(name: str, text: str) -> LabelledInterview:
    """One file's text.

    Raises:
        ValueError: a line is not in the form, or marks what the candidate does not say.
    """
    head, _, body = text.partition("transcript:\n")
    head, _, prep = head.partition("prep:\n")
    fields = dict(row.split(": ", 1) for row in head.splitlines() if row.strip())
    candidate = frozenset(int(part) for part in fields["candidate"].split(","))
    lines: list[Line] = []
    marked: list[Marked] = []
    drafts: list[tuple[ExchangeKind, str | None, list[int], list[int]]] = []
    for row in filter(str.strip, body.splitlines()):
        if heading := HEADING.fullmatch(row):
            drafts.append((KINDS[heading[1]], heading[2], [], []))
            continue
        line, marks = _line(row, len(lines))
        if marks and line.speaker_id not in candidate:
            raise ValueError(f"Only the candidate's words are labelled: {row!r}")
        if line.speaker_id in candidate:
            drafts[-1][3].append(len(lines))
        elif not drafts[-1][3]:
            drafts[-1][2].append(len(lines))
        lines.append(line)
        marked += marks
    duration = lines[-1].end
    return LabelledInterview(
        name=name,
        half=fields["half"],
        kind=fields["kind"],
        quality=float(fields["quality"]),
        candidate=candidate,
        practised=tuple(_practised(row) for row in prep.splitlines() if row.strip()),
        transcript=Transcript(lines=tuple(lines), duration_ms=duration, language="en-US"),
        exchanges=tuple(
            GoldExchange(kind, key, tuple(asked), tuple(said)) for kind, key, asked, said in drafts
        ),
        fillers=tuple(mark for mark in marked if mark.part is None),
        star=tuple(mark for mark in marked if mark.part is not None),
    )


def _practised(row: str) -> tuple[str, str, str]:
    key, question, answer = (part.strip() for part in row.split("|"))
    return key, question, answer


def _line(row: str, number: int) -> tuple[Line, list[Marked]]:
    match = LINE.fullmatch(row.strip())
    if match is None:
        raise ValueError(f"Not a line of speech: {row!r}")
    who, minutes, seconds, end_minutes, end_seconds, marked_text = match.groups()
    text, marks = _unmarked(marked_text, number)
    timed = minutes is not None
    line = Line(
        start=round(int(minutes) * 60_000 + float(seconds) * 1000) if timed else None,
        end=round(int(end_minutes) * 60_000 + float(end_seconds) * 1000) if timed else None,
        text=text,
        speaker_id=int(who),
        confidence=0.9,
    )
    return line, marks


def _unmarked(text: str, number: int) -> tuple[str, list[Marked]]:
    """The text without its marks, and where they were."""
    plain = ""
    open_marks: list[tuple[StarPart | None, int]] = []
    found: list[Marked] = []
    position = 0
    for match in MARK.finditer(text):
        plain += text[position : match.start()]
        position = match.end()
        if match[1] or match[2] == "{":
            open_marks.append((PARTS[match[1]] if match[1] else None, len(plain)))
        else:
            if not open_marks:
                raise ValueError(f"A mark ends that did not begin: {text!r}")
            part, start = open_marks.pop()
            found.append(Marked(number, start, len(plain), part))
    if open_marks:
        raise ValueError(f"A mark does not end: {text!r}")
    return plain + text[position:], found
