"""Store what was paid for, though the database is away for a moment."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

from shared.db.engine import Database, Session
from shared.errors import DatabaseUnavailable
from shared.observability import log

WAITS_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""A restart or a failover is over within a minute; what waits longer is delivered again."""

type Wait = Callable[[float], object]


def wait(seconds: float) -> None:
    """Do nothing for so long."""
    Event().wait(seconds)


def write_patiently[Written](
    database: Database, write: Callable[[Session], Written], wait: Wait = wait
) -> Written:
    """Do ``write`` in a transaction of its own, again while the database is away.

    A commit whose answer was lost is done twice: ``write`` must be guarded against that.

    Raises:
        DatabaseUnavailable: it is away for longer than a minute.
    """
    for seconds in WAITS_S:
        try:
            with database.transaction() as session:
                return write(session)
        except DatabaseUnavailable:
            log("database_awaited", seconds=seconds)
        wait(seconds)
    with database.transaction() as session:
        return write(session)
