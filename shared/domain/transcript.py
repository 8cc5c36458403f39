"""Video Indexer's index → Transcript, and the lines as they are stored.

Every key of an index may be absent. Kept is what was said, when, by whom and how sure; the view
token and every URL are never read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ValidationError

from shared.domain.conversation import Line, LineSentiment, Transcript
from shared.errors import NotAnIndex

TIME = re.compile(
    r"(?:(\d{1,6})\s*[.:]\s*)?(\d{1,6})\s*:\s*([0-5]?\d)\s*:\s*([0-5]?\d)(?:\.(\d{1,9}))?", re.ASCII
)
"""``[days.]hours:minutes:seconds[.fraction]``, with spaces as old documents have them."""
LARGEST = 1e15
LINES_MAX = 100_000
"""Six hours, the longest recording, would have five lines a second."""
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def milliseconds(text: str) -> int | None:
    """An index's time as milliseconds, cut; None for what is no time."""
    match = TIME.fullmatch(text.strip())
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.group(1, 2, 3, 4))
    fraction = (match[5] or "").ljust(3, "0")[:3]
    return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + int(fraction)


def _time(value: object) -> int | None:
    if isinstance(value, str):
        return milliseconds(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value * 1000) if 0 <= value < 1e9 else None
    return None


def _text(value: object) -> str:
    return UNSTORABLE.sub("", value) if isinstance(value, str) else ""


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # A whole number in JSON may be larger than any float; NaN compares as false.
    return float(value) if -LARGEST < value < LARGEST else None


def _identifier(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return (
            int(value)
            if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9
            else None
        )
    return value if 0 <= value < 10**9 else None


def _objects(value: object) -> object:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _bounded(value: object) -> object:
    if isinstance(value, list) and len(value) > LINES_MAX:
        raise NotAnIndex("The index has more lines than any recording.")
    return _objects(value)


def _object(value: object) -> object:
    return value if isinstance(value, dict) else {}


Time = Annotated[int | None, BeforeValidator(_time)]
Text = Annotated[str, BeforeValidator(_text)]
Number = Annotated[float | None, BeforeValidator(_number)]
Identifier = Annotated[int | None, BeforeValidator(_identifier)]


class _Instance(BaseModel):
    start: Time = None
    end: Time = None


Instances = Annotated[list[_Instance], BeforeValidator(_objects)]


class _Line(BaseModel):
    text: Text = ""
    confidence: Number = None
    speakerId: Identifier = None
    language: Text = ""
    instances: Instances = []


class _Sentiment(BaseModel):
    averageScore: Number = None
    sentimentType: Text = ""
    instances: Instances = []


class _Speaker(BaseModel):
    id: Identifier = None
    name: Text = ""


class _Insights(BaseModel):
    duration: Time = None
    sourceLanguage: Text = ""
    language: Text = ""
    transcript: Annotated[list[_Line], BeforeValidator(_bounded)] = []
    speakers: Annotated[list[_Speaker], BeforeValidator(_objects)] = []
    sentiments: Annotated[list[_Sentiment], BeforeValidator(_objects)] = []


class _Video(BaseModel):
    insights: Annotated[_Insights, BeforeValidator(_object)] = _Insights()
    language: Text = ""


class _Index(BaseModel):
    durationInSeconds: Number = None
    videos: list[_Video]


def parse_index(raw: bytes) -> Transcript:
    """Read the bytes of an index.

    Raises:
        NotAnIndex: they are none. Nothing else is ever raised, whatever the bytes are.
    """
    try:
        index = _Index.model_validate_json(raw)
    except ValidationError:
        index = _with_broken_characters(raw)
    if not index.videos:
        raise NotAnIndex("The index has no video.")
    video = index.videos[0]
    insights = video.insights
    language = insights.sourceLanguage or insights.language or video.language or None
    lines = _lines(insights)
    duration = insights.duration
    if not duration and index.durationInSeconds is not None and 0 <= index.durationInSeconds < 1e9:
        duration = int(index.durationInSeconds * 1000)
    latest = max((line.end or 0 for line in lines), default=0)
    names = {
        speaker.id: speaker.name[:100] or f"Speaker #{speaker.id}"
        for speaker in insights.speakers
        if speaker.id is not None
    }
    return Transcript(
        lines=lines,
        duration_ms=max(duration or 0, latest) or None,
        language=language[:35] if language else None,
        speaker_names=names,
    )


def _with_broken_characters(raw: bytes) -> _Index:
    """The strict and fast reader refuses half a surrogate pair; one such character in a word
    must not cost the whole interview."""
    try:
        lenient = json.loads(raw.decode("utf-8-sig", "replace"))
        repaired = json.dumps(lenient, ensure_ascii=False).encode("utf-8", "replace")
        return _Index.model_validate_json(repaired)
    except (ValueError, RecursionError):
        raise NotAnIndex("The bytes are not an index of Video Indexer.") from None


def _lines(insights: _Insights) -> tuple[Line, ...]:
    sentiments = sorted(
        (instance.start, instance.end, sentiment.sentimentType[:20], sentiment.averageScore)
        for sentiment in insights.sentiments
        for instance in sentiment.instances
        if instance.start is not None
        and instance.end is not None
        and sentiment.averageScore is not None
    )
    found = []
    for line in insights.transcript:
        text = " ".join(line.text.split())
        if not text:
            continue
        start, end = _span(line.instances)
        found.append(
            Line(
                start=start,
                end=end,
                text=text,
                speaker_id=line.speakerId,
                confidence=None if line.confidence is None else min(max(line.confidence, 0.0), 1.0),
                language=line.language[:35] or None,
                sentiment=_sentiment_at(sentiments, start, end),
            )
        )
    if all(line.start is not None for line in found):
        found.sort(key=lambda line: line.start or 0)  # stable: equal times keep their order
    return tuple(found)


def _span(instances: list[_Instance]) -> tuple[int | None, int | None]:
    for instance in instances:
        if instance.start is not None and instance.end is not None:
            return min(instance.start, instance.end), max(instance.start, instance.end)
    return None, None


def _sentiment_at(
    sentiments: list[tuple[int, int, str, float]], start: int | None, end: int | None
) -> LineSentiment | None:
    """Video Indexer merges the sentiments of neighbouring lines: the line's middle decides."""
    if start is None or end is None:
        return None
    middle = (start + end) / 2
    low, high = 0, len(sentiments)
    while low < high:
        half = (low + high) // 2
        if sentiments[half][0] <= middle:
            low = half + 1
        else:
            high = half
    for begun, ended, label, score in reversed(sentiments[max(0, low - 4) : low]):
        if begun <= middle <= ended:
            return LineSentiment(label=label.lower(), score=min(max(score, -1.0), 1.0))
    return None


def to_timestamps(transcript: Transcript) -> list[dict[str, Any]]:
    """The lines as they are stored in ``Transcription.timestamps``."""
    return [line.model_dump(mode="json", by_alias=True) for line in transcript.lines]


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
        text = " ".join(_text(entry.get("text")).split())
        if not text:
            continue
        start, end = _whole(entry.get("start")), _whole(entry.get("end"))
        lines.append(
            Line(
                start=start,
                end=None if start is None or end is None else max(start, end),
                text=text,
                speaker_id=_identifier(entry.get("speakerId")),
                confidence=_number(entry.get("confidence")),
                language=_text(entry.get("language")) or None,
                sentiment=_stored_sentiment(entry.get("sentiment")),
            )
        )
    return Transcript(
        lines=tuple(lines),
        duration_ms=duration_ms,
        language=language,
        speaker_names=_stored_names(speakers),
    )


def _stored_names(speakers: object) -> dict[int, str]:
    entries = speakers.get("speakers") if isinstance(speakers, dict) else None
    return {
        id_: name[:100]
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
        and (id_ := _identifier(entry.get("id"))) is not None
        and (name := _text(entry.get("name")))
    }


def _whole(value: object) -> int | None:
    number = _number(value)
    return int(number) if number is not None and 0 <= number < 1e12 else None


def _stored_sentiment(value: object) -> LineSentiment | None:
    if not isinstance(value, dict) or _number(value.get("score")) is None:
        return None
    return LineSentiment(label=_text(value.get("label")), score=float(value["score"]))
