"""An interview is made once for an Idempotency-Key, however often and at once the request comes."""

from __future__ import annotations

from collections.abc import Callable

from shared.db.engine import Database, Session
from shared.db.repositories import idempotency, interviews
from shared.db.repositories.interviews import InterviewRecord
from shared.errors import Conflict, IdempotencyKeyReused, NotFound


class _KeyTaken(Exception):
    """Somebody else committed the same idempotency key first."""


def made_earlier(
    database: Database, user_id: str, key: str | None, request_hash: str
) -> InterviewRecord | None:
    """The interview that this request made before; None where it did not, or without a key.

    Raises:
        IdempotencyKeyReused: the key came with another request before.
        Conflict: its interview was deleted.
    """
    if key is None:
        return None
    with database.transaction() as session:
        found = idempotency.find(session, user_id, key)
        if found is None:
            return None
        if found.request_hash != request_hash:
            raise IdempotencyKeyReused("This Idempotency-Key came with another request before.")
        record = interviews.get_owned(session, found.interview_id, user_id)
    if record is None:
        raise Conflict("The interview that this key made was deleted.")
    return record


def make_once(
    database: Database,
    user_id: str,
    interview_id: str,
    insert: Callable[[Session], None],
    *,
    key: str | None,
    request_hash: str,
) -> tuple[InterviewRecord, bool]:
    """Insert the interview and take the key in one transaction; True where it is new.

    Raises:
        IdempotencyKeyReused, Conflict: see ``made_earlier``.
    """
    try:
        with database.transaction() as session:
            insert(session)
            if key is not None and not idempotency.reserve(
                session, user_id, key, request_hash, interview_id
            ):
                raise _KeyTaken
            record = interviews.get(session, interview_id)
    except _KeyTaken:
        earlier = made_earlier(database, user_id, key, request_hash)
        if earlier is None:
            raise Conflict("The same request was being carried out; try again.") from None
        return earlier, False
    if record is None:
        raise NotFound("There is no such interview.")
    return record, True
