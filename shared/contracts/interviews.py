"""Requests and responses about interviews: create, read, list, change, retry."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from shared.contracts.base import (
    WHOLE,
    LongText,
    Request,
    Response,
    ShortText,
    Text,
    Timestamp,
)
from shared.domain.interview import Status

InterviewType = Literal["behavioral", "technical", "phone", "panel", "other"]
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w-]+$")]

EXTENSIONS = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-matroska": "mkv",
    "video/x-m4v": "m4v",
    "audio/mp4": "m4a",
    "audio/x-m4a": "m4a",
    "audio/m4a": "m4a",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/wave": "wav",
    "audio/webm": "webm",
    "audio/ogg": "ogg",
}
"""The content types taken, and the extension that the stored recording gets."""


MEDIA_TYPE = rf"^({'|'.join(map(re.escape, EXTENSIONS))})( *;.*)?$"


def _only_media_type(value: str) -> str:
    """``video/webm;codecs=vp8,opus``, as browsers record it, is ``video/webm``."""
    return value.split(";", 1)[0].strip().lower()


class NewInterview(Request):
    """What is said of an interview before anything is known of what was said in it."""

    company: ShortText
    job_title: ShortText
    interview_type: InterviewType
    notes: LongText | None = None
    job_description: LongText | None = None
    prep_session_id: Identifier | None = None


class CreateInterview(NewInterview):
    """A new interview and the recording that will be uploaded for it."""

    file_name: Annotated[Text, StringConstraints(min_length=1, max_length=255)]
    content_type: Annotated[str, Field(json_schema_extra={"pattern": MEDIA_TYPE})]
    size_bytes: Annotated[int, Field(strict=True, ge=1), WHOLE]

    @field_validator("content_type")
    @classmethod
    def _known_type(cls, value: str) -> str:
        media_type = _only_media_type(value)
        if media_type not in EXTENSIONS:
            raise ValueError(f"must be one of {', '.join(EXTENSIONS)}")
        return media_type


class ChangeInterview(Request):
    """New values for metadata; what is left out stays, and ``null`` clears notes."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    company: ShortText | SkipJsonSchema[None] = None
    job_title: ShortText | SkipJsonSchema[None] = None
    interview_type: InterviewType | SkipJsonSchema[None] = None
    notes: LongText | None = None

    @model_validator(mode="after")
    def _something_changes(self) -> ChangeInterview:
        if not self.model_fields_set:
            raise ValueError("must change at least one of company, jobTitle, interviewType, notes")
        for name in ("company", "job_title", "interview_type"):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise ValueError("only notes may be null")
        return self


class Upload(Response):
    """How to send the recording: one PUT, or blocks of ``blockSize`` bytes and their list."""

    url: str
    method: Literal["PUT"] = "PUT"
    headers: dict[str, str]
    expires_at: Timestamp
    block_size: int
    """Bytes a block, for Put Block and Put Block List."""


class Failure(Response):
    """Why an interview is `failed`: a stable code, one sentence, and whether retry may help."""

    code: str
    message: str
    retryable: bool


class Interview(Response):
    """One interview as its owner sees it."""

    id: str
    company: str
    job_title: str
    interview_type: str
    notes: str | None
    prep_session_id: str | None
    status: Status
    stage: str
    """What is happening, in a word or two that can be shown."""
    percent: int = Field(ge=0, le=100)
    estimated_completion: Timestamp | None
    failure: Failure | None
    created_at: Timestamp
    updated_at: Timestamp


class CreatedInterview(Interview):
    """A new interview with the way to upload its recording."""

    upload: Upload | None


class InterviewPage(Response):
    """Own interviews, newest first; ``nextCursor`` is null on the last page."""

    items: tuple[Interview, ...]
    next_cursor: str | None
