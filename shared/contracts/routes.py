"""Every route of the API in one table: the OpenAPI document is made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel

from shared.contracts import interviews, practice, progress, results, transcripts
from shared.contracts.base import STORABLE

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One status that a route can answer; ``content`` maps media types to a model or to text."""

    text: str
    content: dict[str, type[BaseModel] | None] = field(default_factory=dict)


def json_of(text: str, model: type[BaseModel]) -> Answer:
    """A JSON answer."""
    return Answer(text, {"application/json": model})


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter or a header; ``schema`` is its JSON schema."""

    name: str
    place: Literal["query", "header"]
    schema: dict[str, Any]
    text: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """One function of the API. ``problems`` are the error statuses it can answer."""

    name: str
    method: Method
    path: str
    text: str
    answers: dict[int, Answer]
    problems: tuple[int, ...] = ()
    body: type[BaseModel] | None = None
    parameters: tuple[Parameter, ...] = ()
    public: bool = False


class Health(BaseModel):
    """Whether the service works; ``checks`` names what was looked at."""

    status: str
    checks: dict[str, str] | None = None


class Erased(BaseModel):
    """How many interviews were erased."""

    interviews: int


CURSOR = r"^([0-9]{1,14})\.([A-Za-z0-9_-]{1,64})$"
"""Where a page ended: the interview's creation in milliseconds since 1970, and its id."""
ONE = (401, 404, 500, 503)
SEARCHED = {"type": "string", "maxLength": 200, "pattern": STORABLE}
LIMIT = {"type": "integer", "minimum": 1, "maximum": 100}
COMPANY = Parameter("company", "query", SEARCHED, "Only this company.")
INTERVIEW_TYPE = Parameter(
    "interviewType", "query",
    {"enum": ["behavioral", "technical", "phone", "panel", "other"]}, "Only this type.",
)  # fmt: skip
LIST_PARAMETERS = (
    Parameter("limit", "query", LIMIT, "Page size."),
    Parameter(
        "cursor", "query", {"type": "string", "pattern": CURSOR}, "nextCursor of the page before."
    ),
    Parameter(
        "status", "query",
        {"enum": ["uploading", "uploaded", "transcribing", "analyzing", "completed", "failed"]},
        "Only interviews in this status.",
    ),
    COMPANY,
    INTERVIEW_TYPE,
    Parameter(
        "text", "query", SEARCHED,
        "Only where company, job title or notes hold this text.",
    ),
)  # fmt: skip
DAY = {"type": "string", "format": "date"}
PROGRESS_PARAMETERS = (
    Parameter("limit", "query", LIMIT, "How many interviews at most, the latest ones."),
    COMPANY,
    INTERVIEW_TYPE,
    Parameter("from", "query", DAY, "Only interviews of this day (UTC) or later."),
    Parameter("to", "query", DAY, "Only interviews of this day (UTC) or earlier."),
)
IDENTIFIER = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}
COMPARISON_PARAMETERS = (
    Parameter("first", "query", IDENTIFIER, "The interview to compare with.", required=True),
    Parameter("second", "query", IDENTIFIER, "The interview that is compared.", required=True),
)
IDEMPOTENCY_KEY = Parameter(
    "Idempotency-Key", "header",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "The same key with the same body makes one interview.",
)  # fmt: skip
IF_NONE_MATCH = Parameter("If-None-Match", "header", {"type": "string"}, "ETag of the last answer.")
IF_MATCH = Parameter("If-Match", "header", {"type": "string"}, "ETag of what is being changed.")
INCLUDE = Parameter(
    "include", "query",
    {"type": "string", "pattern": "^(transcription|analysis)?(,(transcription|analysis))*$"},
    "transcription, analysis or both, comma-separated.",
)  # fmt: skip
REPEAT = Parameter(
    "repeat", "query", {"type": "integer", "minimum": 1, "maximum": 5},
    "How often the model judges every answer; the spread is stored.",
)  # fmt: skip

ROUTES: tuple[Route, ...] = (
    Route(
        "create_interview", "POST", "/interviews",
        "Create an interview and the URL to upload its recording to.",
        {
            201: json_of("Created.", interviews.CreatedInterview),
            200: json_of("Created before with this key.", interviews.CreatedInterview),
        },
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        body=interviews.CreateInterview, parameters=(IDEMPOTENCY_KEY,),
    ),
    Route(
        "import_transcript", "POST", "/transcripts",
        "Create an interview from a transcript in place of a recording; it is analysed at once.",
        {
            202: json_of("Being analysed.", interviews.Interview),
            200: json_of("Created before with this key.", interviews.Interview),
        },
        (400, 401, 409, 413, 415, 422, 429, 500, 503),
        body=transcripts.ImportTranscript, parameters=(IDEMPOTENCY_KEY,),
    ),
    Route(
        "list_interviews", "GET", "/interviews", "Own interviews, newest first.",
        {200: json_of("A page.", interviews.InterviewPage)},
        (401, 422, 500, 503), parameters=LIST_PARAMETERS,
    ),
    Route(
        "get_interview", "GET", "/interviews/{id}", "One interview, with what came of it.",
        {
            200: json_of("The interview.", results.InterviewWithResults),
            304: Answer("It has not changed."),
        },
        (*ONE, 422), parameters=(INCLUDE, IF_NONE_MATCH),
    ),
    Route(
        "change_interview", "PATCH", "/interviews/{id}", "Change metadata.",
        {200: json_of("The interview.", interviews.Interview)},
        (*ONE, 400, 412, 413, 415, 422), body=interviews.ChangeInterview, parameters=(IF_MATCH,),
    ),
    Route(
        "delete_interview", "DELETE", "/interviews/{id}",
        "Delete an interview with its recording and everything made of it.",
        {204: Answer("Everything is gone."), 202: Answer("Invisible; the rest is on its way.")},
        ONE,
    ),
    Route(
        "renew_upload_url", "POST", "/interviews/{id}/upload-url", "A fresh upload URL.",
        {200: json_of("The upload.", interviews.Upload)}, (*ONE, 409, 429),
    ),
    Route(
        "retry_interview", "POST", "/interviews/{id}/retry", "Go on from the step that failed.",
        {202: json_of("Under way.", interviews.Interview)}, (*ONE, 409, 422), parameters=(REPEAT,),
    ),
    Route(
        "get_transcription", "GET", "/interviews/{id}/transcription",
        "The transcript, in the representation that Accept asks for.",
        {
            200: Answer(
                "The transcript.",
                {
                    "application/json": results.Transcription,
                    "text/vtt": None, "application/x-subrip": None, "text/plain": None,
                },
            )
        },
        (*ONE, 406),
    ),
    *(
        Route(
            f"get_transcription_{suffix}", "GET", f"/interviews/{{id}}/transcription.{suffix}",
            f"The transcript as {media_type}.",
            {200: Answer("The transcript.", {media_type: None})}, ONE,
        )
        for suffix, media_type in (
            ("vtt", "text/vtt"), ("srt", "application/x-subrip"), ("txt", "text/plain"),
        )
    ),
    Route(
        "get_analysis", "GET", "/interviews/{id}/analysis", "The analysis.",
        {200: json_of("The analysis.", results.Analysis)}, ONE,
    ),
    Route(
        "get_report", "GET", "/interviews/{id}/report",
        "The report for a person to read, in the representation that Accept asks for.",
        {200: Answer("The report.", {"text/html": None, "text/markdown": None})},
        (*ONE, 406, 409),
    ),
    Route(
        "get_report_md", "GET", "/interviews/{id}/report.md", "The report as Markdown.",
        {200: Answer("The report.", {"text/markdown": None})}, (*ONE, 409),
    ),
    Route(
        "confirm_speakers", "PUT", "/interviews/{id}/speakers",
        "Say which speakers are the candidate; the interview is analysed again.",
        {202: json_of("Under way.", interviews.Interview)},
        (*ONE, 400, 409, 413, 415, 422), body=results.ConfirmSpeakers,
    ),
    Route(
        "get_progress", "GET", "/progress",
        "Completed interviews by date, and the trends over them.",
        {200: json_of("The progress.", progress.Progress)},
        (401, 422, 500, 503), parameters=PROGRESS_PARAMETERS,
    ),
    Route(
        "compare_interviews", "GET", "/progress/comparison",
        "Two interviews, question by question.",
        {200: json_of("The comparison.", progress.ProgressComparison)},
        (*ONE, 409, 422), parameters=COMPARISON_PARAMETERS,
    ),
    Route(
        "practice_feedback", "POST", "/prep-sessions/{id}/feedback",
        "Judge the practised answers that have no feedback, and write it into the prep session.",
        {200: json_of("What came of each answer.", practice.PracticeFeedback)}, (*ONE, 409, 429),
    ),
    Route(
        "export_me", "GET", "/me/export", "Everything of mine, as a zip.",
        {200: Answer("The archive.", {"application/zip": None})}, (401, 500, 503),
    ),
    Route(
        "erase_me", "DELETE", "/me", "Erase every interview of mine.",
        {202: json_of("Invisible; the rest is on its way.", Erased)}, (401, 500, 503),
    ),
    Route(
        "video_indexer_callback", "POST", "/video-indexer/callback",
        "For Video Indexer alone; the URL carries a token.",
        {202: Answer("A message was stored.")}, (400, 401, 413, 500, 503), public=True,
    ),
    Route(
        "live", "GET", "/health/live", "The process answers.",
        {200: json_of("It lives.", Health)}, (500,), public=True,
    ),
    Route(
        "ready", "GET", "/health/ready", "Settings, database and storage can be used.",
        {200: json_of("Ready.", Health), 503: json_of("Not ready.", Health)}, (500,), public=True,
    ),
    Route(
        "openapi", "GET", "/openapi.json", "This document.",
        {200: Answer("The document.", {"application/json": None})}, (500,), public=True,
    ),
)  # fmt: skip
