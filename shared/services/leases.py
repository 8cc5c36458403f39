"""Only one worker at a time does the expensive work on an interview."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from shared.db.engine import Database
from shared.db.repositories import processing
from shared.errors import Unavailable
from shared.observability import log


@contextmanager
def lease(database: Database, interview_id: str, seconds: int) -> Iterator[bool]:
    """Hold the interview's lease while the block runs; yields False where another one holds it.

    The lease is renewed at a third of its life, and given back at the end. A worker that dies
    leaves it to run out; the sweep then has the work done again.
    """
    holder = secrets.token_hex(8)
    with database.transaction() as session:
        held = processing.claim_lease(session, interview_id, seconds, holder)
    if not held:
        log("lease_held_elsewhere", interview=interview_id)
        yield False
        return
    done = threading.Event()
    renewal = threading.Thread(
        target=_renew, args=(database, interview_id, seconds, holder, done), daemon=True
    )
    renewal.start()
    try:
        yield True
    finally:
        done.set()
        renewal.join()
        try:
            with database.transaction() as session:
                processing.release_lease(session, interview_id, holder)
        except Unavailable:
            log("lease_not_released", interview=interview_id)


def _renew(
    database: Database, interview_id: str, seconds: int, holder: str, done: threading.Event
) -> None:
    while not done.wait(seconds / 3):
        try:
            with database.transaction() as session:
                processing.extend_lease(session, interview_id, seconds, holder)
        except Unavailable:
            log("lease_not_renewed", interview=interview_id)
