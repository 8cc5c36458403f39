"""Answers that never end, are too large, lie, or are none: over real sockets."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clients.bounded_http import (
    RETRY_AFTER_LONGEST_S,
    BoundedHttp,
    NoAnswerError,
    TooLargeError,
    retry_after,
)

MOST = 100_000
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
type Behaviour = Callable[[socket.socket, Event], None]


@contextmanager
def server(behave: Behaviour) -> Iterator[str]:
    """Every connection gets this; a request's head is read before."""
    over = Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65536)
                    behave(connection, over)
                except OSError:
                    continue

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    over.set()
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(5)


@pytest.fixture
def http() -> Iterator[BoundedHttp]:
    made = BoundedHttp(timeout_s=1.0, longest_answer_s=1.5)
    yield made
    made.close()


def says(*parts: bytes) -> Behaviour:
    return lambda connection, _over: connection.sendall(b"".join(parts))


def test_a_whole_answer(http: BoundedHttp) -> None:
    head = b"HTTP/1.1 418 I'm a teapot\r\nContent-Length: 2\r\nRetry-After: 7\r\n\r\n"
    with server(says(head, b"{}")) as url:
        answer = http.request("GET", url, most_bytes=MOST)
    assert (answer.status, answer.body, answer.headers["retry-after"]) == (418, b"{}", "7")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-", id="half-a-head"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{", id="half-a-body"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", id="half-a-chunk"
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab", id="no-chunk"
        ),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", id="another-protocol"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", id="tls"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\nnot gzip!",
            id="not-gzip",
        ),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X-Filler: y\r\n" * 20_000, id="endless-head"),
    ],
)
def test_half_answers_are_no_answers(http: BoundedHttp, answer: bytes) -> None:
    with server(says(answer)) as url, pytest.raises(NoAnswerError):
        http.request("GET", url, most_bytes=MOST)


def test_nobody_listens(http: BoundedHttp) -> None:
    with pytest.raises(NoAnswerError):
        http.request("GET", "http://127.0.0.1:9/", most_bytes=MOST)


def test_silence_ends_with_the_timeout(http: BoundedHttp) -> None:
    def say_nothing(_connection: socket.socket, over: Event) -> None:
        over.wait(10)

    begun = time.monotonic()
    with server(say_nothing) as url:
        with pytest.raises(NoAnswerError):
            http.request("GET", url, most_bytes=MOST)
        assert time.monotonic() - begun < 3


def test_a_byte_now_and_then_ends_as_well(http: BoundedHttp) -> None:
    """Each byte comes within the timeout; all of them together never end."""

    def drip(connection: socket.socket, over: Event) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
        while not over.wait(0.1):
            connection.sendall(b"x")

    begun = time.monotonic()
    with server(drip) as url:
        with pytest.raises(NoAnswerError):
            http.request("GET", url, most_bytes=MOST)
        assert time.monotonic() - begun < 4


def test_an_answer_that_is_too_large_is_cut(http: BoundedHttp) -> None:
    sent = 0

    def flood(connection: socket.socket, over: Event) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while not over.is_set() and sent < 10**9:
            sent += connection.send(b"x" * 65536)

    with server(flood) as url, pytest.raises(TooLargeError):
        http.request("GET", url, most_bytes=MOST)
    assert sent < 50 * 1024**2  # what the kernel's buffers took


def test_a_bomb_in_gzip_is_cut(http: BoundedHttp) -> None:
    bomb = gzip.compress(bytes(50 * 1024**2))
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    with server(says(head.encode(), bomb)) as url, pytest.raises(TooLargeError):
        http.request("GET", url, most_bytes=MOST)


@pytest.mark.proves("S02")
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(http: BoundedHttp, status: int) -> None:
    visits: list[bool] = []

    def elsewhere(connection: socket.socket, _over: Event) -> None:
        visits.append(True)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with server(elsewhere) as there:
        head = f"HTTP/1.1 {status} See\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n"
        with server(says(head.encode())) as url:
            answer = http.request(
                "GET", url, most_bytes=MOST, headers={"Authorization": "Bearer t"}
            )
    assert answer.status == status
    assert visits == []


@pytest.mark.proves("C02")
def test_what_went_wrong_does_not_tell_the_address(http: BoundedHttp) -> None:
    with pytest.raises(NoAnswerError) as failed:
        http.request("GET", "http://127.0.0.1:9/?accessToken=secret", most_bytes=MOST)
    assert "secret" not in str(failed.value)
    assert failed.value.__suppress_context__


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None), ("", None), ("7", 7.0), (" 7 ", 7.0), ("2.5", 2.5), ("0", 0.0), ("-5", None),
        ("1e9", None), ("NaN", None), ("inf", None), ("soon", None), ("٣", None), ("7 s", None),
        ("999999999999", RETRY_AFTER_LONGEST_S), ("9" * 400, None),
        ("Tue, 24 Nov 2026 12:01:00 GMT", 60.0), ("Tue, 24 Nov 2026 11:00:00 GMT", 0.0),
        ("Tue, 24 Nov 2099 12:00:00 GMT", RETRY_AFTER_LONGEST_S),
        ("Tue, 24 Nov 2026 12:01:00", 60.0), ("Tue, 99 Nov 2026 12:00:00 GMT", None),
        ("24 Nov 10000 12:00:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after(header: str | None, expected: float | None) -> None:
    assert retry_after(header, NOW) == expected


@given(st.text(max_size=60))
def test_retry_after_is_bounded_whatever_it_says(header: str) -> None:
    found = retry_after(header, NOW)
    assert found is None or 0 <= found <= RETRY_AFTER_LONGEST_S
