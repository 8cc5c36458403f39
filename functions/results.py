"""HTTP: what came of an interview: transcription, captions, analysis, report, and who is who."""

from __future__ import annotations

import azure.functions as func

from functions.http_endpoint import Call, Reply, endpoint
from functions.negotiation import negotiated
from shared import bootstrap
from shared.contracts.results import ConfirmSpeakers

blueprint = func.Blueprint()

TRANSCRIPT_KINDS = {
    "application/json": "json",
    "text/plain": "txt",
    "text/vtt": "vtt",
    "application/x-subrip": "srt",
}
REPORT_KINDS = {"text/html": "html", "text/markdown": "md"}
CONTENT_TYPES = {kind: name for name, kind in (TRANSCRIPT_KINDS | REPORT_KINDS).items()}
REPORT_HEADERS = {
    # A report is read, and does nothing: no script, nothing from elsewhere, in nobody's frame.
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}


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
    return _transcription(call, negotiated(call.header("Accept"), TRANSCRIPT_KINDS))


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


def _report(call: Call, kind: str) -> Reply:
    text = bootstrap.reporting().report(call.user_id, call.id(), kind)
    content_type = f"{CONTENT_TYPES[kind]}; charset=utf-8"
    return Reply(body=text, content_type=content_type, headers=REPORT_HEADERS)


@blueprint.function_name("get_report")
@blueprint.route(route="interviews/{id}/report", methods=["GET"])
@endpoint()
def get_report(call: Call) -> Reply:
    """The report as a page of HTML or as Markdown, by Accept."""
    return _report(call, negotiated(call.header("Accept"), REPORT_KINDS))


@blueprint.function_name("get_report_md")
@blueprint.route(route="interviews/{id}/report.md", methods=["GET"])
@endpoint()
def get_report_md(call: Call) -> Reply:
    """The report as Markdown."""
    return _report(call, "md")


@blueprint.function_name("confirm_speakers")
@blueprint.route(route="interviews/{id}/speakers", methods=["PUT"])
@endpoint()
def confirm_speakers(call: Call) -> Reply:
    """ "This one is me": assign the roles anew and analyse again from the stored transcript."""
    wanted = call.json(ConfirmSpeakers)
    interview_id = call.id()
    bootstrap.speaker_correction().confirm(call.user_id, interview_id, wanted)
    return Reply(202, bootstrap.reading().interview(call.user_id, interview_id))
