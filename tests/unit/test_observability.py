"""What a log line says of errors: where and of which kind, never what the vendor put into it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import httpx2
import openai
import pytest
from azure.core.exceptions import HttpResponseError
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import IntegrityError

from shared.observability import configure_logging, invocation, log, log_exception, redact

URL = "https://vendor.example/videos?accessToken=top-secret-1&sig=top-secret-2"
SAID = "what the candidate said"


class Answer(BaseModel):
    level: int


def http_status() -> None:
    httpx2.Response(500, request=httpx2.Request("GET", URL)).raise_for_status()


def http_connection() -> None:
    raise httpx2.ConnectError(f"cannot connect to {URL}")


def storage() -> None:
    raise HttpResponseError(f"refused {URL}")


def database() -> None:
    detail = f'duplicate key\nDETAIL:  Failing row contains (1, "{SAID}").'
    raise IntegrityError("INSERT INTO t VALUES (%s)", {"text": SAID}, Exception(detail))


def validation() -> None:
    Answer.model_validate({"level": SAID})


def model() -> None:
    request = httpx2.Request("POST", URL, headers={"Authorization": "Bearer top-secret-3"})
    raise openai.APIConnectionError(message=f"{SAID} {URL}", request=request)


@pytest.mark.proves("C01", "C02", "C03", "C04", "C05", "C06")
@pytest.mark.parametrize(
    "fail", [http_status, http_connection, storage, database, validation, model]
)
def test_vendors_words_stay_out_of_the_log(
    fail: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    configure_logging()
    with caplog.at_level(logging.DEBUG):
        try:
            fail()
        except (Exception, ValidationError) as error:
            log_exception("unexpected_error", error)
    text = "\n".join(logging.Formatter().format(record) for record in caplog.records)
    assert fail.__name__ in text, "the place is what somebody needs"
    for secret in ("top-secret", SAID):
        assert secret not in text


@pytest.mark.parametrize(
    "text",
    [f"GET {URL}", "Bearer eyJhbGciOi.J9x-y_z.abc",
     "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln",  # pragma: allowlist secret
     "postgresql://anna:top-secret@db.example/app", "AccountKey=top-secret;Endpoint=x",
     "/api/video-indexer/callback?interview=a&generation=1&token=top-secret"],
)  # fmt: skip
def test_c01_secrets_in_urls_and_headers_are_taken_out(text: str) -> None:
    for secret in ("top-secret", "eyJ", "J9x"):
        assert secret not in redact(text)


@pytest.mark.proves("V11")
def test_a_value_forges_no_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        log("event", value="x\r\ncreate_interview outcome=forged\u2028next")
    assert len(caplog.text.splitlines()) == 1


@pytest.mark.proves("F74")
def test_a_log_that_cannot_be_written_stops_no_work(capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            try:
                raise OSError("the disk is full")
            except OSError:
                self.handleError(record)

    handler = Broken()
    logging.getLogger("interview_buddy").addHandler(handler)
    try:
        with invocation("work") as summary:
            summary["done"] = True
    finally:
        logging.getLogger("interview_buddy").removeHandler(handler)
    assert "the disk is full" in capsys.readouterr().err
