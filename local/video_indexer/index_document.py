"""The answer of Get Video Index, in the shape that real answers have.

Keys of insights are absent when they would be empty; there is one video inside the root; times are
``h:mm:ss.fff`` without trailing zeros; statistics are keyed by the speaker's id as text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from local.video_indexer.videos import Video


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a transcript; times are seconds from the start, speakers count from 1."""

    speaker: int
    text: str
    start: float
    end: float
    confidence: float | None = 0.9
    """None where nothing measured it: the key is then absent."""


def time_text(seconds: float) -> str:
    """0:01:02.5 for 62.5."""
    milliseconds = round(seconds * 1000)
    whole, fraction = divmod(milliseconds, 1000)
    minutes, second = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    digits = f".{fraction:03d}".rstrip("0") if fraction else ""
    return f"{hour}:{minute:02d}:{second:02d}{digits}"


def insights(
    lines: Sequence[Line], duration_s: float, language: str, excluded: Sequence[str] = ()
) -> dict[str, Any]:
    """What was heard in a recording of ``duration_s`` seconds.

    Without speakers (``excluded``), every line belongs to speaker 1 and nobody is listed.
    """
    if "Speakers" in excluded:
        lines = [replace(line, speaker=1) for line in lines]
    document: dict[str, Any] = {
        "version": "1.0.0.0",
        "duration": time_text(duration_s),
        "sourceLanguage": language,
        "sourceLanguages": [language],
        "language": language,
        "languages": [language],
    }
    if lines:
        document["transcript"] = [
            {
                "id": number,
                "text": line.text,
                **({} if line.confidence is None else {"confidence": round(line.confidence, 4)}),
                "speakerId": line.speaker,
                "language": language,
                "instances": [_instance(line.start, line.end)],
            }
            for number, line in enumerate(lines, start=1)
        ]
    if lines and "Speakers" not in excluded:
        document["speakers"] = [
            {
                "id": speaker,
                "name": f"Speaker #{speaker}",
                "instances": [
                    _instance(line.start, line.end) for line in lines if line.speaker == speaker
                ],
            }
            for speaker in sorted({line.speaker for line in lines})
        ]
    document["textualContentModeration"] = {
        "id": 0,
        "bannedWordsCount": 0,
        "bannedWordsRatio": 0,
        "instances": [],
    }
    document["statistics"] = statistics(lines)
    return document


def statistics(lines: Sequence[Line]) -> dict[str, Any]:
    """Counts as real answers have them; the ratio is a share of speech time, cut to 3 decimals."""
    if not lines:
        return {}
    seconds: defaultdict[int, float] = defaultdict(float)
    words: Counter[int] = Counter()
    for line in lines:
        seconds[line.speaker] += line.end - line.start
        words[line.speaker] += len(line.text.split())
    monologs: dict[int, float] = {}
    fragments: Counter[int] = Counter()
    begun: Line | None = None
    for line in lines:
        if begun is None or begun.speaker != line.speaker:
            begun = line
            fragments[line.speaker] += 1
        length = line.end - begun.start
        monologs[line.speaker] = max(monologs.get(line.speaker, 0.0), length)
    spoken = sum(seconds.values()) or 1.0
    speakers = sorted(seconds)
    return {
        "correspondenceCount": sum(a.speaker != b.speaker for a, b in pairwise(lines)),
        "speakerTalkToListenRatio": {
            str(speaker): int(seconds[speaker] / spoken * 1000) / 1000 for speaker in speakers
        },
        "speakerLongestMonolog": {str(speaker): int(monologs[speaker]) for speaker in speakers},
        "speakerNumberOfFragments": {str(speaker): fragments[speaker] for speaker in speakers},
        "speakerWordCount": {str(speaker): words[speaker] for speaker in speakers},
    }


def index(
    video: Video, account_id: str, view_token: str, heard: dict[str, Any] | None
) -> dict[str, Any]:
    """The whole answer; ``heard`` are the insights, None while there are none."""
    inner: dict[str, Any] = {
        "accountId": account_id,
        "id": video.id,
        "state": video.state,
        "moderationState": "OK",
        "reviewState": "None",
        "privacyMode": video.privacy,
        "processingProgress": f"{video.progress}%",
        "failureMessage": video.failure_message,
        "externalId": video.external_id,
        "externalUrl": None,
        "metadata": None,
        "thumbnailId": "00000000-0000-0000-0000-000000000000",
        "detectSourceLanguage": video.language in ("auto", "multi"),
        "sourceLanguage": (heard or {}).get("sourceLanguage", video.language),
        "language": (heard or {}).get("language", video.language),
        "indexingPreset": video.preset,
        "streamingPreset": video.streaming_preset,
        "excludedAIs": video.excluded,
        "linguisticModelId": "00000000-0000-0000-0000-000000000000",
        "isAdult": False,
        "publishedUrl": None,
        "publishedProxyUrl": None,
    }
    if video.failure_code is not None:
        inner["failureCode"] = video.failure_code
    if heard is not None:
        inner["insights"] = heard
        inner["viewToken"] = view_token
    return _listed(video, account_id) | {
        "isOwned": True,
        "isEditable": True,
        "isBase": True,
        "durationInSeconds": round(video.duration_s),
        "duration": time_text(video.duration_s),
        "summarizedInsights": None,
        "videos": [inner],
        "videosRanges": [
            {
                "videoId": video.id,
                "range": {"start": "0:00:00", "end": time_text(video.duration_s)},
            }
        ],
    }


def listed(video: Video, account_id: str) -> dict[str, Any]:
    """One entry of the list of videos, which is what an upload answers as well."""
    return _listed(video, account_id) | {
        "externalId": video.external_id,
        "processingProgress": f"{video.progress}%",
        "durationInSeconds": round(video.duration_s),
        "indexingPreset": video.preset,
        "streamingPreset": video.streaming_preset,
        "sourceLanguage": video.language,
        "moderationState": "OK",
        "reviewState": "None",
        "isSearchable": True,
    }


def _listed(video: Video, account_id: str) -> dict[str, Any]:
    return {
        "partition": None,
        "description": None,
        "privacyMode": video.privacy,
        "state": video.state,
        "accountId": account_id,
        "id": video.id,
        "name": video.name,
        "userName": "Local stand-in",
        "created": video.created,
    }


def _instance(start: float, end: float) -> dict[str, str]:
    times = {"start": time_text(start), "end": time_text(end)}
    return {"adjustedStart": times["start"], "adjustedEnd": times["end"], **times}
