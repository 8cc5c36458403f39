"""One recording's way through the public door, exactly as the web app takes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from local.block_upload import upload_in_blocks
from local.http_door import HttpDoor
from local.prep_session import insert_prep_session, read_prep_file
from local.progress_view import ProgressView

SAMPLE_FOLDER = Path(__file__).resolve().parent / "sample"
CONTENT_TYPES = {
    ".m4a": "audio/mp4",
    ".m4v": "video/x-m4v",
    ".mkv": "video/x-matroska",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".webm": "video/webm",
}


class UnusableFileError(ValueError):
    """The recording cannot be uploaded; the message says why."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The file to upload, and what the interview is about."""

    file: Path
    content_type: str
    company: str
    job_title: str
    interview_type: str
    notes: str
    prep: dict[str, Any] | None

    def request(self, prep_session_id: str | None) -> dict[str, Any]:
        """The body of POST /api/interviews."""
        return {
            "company": self.company,
            "jobTitle": self.job_title,
            "interviewType": self.interview_type,
            "notes": self.notes,
            "prepSessionId": prep_session_id,
            "fileName": self.file.name,
            "contentType": self.content_type,
            # An empty file is declared as one byte: what storage got decides, not what was said.
            "sizeBytes": max(self.file.stat().st_size, 1),
        }


def sample_recording() -> Recording:
    """The two-voice interview that the project carries, with what its candidate practised."""
    prep = read_prep_file(SAMPLE_FOLDER / "prep_session.json")
    return Recording(
        file=SAMPLE_FOLDER / "sample.mp4",
        content_type="video/mp4",
        company=prep["company"],
        job_title=prep["jobTitle"],
        interview_type="behavioral",
        notes="Second round, with the engineering manager.",
        prep=prep,
    )


def own_recording(video: Path, prep_file: Path | None = None) -> Recording:
    """The user's own file, with a prep session where one is given.

    Raises:
        UnusableFileError: there is no such file, or its suffix names no kind that is taken.
        BadPrepFileError: the prep file is not one.
    """
    if not video.is_file():
        raise UnusableFileError(f"VIDEO={video}: there is no such file")
    content_type = CONTENT_TYPES.get(video.suffix.lower())
    if content_type is None:
        kinds = ", ".join(suffix.lstrip(".") for suffix in CONTENT_TYPES)
        raise UnusableFileError(f"VIDEO={video}: the name must end in one of {kinds}")
    prep = read_prep_file(prep_file) if prep_file else None
    return Recording(
        file=video,
        content_type=content_type,
        company=prep["company"] if prep else "Not said",
        job_title=prep["jobTitle"] if prep else "Not said",
        interview_type="other",
        notes="",
        prep=prep,
    )


def walk_through(
    door: HttpDoor,
    recording: Recording,
    *,
    database_url: str,
    user_id: str,
    console: Console,
    each_poll: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Create, upload, wait; what GET /api/interviews/{id} says at the end, with both results.

    Args:
        each_poll: called while waiting; raises to end the wait.
    """
    prep_id = None
    if recording.prep is not None:
        prep_id = insert_prep_session(database_url, user_id, recording.prep)
    created = door.create_interview(recording.request(prep_id))
    size = recording.file.stat().st_size
    console.print(f"Interview {created['id']}: {recording.file.name}, {size / 1e6:.1f} MB")
    with ProgressView(console, size) as view:
        upload_in_blocks(recording.file, created["upload"], view.sent)
        view.upload_done()
        for interview in door.follow(created["id"], each_poll=each_poll):
            view.changed(interview)
    return door.interview(created["id"], include="transcription,analysis")
