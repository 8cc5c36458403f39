"""Keeps the calls of all instances together below Video Indexer's limits."""

from __future__ import annotations

from datetime import timedelta

from shared.db.engine import Database
from shared.db.repositories import call_pace
from shared.errors import VideoIndexerUnavailable

VIDEO_INDEXER = "video-indexer"
BURST = 8
"""Calls at once after a pause. With 100 a minute that is at most 9 calls in any second and 108 in
any minute; the service allows an account 10 and 120."""


class Pacing:
    """Gives every call its turn; the database counts, so that instances need not know each other.

    Args:
        per_minute: calls in a minute on average.
    """

    def __init__(self, database: Database, *, per_minute: float, burst: int = BURST) -> None:
        self._database = database
        self._interval = timedelta(seconds=60 / per_minute)
        self._burst = burst

    def take(self, patience_s: float) -> float:
        """Seconds until this call's turn, at most ``patience_s``.

        Raises:
            VideoIndexerUnavailable: it would be longer; says how long. No turn was taken.
            DatabaseUnavailable
        """
        with self._database.transaction() as session:
            taken, wait = call_pace.take(
                session,
                VIDEO_INDEXER,
                interval=self._interval,
                burst=self._burst,
                patience=timedelta(seconds=patience_s),
            )
        if not taken:
            raise VideoIndexerUnavailable("Video Indexer's limit is reached.", wait)
        return wait
