"""What strangers send, and what must hold for it whatever it is.

Each check raises where it does not hold, and says whether what was sent was accepted.

Plain functions of bytes, so that a find is repeated by a test without the fuzzer.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from shared.clients.identity.token_verifier import JwtVerifier
from shared.clients.media.probe import AvMediaProbe
from shared.domain import callback_token
from shared.domain.captions import cues
from shared.domain.speakers import assign_roles
from shared.domain.transcript import from_timestamps, to_timestamps
from shared.domain.transcript_files import named_candidate, read_transcript
from shared.errors import MalformedRequest, MediaRejected, NotATranscript, Unauthenticated
from shared.services.transcription.callbacks import Callbacks

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KEY = b"k" * 32
ISSUER, AUDIENCE, SUBJECT = "https://issuer.example/project", "project", "user-1"


class Target(NamedTuple):
    """What to check, and where the fuzzer begins."""

    check: Callable[[bytes], bool]
    seeds: Callable[[], Sequence[bytes]]


def check_transcript(data: bytes) -> bool:
    """One error of ours, or a transcript that can be stored, read again, and used."""
    kinds = ("auto", "vtt", "srt", "text")
    kind = kinds[data[0] % len(kinds)] if data else "auto"
    try:
        read = read_transcript(data[1:].decode("utf-8", "surrogatepass"), kind)  # type: ignore[arg-type]
    except (NotATranscript, UnicodeDecodeError):
        return False
    stored = to_timestamps(read)
    text = json.dumps(stored)
    assert "\\u0000" not in text, "PostgreSQL takes no NUL"
    json.dumps(stored, ensure_ascii=False).encode()
    times = [line.start for line in read.lines if line.start is not None]
    assert times == sorted(times)
    again = from_timestamps(stored, duration_ms=read.duration_ms)
    assert [(line.start, line.end, line.text, line.speaker_id) for line in again.lines] == [
        (line.start, line.end, line.text, line.speaker_id) for line in read.lines
    ]
    named_candidate(read.speaker_names)
    assign_roles(read).model_dump_json(by_alias=True).encode()
    cues(read, read.speaker_names)
    return True


def check_callback(data: bytes) -> bool:
    """No token but ours gets a message into the queue, and only two errors ever come out."""
    with contextlib.suppress(Unauthenticated, MalformedRequest):
        query = dict(parse_qsl(data.decode("utf-8", "surrogateescape"), keep_blank_values=True))
        Callbacks(_Queue(query), (KEY,), lambda: NOW).receive(query)
        return True
    return False


class _Queue:
    """Takes a message only for what was signed."""

    def __init__(self, query: dict[str, str]) -> None:
        self._query = query

    def send(self, body: str, *, delay: timedelta = timedelta(0)) -> None:
        assert not delay
        assert json.loads(body) == {"version": 1, "interviewId": "i1", "generation": 1}
        assert self._query["token"] == _token()


@cache
def _token() -> str:
    expires = NOW + timedelta(days=1)
    return callback_token.sign(interview_id="i1", generation=1, expires_at=expires, key=KEY)


def check_token(data: bytes) -> bool:
    """Only Unauthenticated comes out, or the one subject that the right key has signed.

    The first byte says whether the rest is a token as it is, or header and payload (a line each)
    that are signed with the right key: whoever may sign can still not be anybody.
    """
    if not data:
        return False
    if data[0] % 2:
        token = data[1:].decode("utf-8", "surrogateescape")
    else:
        header, _, payload = data[1:].partition(b"\n")
        token = _signed(header, payload)
    with contextlib.suppress(Unauthenticated):
        user = _verifier().verify(token).user_id
        assert 1 <= len(user) <= 128
        user.encode()
        assert not data[0] % 2, "a token that was signed by nobody"
        return True
    return False


@cache
def _private_key() -> Any:
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _verifier() -> JwtVerifier:
    verifier = JwtVerifier(
        issuer=ISSUER, audience=AUDIENCE, jwks_url="http://127.0.0.1:9/", clock=NOW.timestamp
    )
    keys = verifier._keys
    keys._keys, keys._fetched_at = {"1": _private_key().public_key()}, keys._clock()
    keys._tried_at = keys._clock() + 10**9  # nobody is asked
    return verifier


def _signed(header: bytes, payload: bytes) -> str:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    head = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in (header, payload))
    signature = _private_key().sign(head, PKCS1v15(), SHA256())
    return (head + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def check_media(data: bytes) -> bool:
    """A recording or a reason; where it wants its sound taken out, a sound or a reason."""
    probe = AvMediaProbe()
    with contextlib.suppress(MediaRejected):
        facts = probe.examine(io.BytesIO(data), len(data))
        assert facts.duration_ms is None or facts.duration_ms > 0
        if facts.needs_extraction:
            assert probe.extract_audio(io.BytesIO(data), io.BytesIO()) > 0
        return True
    return False


def _transcripts() -> list[bytes]:
    texts = (
        "WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.500 align:start\n<v Anna>Why?</v>\n\nNOTE x\n\n"
        "00:05.000 --> 00:07.000\nBen: Because &amp; so.\n",
        "1\n00:00:01,000 --> 00:00:04,500\n- Hello.\n- Hi.\n\n2\n00:00:05,000 --> 00:00:06,000\nx",
        "Interviewer: Why us?\nCandidate: I ship what I promise.\n",
        "Anna Smith   0:03\nWhy us?\nBen   0:07\nBecause.\n",
        "[00:00:03] Anna: Why?\n[00:01:07] Ben: Because.\n",
        "Anna (0:03)\nWhy?\n\n00:12:01 Ben\nNo.\n",
    )
    return [bytes([kind]) + text.encode() for text in texts for kind in range(4)]


def _callbacks() -> list[bytes]:
    good = {"interview": "i1", "generation": "1", "token": _token(), "id": "abc", "state": "x"}
    return [urlencode(good | change).encode() for change in ({}, {"id": "../x"}, {"token": "1.a"})]


def _tokens() -> list[bytes]:
    now = int(NOW.timestamp())
    header = {"alg": "RS256", "typ": "JWT", "kid": "1"}
    claims = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": SUBJECT, "iat": now, "exp": now + 3600,
        "nbf": now, "auth_time": now - 60,
    }  # fmt: skip
    parts = (json.dumps(header).encode(), json.dumps(claims).encode())
    return [b"\0" + b"\n".join(parts), b"\1" + _signed(*parts).replace("A", "B").encode()]


def _media() -> list[bytes]:
    from tests import media

    return [
        media.make("mp4", 2.5), media.make("mov", 2.5, video=None), media.make_webm(2.5),
        media.make("wav", 2.5, audio="pcm_s16le", video=None, rate=8000),
        media.make("mp3", 2.5, audio="mp3", video=None), media.make("avi", 2.5, audio="mp3"),
        media.make("mp4", 2.5, options=media.FRAGMENTED, video=None),
        media.make("matroska", 2.5, audio="aac", video=None),
    ]  # fmt: skip


TARGETS = {
    "transcript": Target(check_transcript, _transcripts),
    "callback": Target(check_callback, _callbacks),
    "token": Target(check_token, _tokens),
    "media": Target(check_media, _media),
}
