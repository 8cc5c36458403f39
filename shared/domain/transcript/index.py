"""Video Indexer's index → Transcript.

Every key of an index may be absent. Kept is what was said, when, by whom and how sure; the view
token and every URL are never read.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from shared.domain.conversation import Transcript
from shared.domain.transcript.index_shape import (
    INDEX,
    LINES_MAX,
    Index,
    IndexLine,
    IndexSentiment,
    Insights,
    Instance,
)
from shared.domain.transcript.plain_values import identifier_of, within
from shared.domain.transcript.stored_lines import LINES
from shared.domain.transcript.times import milliseconds_of
from shared.errors import NotAnIndex

LANGUAGE_CHARACTERS = 35
NAME_CHARACTERS = 100
LABEL_CHARACTERS = 20
SENTIMENTS_LOOKED_AT = 4
"""So many stretches that begin before a moment may reach it; Video Indexer's do not overlap."""


def parse_index(raw: bytes) -> Transcript:
    """Read the bytes of an index.

    Raises:
        NotAnIndex: they are none. Nothing else is ever raised, whatever the bytes are.
    """
    try:
        index = INDEX.validate_json(raw)
    except ValidationError:
        index = _with_broken_characters(raw)
    if not index["videos"]:
        raise NotAnIndex("The index has no video.")
    video = index["videos"][0]
    insights = video["insights"] or NOTHING
    if len(insights["transcript"]) > LINES_MAX:
        raise NotAnIndex("The index has more lines than any recording.")
    lines = LINES.validate_python(_lines(insights))
    language = _stored(
        insights["sourceLanguage"] or insights["language"] or video["language"],
        LANGUAGE_CHARACTERS,
    )
    duration = milliseconds_of(insights["duration"]) or milliseconds_of(index["durationInSeconds"])
    latest = max((line.end or 0 for line in lines), default=0)
    return Transcript(
        lines=lines,
        duration_ms=max(duration or 0, latest) or None,
        language=language or None,
        speaker_names={
            id_: _stored(speaker["name"], NAME_CHARACTERS) or f"Speaker #{id_}"
            for speaker in insights["speakers"]
            if (id_ := _id(speaker["id"])) is not None
        },
    )


NOTHING: Insights = {
    "duration": None, "sourceLanguage": "", "language": "",
    "transcript": [], "speakers": [], "sentiments": [],
}  # fmt: skip


def _with_broken_characters(raw: bytes) -> Index:
    """The strict and fast reader refuses half a surrogate pair; one such character in a word
    must not cost the whole interview."""
    try:
        lenient = json.loads(raw.decode("utf-8-sig", "replace"))
        repaired = json.dumps(lenient, ensure_ascii=False).encode("utf-8", "replace")
        return INDEX.validate_json(repaired)
    except (ValueError, RecursionError):
        raise NotAnIndex("The bytes are not an index of Video Indexer.") from None


def _lines(insights: Insights) -> list[dict[str, Any]]:
    """The fields of each line that says something, in the order of time."""
    tones = _Tones(insights["sentiments"]) if insights["sentiments"] else None
    found = [
        _line(line, text, tones)
        for line in insights["transcript"]
        if (text := " ".join(line["text"].replace("\0", "").split()))
    ]
    if all(line["start"] is not None for line in found):
        found.sort(key=lambda line: line["start"])  # stable: equal times keep their order
    return found


def _line(line: IndexLine, text: str, tones: _Tones | None) -> dict[str, Any]:
    start, end = _span(line["instances"])
    confidence, language = line["confidence"], line["language"]
    return {
        "start": start,
        "end": end,
        "text": text,
        "speaker_id": _id(line["speakerId"]),
        "confidence": confidence
        if confidence is None or 0 <= confidence <= 1
        else within(confidence, 0.0, 1.0),
        "language": _stored(language, LANGUAGE_CHARACTERS) or None if language else None,
        "sentiment": tones.at(start, end) if tones else None,
    }


def _id(value: int | str | None) -> int | None:
    return identifier_of(value) if isinstance(value, str) else value


def _stored(text: str, characters: int) -> str:
    return text.replace("\0", "")[:characters]


def _span(instances: Sequence[Instance]) -> tuple[int | None, int | None]:
    for instance in instances:
        start, end = milliseconds_of(instance["start"]), milliseconds_of(instance["end"])
        if start is not None and end is not None:
            return (start, end) if start <= end else (end, start)
    return None, None


class _Tone(NamedTuple):
    start: int
    end: int
    label: str
    score: float


class _Tones:
    """The sentiments by time. Video Indexer merges those of neighbouring lines: a line's middle
    decides which one it has."""

    def __init__(self, sentiments: Sequence[IndexSentiment]) -> None:
        self._all = sorted(
            _Tone(start, end, _stored(entry["sentimentType"], LABEL_CHARACTERS), score)
            for entry in sentiments
            if (score := entry["averageScore"]) is not None
            for instance in entry["instances"]
            if (start := milliseconds_of(instance["start"])) is not None
            and (end := milliseconds_of(instance["end"])) is not None
        )
        self._starts = [tone.start for tone in self._all]

    def at(self, start: int | None, end: int | None) -> dict[str, Any] | None:
        """The fields of the sentiment of a line."""
        if start is None or end is None:
            return None
        middle = (start + end) / 2
        before = bisect_right(self._starts, middle)
        for tone in reversed(self._all[max(0, before - SENTIMENTS_LOOKED_AT) : before]):
            if middle <= tone.end:
                return {"label": tone.label.lower(), "score": within(tone.score, -1.0, 1.0)}
        return None
