"""What the systems around us tell, in our own words; clients return these, services read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class UploadGrant:
    """How the browser may upload one recording: nothing else, and not for long."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BlobFacts:
    """What storage says of one blob. ``etag`` changes whenever the content does."""

    name: str
    size: int
    etag: str
    last_modified: datetime


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What the recording's own bytes say."""

    container: str
    """Short name: mp4, mov, webm, matroska, wav, mp3, ogg, flac, avi, ..."""
    duration_ms: int | None
    """None where the container does not say (a browser's WebM)."""
    audio_codec: str
    has_video: bool
    needs_extraction: bool
    """Whether Video Indexer does not take this container, so that its audio is sent instead."""


class VideoState(StrEnum):
    """How far Video Indexer is; OTHER is a state that this code does not know."""

    UPLOADED = "Uploaded"
    PROCESSING = "Processing"
    PROCESSED = "Processed"
    FAILED = "Failed"
    QUARANTINED = "Quarantined"
    OTHER = "Other"


@dataclass(frozen=True, slots=True)
class VideoIndex:
    """An answer of Get Video Index. ``raw`` is None unless the state is PROCESSED."""

    video_id: str
    state: VideoState
    progress_percent: int | None
    failure_code: str | None
    raw: bytes | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a verified token names."""

    user_id: str
    claims: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ModelAnswer[Wanted]:
    """A structured answer of a language model, and the tokens it took."""

    value: Wanted
    input_tokens: int
    output_tokens: int


class Spending(Protocol):
    """What one interview may still spend on a model; many threads ask at once."""

    def reserve(self, tokens: int) -> bool:
        """Take one call and these tokens; False, and nothing taken, where that is too much."""
        ...

    def settle(self, reserved: int, input_tokens: int, output_tokens: int) -> None:
        """The call is over: what was reserved comes back, what was used is gone."""
        ...
