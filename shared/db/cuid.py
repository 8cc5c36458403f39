"""Identifiers as Prisma's client makes them: cuid version 1, 25 characters.

``c``, eight of base 36 for the milliseconds since 1970, four for a counter, four that tell this
process, eight random ones. The one package that makes them is not maintained and uses ``random``.
"""

from __future__ import annotations

import itertools
import secrets
import time

ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
BLOCK = 36**4

_counter = itertools.count(secrets.randbelow(BLOCK))
_fingerprint = secrets.randbelow(BLOCK)


def _base36(number: int, width: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = ALPHABET[digit] + digits
    return digits.rjust(width, "0")[-width:]


def new_cuid() -> str:
    """A new identifier; sorts by time, unguessable in its last eight characters."""
    return "".join(
        (
            "c",
            _base36(time.time_ns() // 1_000_000, 8),
            _base36(next(_counter) % BLOCK, 4),
            _base36(_fingerprint, 4),
            _base36(secrets.randbelow(BLOCK * BLOCK), 8),
        )
    )
