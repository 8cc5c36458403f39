"""The lines as they stand in ``Transcription.timestamps``, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import TypeAdapter

from shared.domain.conversation import Line, LineSentiment, Transcript
from shared.domain.transcript.plain_values import identifier_of, number_of, text_of, within

LONGEST_MS = 1e12
LINES = TypeAdapter(tuple[Line, ...])


def to_timestamps(transcript: Transcript) -> list[dict[str, Any]]:
    """The lines as they are stored."""
    stored: list[dict[str, Any]] = LINES.dump_python(transcript.lines, mode="json", by_alias=True)
    return stored


def from_timestamps(
    stored: Iterable[object],
    *,
    duration_ms: int | None = None,
    language: str | None = None,
    speakers: object = None,
) -> Transcript:
    """Stored lines as a Transcript; what the web app stored otherwise is read tolerantly.

    Args:
        speakers: ``Transcription.speakers``, for the names in it.
    """
    lines = []
    for entry in stored:
        if not isinstance(entry, dict):
            continue
        text = " ".join(text_of(entry.get("text")).split())
        if not text:
            continue
        start, end = _time(entry.get("start")), _time(entry.get("end"))
        confidence = number_of(entry.get("confidence"))
        lines.append(
            Line(
                start=start,
                end=None if start is None or end is None else max(start, end),
                text=text,
                speaker_id=identifier_of(entry.get("speakerId")),
                confidence=None if confidence is None else within(confidence, 0.0, 1.0),
                language=text_of(entry.get("language")) or None,
                sentiment=_sentiment(entry.get("sentiment")),
            )
        )
    return Transcript(
        lines=tuple(lines),
        duration_ms=duration_ms,
        language=language,
        speaker_names=_names(speakers),
    )


def _names(speakers: object) -> dict[int, str]:
    entries = speakers.get("speakers") if isinstance(speakers, dict) else None
    return {
        id_: name[:100]
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
        and (id_ := identifier_of(entry.get("id"))) is not None
        and (name := text_of(entry.get("name")))
    }


def _time(value: object) -> int | None:
    number = number_of(value)
    return int(number) if number is not None and 0 <= number < LONGEST_MS else None


def _sentiment(value: object) -> LineSentiment | None:
    score = number_of(value.get("score")) if isinstance(value, dict) else None
    if score is None or not isinstance(value, dict):
        return None
    return LineSentiment(label=text_of(value.get("label")), score=within(score, -1.0, 1.0))
