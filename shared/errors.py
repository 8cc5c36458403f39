"""Every error this backend raises on purpose.

::

    BackendError
    ├── RequestError                 the caller must change something; never retried
    │   ├── MalformedRequest         not the JSON, encoding or syntax that was asked for
    │   ├── InvalidInput             well-formed, but fields break the contract; names them
    │   │   └── NotATranscript       the text given as a transcript is none; names the line
    │   ├── PayloadTooLarge
    │   ├── UnsupportedMediaType
    │   ├── NotAcceptable            no representation of the kind asked for
    │   ├── MethodNotAllowed         the route has other methods; names them
    │   ├── Unauthenticated          no valid bearer token
    │   ├── Forbidden                a valid token without the right
    │   ├── NotFound                 missing, or somebody else's: the same to the caller
    │   ├── Conflict                 the object is in a state that does not allow this
    │   ├── PreconditionFailed       If-Match names another version
    │   ├── IdempotencyKeyReused     same key, other body
    │   └── LimitReached             too many, too fast; carries ``retry_after``
    ├── InterviewFailure             this interview cannot be processed; ends as `failed`
    │   ├── MediaRejected            the recording itself is the reason
    │   ├── TranscriptionFailed      Video Indexer tried and gave up
    │   ├── TranscriptionRejected    Video Indexer refused the recording
    │   ├── NoSpeech                 nobody speaks in the recording
    │   └── SourceChanged            the recording was overwritten while it was processed
    ├── Unavailable                  a system we depend on does not answer; try again
    │   ├── DatabaseUnavailable
    │   ├── StorageUnavailable
    │   ├── VideoIndexerUnavailable
    │   │   └── SubmissionUnknown    it may have accepted the recording, or not
    │   ├── ModelUnavailable
    │   └── IdentityUnavailable
    ├── UnexpectedAnswer             a system we depend on answered something that makes no sense
    │   ├── NotAnIndex               bytes that are no Video Indexer index
    │   └── ModelAnswerInvalid       no usable structured answer, a refusal, or a filter
    ├── PoisonMessage                a message that no version of this code can read
    └── ConfigurationError           a setting is missing or wrong; names the setting

``code`` is stable and part of the API. ``retryable`` says whether the same call may succeed later.
The message (``str(error)``) is written for the person who reads it and never holds a vendor's text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar


class BackendError(Exception):
    """Root of the family. ``code`` identifies the kind, ``retryable`` whether to try again."""

    code: ClassVar[str] = "internal_error"
    retryable: ClassVar[bool] = False


class RequestError(BackendError):
    """The caller sent something that cannot be done; sending it again changes nothing."""

    code = "bad_request"


class MalformedRequest(RequestError):
    """The body or a header cannot be read at all."""

    code = "malformed_request"


class InvalidInput(RequestError):
    """Fields break the contract. ``fields`` maps a field's path to what is wrong with it."""

    code = "invalid_input"

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class NotATranscript(InvalidInput):
    """The text that was sent as a transcript is none. ``line`` counts from 1.

    ``reason`` is a few words of ours and never holds words of the text.
    """

    code = "not_a_transcript"

    def __init__(self, reason: str, line: int) -> None:
        super().__init__("This is not a transcript.", {"transcript": f"line {line}: {reason}"})
        self.reason = reason
        self.line = line


class PayloadTooLarge(RequestError):
    """The body is larger than the limit in the settings."""

    code = "payload_too_large"


class UnsupportedMediaType(RequestError):
    """The Content-Type or Content-Encoding is not one this route reads."""

    code = "unsupported_media_type"


class NotAcceptable(RequestError):
    """None of the representations named in Accept exists."""

    code = "not_acceptable"


class MethodNotAllowed(RequestError):
    """The path is a route's, the method is not; ``allowed`` are those it has."""

    code = "method_not_allowed"

    def __init__(self, message: str, allowed: Sequence[str]) -> None:
        super().__init__(message)
        self.allowed = tuple(allowed)


class Unauthenticated(RequestError):
    """There is no bearer token, or it is not valid."""

    code = "unauthenticated"


class Forbidden(RequestError):
    """The token is valid but does not carry the right for this."""

    code = "forbidden"


class NotFound(RequestError):
    """It does not exist, or it belongs to somebody else; the answer is the same."""

    code = "not_found"


class Conflict(RequestError):
    """The object is in a state that does not allow this."""

    code = "conflict"


class PreconditionFailed(RequestError):
    """If-Match names another version than the stored one."""

    code = "precondition_failed"


class IdempotencyKeyReused(RequestError):
    """The Idempotency-Key was used before with another body."""

    code = "idempotency_key_reused"


class LimitReached(RequestError):
    """Too many requests, uploads or minutes. ``retry_after`` is in whole seconds."""

    code = "limit_reached"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class InterviewFailure(BackendError):
    """This interview ends as `failed`. ``reason`` is the stable code that is stored.

    What the candidate reads for each reason stands in ``domain.failures``.
    """

    code = "interview_failed"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MediaRejected(InterviewFailure):
    """The recording is the reason: empty, no media, truncated, no audio, too large, ..."""

    code = "media_rejected"


class TranscriptionFailed(InterviewFailure):
    """Video Indexer accepted the recording and gave up on it."""

    code = "transcription_failed"


class TranscriptionRejected(InterviewFailure):
    """Video Indexer refused the recording."""

    code = "transcription_rejected"


class NoSpeech(InterviewFailure):
    """The transcript is empty: nobody speaks in the recording."""

    code = "no_speech"

    def __init__(self) -> None:
        super().__init__("no_speech")


class SourceChanged(InterviewFailure):
    """The recording was overwritten while it was being processed."""

    code = "source_changed"

    def __init__(self) -> None:
        super().__init__("source_changed")


class Unavailable(BackendError):
    """A system we depend on does not answer. ``retry_after`` in seconds, where it said so."""

    code = "unavailable"
    retryable = True

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DatabaseUnavailable(Unavailable):
    """PostgreSQL cannot be reached, or the pool gave no connection in time."""

    code = "database_unavailable"


class StorageUnavailable(Unavailable):
    """Blob or queue storage cannot be reached."""

    code = "storage_unavailable"


class VideoIndexerUnavailable(Unavailable):
    """Video Indexer is down, slow, or asked us to slow down."""

    code = "video_indexer_unavailable"


class SubmissionUnknown(VideoIndexerUnavailable):
    """A recording was handed to Video Indexer, and whether it was accepted is not known."""


class ModelUnavailable(Unavailable):
    """The language model is down, slow, or asked us to slow down."""

    code = "model_unavailable"


class IdentityUnavailable(Unavailable):
    """The identity provider's keys, or a token of our own, cannot be had."""

    code = "identity_unavailable"


class UnexpectedAnswer(BackendError):
    """A system we depend on answered something that makes no sense."""

    code = "unexpected_answer"


class NotAnIndex(UnexpectedAnswer):
    """The bytes are not an index of Video Indexer."""

    code = "not_an_index"


class ModelAnswerInvalid(UnexpectedAnswer):
    """The model gave no usable structured answer. ``reason`` is one short code of ours."""

    code = "model_answer_invalid"

    def __init__(self, reason: str) -> None:
        super().__init__(f"the model gave no usable answer: {reason}")
        self.reason = reason


class PoisonMessage(BackendError):
    """A queue message that no version of this code can read."""

    code = "poison_message"


class ConfigurationError(BackendError):
    """A setting is missing or wrong; the message names it and never its value."""

    code = "configuration_error"
