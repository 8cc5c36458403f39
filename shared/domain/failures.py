"""Why an interview can fail: the code that is stored and the sentence the candidate reads."""

from __future__ import annotations

from typing import NamedTuple


class FailureReason(NamedTuple):
    """``message`` is for the candidate; ``retryable`` says whether retrying may end differently."""

    message: str
    retryable: bool


REASONS: dict[str, FailureReason] = {
    "upload_expired": FailureReason(
        "The recording was never uploaded. Create the interview again and upload it.", False
    ),
    "empty_recording": FailureReason(
        "The file is empty. Please upload the recording again.", False
    ),
    "recording_too_large": FailureReason(
        "The recording is larger than allowed. Please upload a shorter or smaller one.", False
    ),
    "not_media": FailureReason(
        "The file is not an audio or video recording, whatever its name says.", False
    ),
    "unsupported_container": FailureReason(
        "This kind of recording cannot be read. Please upload mp4, mov, m4a, mp3, wav or webm.",
        False,
    ),
    "truncated_recording": FailureReason(
        "The recording is cut off: its end is missing. Please upload the complete file.", False
    ),
    "no_audio_track": FailureReason("The recording has no sound track.", False),
    "recording_too_short": FailureReason("The recording is shorter than two seconds.", False),
    "recording_too_long": FailureReason("The recording is longer than six hours.", False),
    "media_unreadable": FailureReason("The sound of this recording cannot be read.", False),
    "source_changed": FailureReason(
        "The recording was replaced while it was being processed. Please try again.", True
    ),
    "recording_missing": FailureReason("The recording is no longer stored.", False),
    "transcription_rejected": FailureReason(
        "The transcription service did not accept this recording.", False
    ),
    "transcription_failed": FailureReason(
        "The transcription service could not process this recording.", True
    ),
    "transcription_timeout": FailureReason(
        "The transcription took far too long. Please try again.", True
    ),
    "not_an_index": FailureReason("The transcription could not be read. Please try again.", True),
    "no_speech": FailureReason("Nobody can be heard speaking in this recording.", False),
    "start_failed": FailureReason(
        "The recording could not be handed to the transcription service. Please try again.", True
    ),
    "analysis_unavailable": FailureReason(
        "The analysis is not available right now. Your transcript is safe; we keep trying.", True
    ),
    "analysis_failed": FailureReason(
        "The analysis failed. Your transcript is safe; please try again.", True
    ),
}

UNKNOWN = FailureReason("Something went wrong while processing this interview.", True)


def explain(code: str) -> FailureReason:
    """What to tell the candidate for a stored code; codes of older versions get a general word."""
    return REASONS.get(code, UNKNOWN)
