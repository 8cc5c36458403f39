"""The life of an interview: its statuses, and the one table of legal steps."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where an interview stands; the values are the data model's."""

    UPLOADING = "uploading"
    UPLOADED = "uploaded"
    TRANSCRIBING = "transcribing"
    ANALYZING = "analyzing"
    COMPLETED = "completed"
    FAILED = "failed"


STEPS: dict[Status, frozenset[Status]] = {
    Status.UPLOADING: frozenset({Status.UPLOADED, Status.FAILED}),
    Status.UPLOADED: frozenset({Status.TRANSCRIBING, Status.FAILED}),
    Status.TRANSCRIBING: frozenset({Status.ANALYZING, Status.FAILED}),
    Status.ANALYZING: frozenset({Status.COMPLETED, Status.FAILED}),
    # Only an explicit retry, or the user's word on who the candidate is, leads out of these.
    Status.COMPLETED: frozenset({Status.ANALYZING}),
    Status.FAILED: frozenset({Status.UPLOADED, Status.ANALYZING}),
}
"""From → to. Whatever is not here does not happen."""

FINAL = frozenset({Status.COMPLETED, Status.FAILED})
UNDER_WAY = frozenset(Status) - FINAL


def read_status(stored: str) -> Status:
    """What is stored, as a status. Anything else that somebody wrote into the web app's table
    counts as failed: nothing works on it, and its owner can see and delete it."""
    return Status(stored) if stored in Status else Status.FAILED


def is_legal(from_: Status, to: Status) -> bool:
    """Whether an interview may go from one status to the other."""
    return to in STEPS[from_]


def sources(to: Status) -> frozenset[Status]:
    """Every status from which an interview may come to ``to``."""
    return frozenset(status for status in Status if to in STEPS[status])
