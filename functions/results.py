"""HTTP: what came of an interview: transcription, captions, analysis, and who is who."""

from __future__ import annotations

import azure.functions as func

from functions.http_endpoint import Call, Reply, endpoint
from shared import bootstrap
from shared.contracts.results import ConfirmSpeakers
from shared.errors import NotAcceptable

blueprint = func.Blueprint()

TRANSCRIPT_KINDS = {
    "application/json": "json",
    "text/vtt": "vtt",
    "application/x-subrip": "srt",
    "text/plain": "txt",
}
CONTENT_TYPES = {kind: media_type for media_type, kind in TRANSCRIPT_KINDS.items()}


def _accepted(header: str | None) -> str:
    """The first media type of Accept that we have; quality values order them."""
    wanted: list[tuple[float, str]] = []
    for part in (header or "*/*").split(","):
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    quality = float(parameter[2:])
                except ValueError:
                    quality = 0.0
        wanted.append((quality, media_type.lower()))
    for quality, media_type in sorted(wanted, key=lambda entry: -entry[0]):
        if quality <= 0:
            continue
        if media_type in ("*/*", "application/*"):
            return "json"
        if media_type == "text/*":
            return "txt"
        if media_type in TRANSCRIPT_KINDS:
            return TRANSCRIPT_KINDS[media_type]
    raise NotAcceptable(f"Accept must be one of {', '.join(TRANSCRIPT_KINDS)}.")


def _transcription(call: Call, kind: str) -> Reply:
    reading = bootstrap.reading()
    if kind == "json":
        return Reply(body=reading.transcription(call.user_id, call.id()))
    text = reading.captions(call.user_id, call.id(), kind)
    return Reply(body=text, content_type=f"{CONTENT_TYPES[kind]}; charset=utf-8")


@blueprint.function_name("get_transcription")
@blueprint.route(route="interviews/{id}/transcription", methods=["GET"])
@endpoint()
def get_transcription(call: Call) -> Reply:
    """The transcript as JSON, WebVTT, SubRip or plain text, by Accept."""
    return _transcription(call, _accepted(call.header("Accept")))


@blueprint.function_name("get_transcription_vtt")
@blueprint.route(route="interviews/{id}/transcription.vtt", methods=["GET"])
@endpoint()
def get_transcription_vtt(call: Call) -> Reply:
    """The transcript as WebVTT."""
    return _transcription(call, "vtt")


@blueprint.function_name("get_transcription_srt")
@blueprint.route(route="interviews/{id}/transcription.srt", methods=["GET"])
@endpoint()
def get_transcription_srt(call: Call) -> Reply:
    """The transcript as SubRip."""
    return _transcription(call, "srt")


@blueprint.function_name("get_transcription_txt")
@blueprint.route(route="interviews/{id}/transcription.txt", methods=["GET"])
@endpoint()
def get_transcription_txt(call: Call) -> Reply:
    """The transcript as plain text."""
    return _transcription(call, "txt")


@blueprint.function_name("get_analysis")
@blueprint.route(route="interviews/{id}/analysis", methods=["GET"])
@endpoint()
def get_analysis(call: Call) -> Reply:
    """The analysis as it is stored."""
    return Reply(body=bootstrap.reading().analysis(call.user_id, call.id()))


@blueprint.function_name("confirm_speakers")
@blueprint.route(route="interviews/{id}/speakers", methods=["PUT"])
@endpoint()
def confirm_speakers(call: Call) -> Reply:
    """ "This one is me": assign the roles anew and analyse again from the stored transcript."""
    wanted = call.json(ConfirmSpeakers)
    interview_id = call.id()
    bootstrap.speaker_correction().confirm(call.user_id, interview_id, wanted)
    return Reply(202, bootstrap.reading().interview(call.user_id, interview_id))
