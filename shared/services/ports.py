"""What the use cases need from the outside world, said as Protocols.

The clients satisfy these structurally and import nothing from here. Every method may raise
``shared.errors.Unavailable`` (try again later); what else it may raise stands with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import BinaryIO, Protocol

from shared.contracts.remote import BlobFacts, Identity, MediaFacts, UploadGrant, VideoIndex


class RecordingStore(Protocol):
    """The recordings' blob container, and the one for audio extracted from them."""

    def grant_upload(self, blob_name: str, lifetime: timedelta) -> UploadGrant:
        """A URL that can write this blob (create and write) until it expires. No call where the
        signing key is at hand."""
        ...

    def readable_url(self, blob_name: str, lifetime: timedelta, *, extracted: bool = False) -> str:
        """A URL that can read this one blob and nothing else."""
        ...

    def facts(self, blob_name: str) -> BlobFacts | None:
        """What is stored under the name, None where nothing is."""
        ...

    def open(self, blob_name: str, etag: str) -> BinaryIO:
        """A seekable file over the blob that reads ranges as they are asked for.

        Raises:
            SourceChanged: the blob is another one than ``etag`` says.
        """
        ...

    def save_extracted(self, blob_name: str, content: BinaryIO) -> None:
        """Store extracted audio (in its own container), streamed in blocks; overwrites."""
        ...

    def delete(self, blob_name: str) -> None:
        """Delete the recording with what was extracted from it and all snapshots; repeatable."""
        ...

    def delete_all(self, interview_id: str) -> int:
        """Delete every blob under the interview's prefix in both containers; how many."""
        ...

    def list_names(self, prefix: str = "") -> Iterator[BlobFacts]:
        """Every recording whose name begins with the prefix."""
        ...

    def check(self) -> None:
        """Raise StorageUnavailable where the store cannot be used right now."""
        ...


class MessageQueue(Protocol):
    """One storage queue; messages are JSON text, sent base64 as the Functions host expects."""

    def send(self, body: str, *, delay: timedelta = timedelta(0)) -> None:
        """Returns only when the message is durable; it becomes visible after ``delay``."""
        ...


class MediaProbe(Protocol):
    """Looks into a recording by ranges, never reading it whole."""

    def examine(self, content: BinaryIO, size: int) -> MediaFacts:
        """Raises:
        MediaRejected: with the reason empty_recording, not_media, unsupported_container,
            truncated_recording, no_audio_track or recording_too_short.
        """
        ...

    def extract_audio(self, content: BinaryIO, target: BinaryIO) -> int:
        """Write the first audio track as an .m4a file; the duration in milliseconds."""
        ...


class VideoIndexer(Protocol):
    """Azure AI Video Indexer. All calls are idempotent for the caller but ``submit``."""

    def submit(
        self, *, media_url: str, external_id: str, name: str, callback_url: str, language: str
    ) -> str:
        """Start indexing; the video's id. Adopts the video where Video Indexer says that it has
        this one already.

        Raises:
            TranscriptionRejected: Video Indexer will not take this recording, ever.
            SubmissionUnknown: it may have been accepted; any other Unavailable says that it was
                not.
        """
        ...

    def find(self, external_id: str) -> str | None:
        """The id of the video that was submitted under this external id, None where none is."""
        ...

    def index(self, video_id: str) -> VideoIndex | None:
        """State, progress and, once Processed, the index; None where the video is gone."""
        ...

    def delete(self, video_id: str) -> None:
        """Delete the video with its insights; one that is gone already is a success."""
        ...

    def portal_url(self, video_id: str) -> str:
        """The address of the video in Video Indexer's portal, without any token."""
        ...


class TokenVerifier(Protocol):
    """Verifies bearer tokens against the issuer's keys."""

    def verify(self, token: str) -> Identity:
        """Raises:
        Unauthenticated: the token is not valid; the message says no more than that.
        """
        ...
