"""Nothing is kept longer than promised, and no recording without its interview."""

from __future__ import annotations

from datetime import timedelta

from shared.db.engine import Database
from shared.db.repositories import deletions, idempotency, interviews, user_events
from shared.observability import log
from shared.services.erasure.deletion import Deletion
from shared.services.ports import RecordingStore

BATCH = 200
FORGET_AFTER = timedelta(days=7)
"""No limit and no client looks at keys, counts and finished deletions that are older."""


class Retention:
    """The use case of the nightly timer."""

    def __init__(
        self, database: Database, store: RecordingStore, deletion: Deletion, *, keep: timedelta
    ) -> None:
        self._database = database
        self._store = store
        self._deletion = deletion
        self._keep = keep

    def erase_expired(self) -> int:
        """Erase interviews older than the retention, by the database's clock; how many."""
        with self._database.transaction() as session:
            expired = interviews.older_than(session, self._keep, limit=BATCH)
        for interview_id in expired:
            self._deletion.expire(interview_id)
        return len(expired)

    def forget(self) -> None:
        """Drop notes about users that nothing needs any more."""
        with self._database.transaction() as session:
            user_events.forget_older_than(session, FORGET_AFTER)
            idempotency.forget_older_than(session, FORGET_AFTER)
            deletions.forget_finished(session, FORGET_AFTER)

    def erase_orphans(self) -> int:
        """Delete recordings that belong to no interview (any more); how many."""
        orphans = 0
        names: dict[str, list[str]] = {}
        for facts in self._store.list_names():
            names.setdefault(facts.name.partition("/")[0], []).append(facts.name)
        with self._database.transaction() as session:
            known = interviews.existing(session, tuple(names))
        for interview_id, blob_names in names.items():
            if interview_id in known:
                continue
            for name in blob_names:
                self._store.delete(name)
                orphans += 1
        if orphans:
            log("orphans_deleted", count=orphans)
        return orphans
