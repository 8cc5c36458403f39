"""What the readers of the formats give, and how it becomes a Transcript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shared.domain.conversation import Line, Transcript
from shared.errors import NotATranscript

SPEAKERS_MAX = 50
"""More names than this: a log or a list, and no conversation."""
SEGMENT_CHARACTERS = 250_000
NAME_CHARACTERS = 100
JOIN_WITHIN_MS = 1000
"""A shorter gap is no pause, so a sentence that captions have cut is put together again."""
JOIN_CHARACTERS = 400
SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")


class Segment(NamedTuple):
    """Words of one speaker ('' where the file does not say), with the line they stand in."""

    number: int
    speaker: str
    text: str
    start: int | None = None
    end: int | None = None


def transcript_of(segments: Sequence[Segment]) -> Transcript:
    """Order them, number the speakers by their first words, and join what belongs together.

    Raises:
        NotATranscript: nobody says anything, or far too many or too much at once.
    """
    segments = [segment for segment in segments if segment.text]
    if not any(map(_has_words, segments)):
        raise NotATranscript("nobody says anything", line=1)
    if all(segment.end is not None for segment in segments):
        segments = sorted(segments, key=lambda segment: segment.start or 0)
    elif not _rising(segment.start for segment in segments):
        segments = [segment._replace(start=None, end=None) for segment in segments]
    ids: dict[str, int] = {}
    lines: list[Line] = []
    for segment in segments:
        if len(segment.text) > SEGMENT_CHARACTERS:
            raise NotATranscript("too long without a break", line=segment.number)
        if segment.speaker and ids.setdefault(segment.speaker, len(ids) + 1) > SPEAKERS_MAX:
            raise NotATranscript(f"more than {SPEAKERS_MAX} speakers", line=segment.number)
        line = Line(
            start=segment.start,
            end=segment.end,
            text=segment.text,
            speaker_id=ids.get(segment.speaker),
        )
        joined = _joined(lines[-1], line) if lines else None
        if joined is None:
            lines.append(line)
        else:
            lines[-1] = joined
    return Transcript(
        lines=tuple(lines),
        duration_ms=max((line.end or 0 for line in lines), default=0) or None,
        speaker_names={id_: name[:NAME_CHARACTERS].strip() for name, id_ in ids.items()},
    )


def _has_words(segment: Segment) -> bool:
    return any(map(str.isalnum, segment.text))


def _rising(starts: Iterable[int | None]) -> bool:
    known = [start for start in starts if start is not None]
    return all(before <= after for before, after in zip(known, known[1:], strict=False))


def _joined(before: Line, line: Line) -> Line | None:
    """Both as one line, where a caption's end has cut a sentence of one speaker; else None."""
    if before.end is None or line.start is None or before.speaker_id != line.speaker_id:
        return None
    if not 0 <= line.start - before.end < JOIN_WITHIN_MS or SENTENCE_END.search(before.text):
        return None
    if len(before.text) + len(line.text) > JOIN_CHARACTERS:
        return None
    return before.model_copy(update={"text": f"{before.text} {line.text}", "end": line.end})
