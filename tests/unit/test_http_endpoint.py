"""What an HTTP function answers when something goes wrong inside."""

from __future__ import annotations

import json
from types import SimpleNamespace

import azure.functions as func
import pytest

from functions.http_endpoint import Call, Reply, endpoint
from functions.problems import PERSONAL, STATUS
from shared import errors

SECRET = "postgresql://db.internal/app Traceback RuntimeError"  # pragma: allowlist secret


def answer(error: BaseException) -> func.HttpResponse:
    @endpoint(public=True)
    def handler(call: Call) -> Reply:
        raise error

    request = func.HttpRequest(method="GET", url="http://localhost/api/x", body=b"")
    context = SimpleNamespace(invocation_id="i", trace_context=SimpleNamespace(trace_parent=None))
    return handler(request, context)  # type: ignore[arg-type]


@pytest.mark.proves("C07")
@pytest.mark.parametrize(
    "error",
    [RuntimeError(SECRET), KeyError(SECRET), errors.BackendError(SECRET), RecursionError(SECRET),
     errors.ConfigurationError(SECRET), errors.UnexpectedAnswer(SECRET), MemoryError(SECRET)],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_an_unexpected_error_says_nothing_of_the_inside(error: Exception) -> None:
    response = answer(error)
    problem = json.loads(response.get_body())
    assert response.status_code == 500
    assert response.mimetype == "application/problem+json"
    assert problem["code"] == "internal_error"
    assert problem["traceId"] == "i"
    for word in ("postgresql", "Traceback", "Error", "internal/"):
        assert word not in response.get_body().decode()


@pytest.mark.proves("C09")
def test_every_answer_carries_the_headers_that_protect() -> None:
    for error in (errors.NotFound(), errors.Unavailable("away"), RuntimeError()):
        headers = answer(error).headers
        assert PERSONAL.items() <= dict(headers).items()
        assert "Server" not in headers
    assert PERSONAL["Cache-Control"] == "no-store"
    assert PERSONAL["X-Content-Type-Options"] == "nosniff"


def test_an_outage_is_503_with_its_patience_and_not_the_vendors_word() -> None:
    response = answer(errors.DatabaseUnavailable(SECRET))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert "postgresql" not in response.get_body().decode()


def test_every_error_a_caller_can_cause_has_its_status() -> None:
    """A new kind of request error without a line in the table would read as our own fault."""

    def kinds(kind: type[errors.BackendError]) -> set[type[errors.BackendError]]:
        return {kind}.union(*(kinds(below) for below in kind.__subclasses__()))

    listed = tuple(kind for kind, _, _ in STATUS)
    for kind in kinds(errors.RequestError) - {errors.RequestError}:
        assert issubclass(kind, listed), kind
