"""The token in a callback's URL: nobody else can make one, and it dies with its time.

``{expiry}.{signature}``: seconds since 1970 in decimal, and HMAC-SHA256 over interview, generation
and expiry, in base64url without padding. Two keys are valid while one takes over from the other.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

SHAPE = re.compile(r"([1-9][0-9]{0,11})\.([A-Za-z0-9_-]{43})", re.ASCII)


def sign(*, interview_id: str, generation: int, expires_at: datetime, key: bytes) -> str:
    """The token for one interview's generation, good until ``expires_at``."""
    expiry = int(expires_at.timestamp())
    return f"{expiry}.{_signature(interview_id, generation, expiry, key).decode()}"


def verify(
    token: str, *, interview_id: str, generation: int, now: datetime, keys: Sequence[bytes]
) -> bool:
    """Whether one of the keys has made this token, for these, and it has not expired.

    Signatures are compared as bytes and in constant time; every key is tried.
    """
    match = SHAPE.fullmatch(token)
    if match is None:
        return False
    expiry = int(match[1])
    given = match[2].encode("ascii")
    right = [
        hmac.compare_digest(given, _signature(interview_id, generation, expiry, key))
        for key in keys
    ]
    return any(right) and now.timestamp() < expiry


def _signature(interview_id: str, generation: int, expiry: int, key: bytes) -> bytes:
    message = f"callback\n{interview_id}\n{generation}\n{expiry}".encode("utf-8", "surrogatepass")
    return urlsafe_b64encode(hmac.new(key, message, sha256).digest()).rstrip(b"=")
