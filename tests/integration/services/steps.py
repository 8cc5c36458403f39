"""The services on the real wire, with a hook after every side effect, to crash there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.clients.media.probe import AvMediaProbe
from shared.clients.storage.blobs import BlobRecordingStore
from shared.clients.storage.queues import StorageMessageQueue
from shared.clients.video_indexer.client import AzureVideoIndexer
from shared.contracts.interviews import CreateInterview
from shared.contracts.messages import IndexReady
from shared.db.engine import Database
from shared.services.analysis.analysing import Analysing
from shared.services.analysis.language_model_port import LanguageModel
from shared.services.analysis.patient_writes import Wait
from shared.services.analysis.speaker_correction import SpeakerCorrection
from shared.services.analysis.spending import Budget
from shared.services.creation.importing import Importing, ImportRules
from shared.services.creation.uploads import UploadRules, Uploads
from shared.services.erasure.deletion import Deletion
from shared.services.erasure.retention import Retention
from shared.services.pipeline import Pipeline
from shared.services.recovery.dead_letters import DeadLetters
from shared.services.recovery.retrying import Retrying
from shared.services.recovery.sweeping import Sweeping
from shared.services.transcription.callbacks import Callbacks
from shared.services.transcription.indexing import Indexing, IndexingRules
from shared.services.transcription.transcribing import Transcribing

KEY = b"k" * 32
USER = "candidate"
DAY = timedelta(days=1)


class Crash(BaseException):
    """The process dies here; nothing catches this."""


class Hooked:
    """Passes every call on, and tells the hook once it was carried out."""

    def __init__(self, inner: Any, after: Callable[[str], None]) -> None:
        self._inner = inner
        self._after = after

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if not callable(method):
            return method

        def call(*arguments: Any, **named: Any) -> Any:
            result = method(*arguments, **named)
            self._after(name)
            return result

        return call


class HookedDatabase(Database):
    """A database that tells the hook after every commit, and whether there was anything in it."""

    after: Callable[[str], None] = staticmethod(lambda _name: None)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with super().transaction() as session:
            yield session
            # A transaction that was rolled back in the block takes no further question.
            asked = text("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
            wrote = session.is_active and session.in_transaction() and session.scalar(asked)
        self.after("commit" if wrote else "read")


class World:
    """Every use case, over real PostgreSQL, real Azurite and Video Indexer's stand-in."""

    def __init__(
        self,
        database: HookedDatabase,
        store: BlobRecordingStore,
        queue: StorageMessageQueue,
        video_indexer: AzureVideoIndexer,
        after: Callable[[str], None],
        *,
        model: LanguageModel | None = None,
        callback_url: str = "http://127.0.0.1:9/api/video-indexer/callback",
        lease_seconds: int = 60,
        patience: timedelta = timedelta(0),
    ) -> None:
        self.database = database
        self.queue = queue
        self.wait: Wait = lambda _seconds: None
        """What is done while the database is awaited."""
        self.store = store
        self._model = model
        self.video_indexer = video_indexer
        database.after = after
        hooked_store, hooked_queue = Hooked(store, after), Hooked(queue, after)
        hooked_indexer = Hooked(video_indexer, after)
        hooked_model = None if model is None else Hooked(model, after)
        rules = UploadRules(2**31, timedelta(hours=1), DAY, timedelta(0), 1000, 1000, 1000)
        self.uploads = Uploads(database, hooked_store, rules)
        self.indexing = Indexing(
            database, hooked_store, AvMediaProbe(), hooked_indexer, clock=now,
            rules=IndexingRules(
                2**31, "auto", callback_url, KEY, lease_seconds, DAY, patience,
            ),
        )  # fmt: skip
        self.callbacks = Callbacks(hooked_queue, (KEY,), now)
        self.pipeline = Pipeline(
            database, hooked_queue,
            Transcribing(
                database, hooked_store, hooked_indexer, poll_interval=timedelta(0),
                analysis_deadline=DAY, lease_seconds=0, price_per_minute_usd=0.024,
            ),
            Analysing(
                database, hooked_model, budget=Budget(), lease_seconds=60,
                wait=self._wait,
            ),
            early_delay=timedelta(0),
        )  # fmt: skip
        self.importing = Importing(
            database, hooked_queue, ImportRules(2**20, 1000, 1000, DAY, lease_seconds=0)
        )
        self.speakers = SpeakerCorrection(
            database, hooked_queue, analysis_deadline=DAY, lease_seconds=0
        )
        self.dead_letters = DeadLetters(database, self.indexing, self.pipeline)
        self.deletion = Deletion(database, hooked_store, hooked_indexer, afterlife=timedelta(0))
        self.retrying = Retrying(
            database, hooked_store, hooked_queue, self.indexing,
            indexing_deadline=DAY, analysis_deadline=DAY, lease_seconds=0,
        )  # fmt: skip
        self.sweeping = Sweeping(
            database, hooked_store, hooked_queue, self.indexing, self.retrying,
            poll_interval=timedelta(0),
        )  # fmt: skip
        self.retention = Retention(database, hooked_store, self.deletion, keep=90 * DAY)

    def close(self) -> None:
        """Close every connection."""
        self.database.dispose()
        for client in (self.store, self.queue, self.video_indexer, self._model):
            if (close := getattr(client, "close", None)) is not None:
                close()

    def _wait(self, seconds: float) -> None:
        self.wait(seconds)

    def create(self, recording: bytes, key: str) -> tuple[str, str]:
        """An interview with its recording uploaded: its id and the blob's name."""
        wanted = CreateInterview.model_validate(
            {
                "company": "C", "jobTitle": "J", "interviewType": "other", "fileName": "a.mp4",
                "contentType": "video/mp4", "sizeBytes": len(recording),
            }
        )  # fmt: skip
        created, _ = self.uploads.create(USER, wanted, key=key, request_hash="hash")
        assert created.upload is not None
        url = created.upload.url
        httpx2.put(url, content=recording, headers=created.upload.headers).raise_for_status()
        return created.id, urlsplit(url).path.partition("/interviews/")[2]

    def call_back(self, callback_url: str) -> None:
        """Video Indexer's callback, with what it appends."""
        query = dict(parse_qsl(urlsplit(callback_url).query))
        self.callbacks.receive({**query, "id": "abc", "state": "Processed"})

    def deliver(self, interview_id: str, generation: int = 1) -> None:
        """The queue's message."""
        self.pipeline.advance(IndexReady(interview_id=interview_id, generation=generation))

    def time_passes(self) -> None:
        """Leases run out and everything is due, as the database's clock sees it."""
        with self.database.transaction() as session:
            session.execute(
                text(
                    "UPDATE pipeline.processing SET lease_until = NULL, lease_holder = NULL, "
                    "submission_at = submission_at - interval '1 hour', "
                    "next_check_at = CASE WHEN next_check_at IS NULL THEN NULL "
                    "ELSE now() - interval '1 second' END"
                )
            )
            session.execute(text("UPDATE pipeline.deletion SET next_attempt_at = now()"))

    def count(self, query: str, **values: Any) -> int:
        """One number from the database."""
        with self.database.transaction() as session:
            return int(session.scalar(text(query), values) or 0)


def now() -> datetime:
    return datetime.now(UTC)
