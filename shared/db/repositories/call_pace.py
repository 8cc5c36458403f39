"""Places for calls to a service whose limit counts the calls of all instances together.

The generic cell rate algorithm (ITU-T I.371): one row per service holds the moment at which all
places given so far are used up; a new one may be at most ``burst - 1`` intervals ahead of its turn.
In any time W there are then at most ``burst + W / interval`` calls.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from shared.db.pipeline_models import CallPace

now = func.clock_timestamp


def take(
    session: Session, name: str, *, interval: timedelta, burst: int, patience: timedelta
) -> tuple[bool, float]:
    """Whether a place was taken, and the seconds until it, or until one would be free.

    A place that is taken is taken, whatever becomes of the call.
    """
    ahead = interval * (burst - 1)
    session.execute(insert(CallPace).values(name=name, free_at=now()).on_conflict_do_nothing())
    query = (
        update(CallPace)
        .where(CallPace.name == name, CallPace.free_at - now() <= ahead + patience)
        .values(free_at=func.greatest(CallPace.free_at, now()) + interval)
        .returning(_seconds(CallPace.free_at - now() - interval - ahead))
        .execution_options(synchronize_session=False)
    )
    taken = session.scalar(query)
    if taken is not None:
        return True, max(float(taken), 0.0)
    free = select(_seconds(CallPace.free_at - now() - ahead)).where(CallPace.name == name)
    return False, max(float(session.scalar(free) or 0), 0.0)


def _seconds(interval: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.extract("epoch", interval)
