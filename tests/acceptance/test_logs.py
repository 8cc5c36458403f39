"""What may not be in a log is found where it is; the whole session's log is searched at its end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from local.http_door import HttpDoor
from local.stack import Stack
from tests.acceptance.scripted import (
    INTERVIEW,
    new_interview,
    scripted,
    upload_sample,
    wait_for_end,
)
from tests.fixtures.stack import what_a_log_may_not_hold


@pytest.mark.proves("P06", "W12", "I8", "C01")
def test_the_log_of_a_whole_interview_holds_nothing_personal(stack: Stack, door: HttpDoor) -> None:
    with scripted(stack, {"transcript": INTERVIEW}):
        created = new_interview(door)
        upload_sample(created)
        assert wait_for_end(door, created["id"])["status"] == "completed"
    text = stack.data.log_file("app").read_text(errors="replace")
    lines = [line for line in text.splitlines() if created["id"] in line]
    assert len(lines) >= 3, "the interview can be followed in the log"
    assert what_a_log_may_not_hold(text) == []


@pytest.mark.parametrize(
    "line",
    ["GET /x?sp=cw&sig=abc", "?accessToken=abc", "Authorization: Bearer abc", "eyJhbGciOiJSUz.x",
     "AccountKey=abc", "to anna@example.com", "the payment module", "user candidate-0a1b2c3d"],
)  # fmt: skip
def test_the_search_finds_what_it_is_for(line: str) -> None:
    assert what_a_log_may_not_hold(line) != []


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A web server that nobody has a reason to call, and who called."""
    called: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            called.append(self.path)
            self.send_response(200)
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_args: object) -> None:
            """Nothing to say."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", called
        server.shutdown()
        thread.join()


def test_s01_an_address_in_a_field_is_text(
    stack: Stack, door: HttpDoor, canary: tuple[str, list[str]]
) -> None:
    url, called = canary
    with scripted(stack, {"transcript": INTERVIEW}):
        created = new_interview(
            door, company=url, jobTitle=f"![]({url}/a)", notes=f"see {url}/b", jobDescription=url
        )
        upload_sample(created)
        assert wait_for_end(door, created["id"])["status"] == "completed"
    assert called == []
