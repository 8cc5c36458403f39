"""Captions and plain text from the stored transcript, with speakers, in readable lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.domain.conversation import Line, Transcript

LINE_CHARACTERS = 42
LINES = 2
"""Two lines of 42 characters: the usual limit of subtitling guidelines."""
CUE_CHARACTERS = LINE_CHARACTERS * LINES
READING_MS_PER_CHARACTER = 60
TAG_BEGINS = re.compile(r"<(?=[/!a-z0-9])|\{(?=\\)", re.IGNORECASE)
"""How the tags begin that players of SubRip follow: ``<b>``, ``{\\an8}``."""


class Cue(NamedTuple):
    """One caption: milliseconds, the speaker's name, and one or two lines."""

    start: int
    end: int
    speaker: str
    lines: tuple[str, ...]


def speaker_names(stored: Any) -> dict[int, str]:
    """Names for speaker ids from ``Transcription.speakers``: roles where they are known."""
    if isinstance(stored, Mapping):
        stored = stored.get("speakers")
    names: dict[int, str] = {}
    for entry in stored if isinstance(stored, list) else []:
        if isinstance(entry, Mapping) and isinstance(entry.get("id"), int):
            role, name = entry.get("role"), entry.get("name")
            known = str(role).capitalize() if role in ("candidate", "interviewer") else None
            names[entry["id"]] = known or str(name or f"Speaker {entry['id']}")
    return names


def cues(transcript: Transcript, names: Mapping[int, str]) -> list[Cue]:
    """Each line as one caption or several; its time is shared by the number of characters."""
    found: list[Cue] = []
    clock = 0
    for line in transcript.lines:
        start = line.start if line.start is not None else clock
        end = (
            line.end if line.end is not None else start + len(line.text) * READING_MS_PER_CHARACTER
        )
        clock = max(end, start + 1)
        parts = _split(line.text)
        total = sum(len(part) for part in parts) or 1
        begun = start
        spent = 0
        for part in parts:
            spent += len(part)
            until = max(start + (clock - start) * spent // total, begun + 1)
            found.append(
                Cue(begun, until, name_of(line, names), tuple(_wrap(part, LINE_CHARACTERS)))
            )
            begun = until
    return found


def name_of(line: Line, names: Mapping[int, str]) -> str:
    """Who speaks a line, '' where that is not known."""
    if line.speaker_id is None:
        return ""
    # A line break in a name would end the caption.
    return " ".join(names.get(line.speaker_id, f"Speaker {line.speaker_id}").split())


def to_vtt(transcript: Transcript, names: Mapping[int, str]) -> str:
    """WebVTT with voice tags."""
    blocks = ["WEBVTT"]
    for cue in cues(transcript, names):
        text = "\n".join(_escaped(line) for line in cue.lines)
        voice = f"<v {_escaped(cue.speaker)}>" if cue.speaker else ""
        blocks.append(f"{_clock(cue.start, '.')} --> {_clock(cue.end, '.')}\n{voice}{text}")
    return "\n\n".join(blocks) + "\n"


def to_srt(transcript: Transcript, names: Mapping[int, str]) -> str:
    """SubRip; the speaker's name stands before the first caption of a turn."""
    lines = []
    before = ""
    for line in transcript.lines:
        speaker = name_of(line, names)
        prefix = f"{speaker}: " if speaker and speaker != before else ""
        before = speaker
        lines.append(line.model_copy(update={"text": _inert(prefix + line.text)}))
    blocks = []
    named = transcript.model_copy(update={"lines": tuple(lines)})
    for number, cue in enumerate(cues(named, {}), 1):
        text = "\n".join(cue.lines)
        blocks.append(f"{number}\n{_clock(cue.start, ',')} --> {_clock(cue.end, ',')}\n{text}")
    return "\n\n".join(blocks) + ("\n" if blocks else "")


def to_text(transcript: Transcript, names: Mapping[int, str]) -> str:
    """Plain text, a paragraph for each turn."""
    paragraphs: list[list[str]] = []
    before: str | None = None
    for line in transcript.lines:
        speaker = name_of(line, names)
        if speaker != before or not paragraphs:
            paragraphs.append([f"{speaker}: " if speaker else ""])
            before = speaker
        paragraphs[-1].append(line.text)
    return "\n\n".join(part[0] + " ".join(part[1:]) for part in paragraphs) + "\n"


def _split(text: str) -> list[str]:
    """Pieces of two lines at most."""
    lines = _wrap(text, LINE_CHARACTERS)
    return [" ".join(lines[start : start + LINES]) for start in range(0, len(lines), LINES)]


def _wrap(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        while len(word) > width:
            lines.append(word[:width])
            word = word[width:]  # noqa: PLW2901 - the rest of a word that fits no line
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _inert(text: str) -> str:
    """SubRip knows no escapes: an arrow that makes no time span, brackets that open no tag."""
    return TAG_BEGINS.sub(r"\g<0> ", text.replace("-->", "→"))


def _clock(milliseconds: int, separator: str) -> str:
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{separator}{fraction:03}"
