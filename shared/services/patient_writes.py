"""Store what was paid for, though the database is away for a moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event

from shared.db.engine import Database, Session
from shared.errors import DatabaseUnavailable
from shared.observability import log

WAITS_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""A restart or a failover is over within a minute; what waits longer is delivered again."""


def write_patiently[Written](
    database: Database, write: Callable[[Session], Written], waits_s: Sequence[float] = WAITS_S
) -> Written:
    """Do ``write`` in a transaction of its own, again after each of ``waits_s`` seconds.

    A commit whose answer was lost is done twice: ``write`` must be guarded against that.

    Raises:
        DatabaseUnavailable: it is away for longer.
    """
    for wait in waits_s:
        try:
            with database.transaction() as session:
                return write(session)
        except DatabaseUnavailable:
            log("database_awaited", seconds=wait)
        Event().wait(wait)
    with database.transaction() as session:
        return write(session)
