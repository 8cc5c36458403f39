"""Inserts a PrepSession row as the web app does: into Prisma's table, with Prisma's kind of id."""

from __future__ import annotations

import itertools
import json
import secrets
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_counter = itertools.count(secrets.randbelow(36**4))
_fingerprint = "".join(secrets.choice(BASE36) for _ in range(4))


class BadPrepFileError(ValueError):
    """The file is not a prep session; the message says what is missing."""


def read_prep_file(file: Path) -> dict[str, Any]:
    """A prep session from JSON: company, jobTitle, questions and practiceAnswers, as stored.

    Raises:
        BadPrepFileError: no JSON object, or one of the four keys is missing or of another type.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadPrepFileError(f"{file} cannot be read as JSON: {error}") from None
    kinds = {"company": str, "jobTitle": str, "questions": list, "practiceAnswers": list}
    for key, kind in kinds.items():
        if not isinstance(content, dict) or not isinstance(content.get(key), kind):
            raise BadPrepFileError(f"{file}: {key} must be there, as a JSON {kind.__name__}")
    return {key: content[key] for key in kinds}


def insert_prep_session(database_url: str, user_id: str, prep: dict[str, Any]) -> str:
    """Insert the row and return its id. Times are UTC in whole milliseconds, as Prisma's are."""
    import psycopg
    from psycopg.types.json import Jsonb

    now = datetime.now(UTC).replace(tzinfo=None)
    now = now.replace(microsecond=now.microsecond // 1000 * 1000)
    prep_id = _cuid()
    with psycopg.connect(database_url, connect_timeout=10) as connection:
        connection.execute(
            'INSERT INTO "PrepSession" (id, "userId", company, "jobTitle", questions, '
            '"practiceAnswers", "createdAt", "updatedAt") VALUES (%s, %s, %s, %s, %s, %s, %s, %s)',
            (
                prep_id,
                user_id,
                prep["company"],
                prep["jobTitle"],
                Jsonb(prep["questions"]),
                Jsonb(prep["practiceAnswers"]),
                now,
                now,
            ),
        )
    return prep_id


def _cuid() -> str:
    """A cuid as Prisma's client makes it: c, clock, counter, fingerprint, random."""
    moment = _base36(time.time_ns() // 1_000_000)[-8:]
    count = _base36(next(_counter) % 36**4).rjust(4, "0")
    noise = "".join(secrets.choice(BASE36) for _ in range(8))
    return f"c{moment}{count}{_fingerprint}{noise}"


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = BASE36[digit] + digits
    return digits or "0"
