"""Create an interview with the URL that its recording may be uploaded to."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from shared.contracts.interviews import EXTENSIONS, CreatedInterview, CreateInterview, Upload
from shared.contracts.remote import UploadGrant
from shared.db.cuid import new_cuid
from shared.db.engine import Database, Session
from shared.db.repositories import interviews, processing
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.interview import Status
from shared.errors import Conflict, InvalidInput, NotFound
from shared.services.creation.admission import count, insert_admitted
from shared.services.creation.idempotent_creation import made_earlier, make_once
from shared.services.ports import RecordingStore
from shared.services.reading.views import interview_view

BLOCK_BYTES = 8 * 1024**2
"""A block of Put Block: small enough to be sent again, large enough for few requests."""


@dataclass(frozen=True, slots=True)
class UploadRules:
    """The limits on uploads, from the settings."""

    max_bytes: int
    url_lifetime: timedelta
    deadline: timedelta
    event_patience: timedelta
    under_way_max: int
    per_day_max: int
    urls_per_hour_max: int


class Uploads:
    """The use cases before a recording is there."""

    def __init__(self, database: Database, store: RecordingStore, rules: UploadRules) -> None:
        self._database = database
        self._store = store
        self._rules = rules

    def create(
        self, user_id: str, wanted: CreateInterview, *, key: str | None, request_hash: str
    ) -> tuple[CreatedInterview, bool]:
        """A new interview in `uploading` and its upload URL; True where it is new.

        With an idempotency key, the same request again gives the same interview and a fresh URL.

        Raises:
            InvalidInput: the recording is too large, or the prep session is not the user's.
            IdempotencyKeyReused: the key came with another request before.
            LimitReached: too many uploads under way, or in a day.
        """
        if wanted.size_bytes > self._rules.max_bytes:
            raise InvalidInput(
                "The recording is too large.",
                {"sizeBytes": f"must be at most {self._rules.max_bytes}"},
            )
        earlier = made_earlier(self._database, user_id, key, request_hash)
        if earlier is not None:
            return self._known(earlier), False
        interview_id = new_cuid()
        blob_name = f"{interview_id}/{secrets.token_hex(16)}.{EXTENSIONS[wanted.content_type]}"
        # Signing first: where it fails, no row is left behind.
        grant = self._store.grant_upload(blob_name, self._rules.url_lifetime)
        record, new = make_once(
            self._database,
            user_id,
            interview_id,
            lambda session: self._insert(session, interview_id, blob_name, user_id, wanted),
            key=key,
            request_hash=request_hash,
        )
        if not new:
            return self._known(record), False
        return self._created(record, grant, wanted.content_type), True

    def renew(self, user_id: str, interview_id: str) -> Upload:
        """A fresh URL for an interview that is still waiting for its recording.

        Raises:
            NotFound, Conflict (not in `uploading` any more), LimitReached
        """
        with self._database.transaction() as session:
            record = interviews.get_owned(session, interview_id, user_id)
            if record is None:
                raise NotFound("There is no such object.")
            work = record.processing
            if record.status is not Status.UPLOADING or work is None or work.blob_name is None:
                raise Conflict("The recording has been uploaded already.")
            count(session, user_id, "upload_url", self._rules.urls_per_hour_max, hours=1)
        grant = self._store.grant_upload(work.blob_name, self._rules.url_lifetime)
        return _upload(grant, work.content_type or "application/octet-stream")

    def _insert(
        self,
        session: Session,
        interview_id: str,
        blob_name: str,
        user_id: str,
        wanted: CreateInterview,
    ) -> None:
        insert_admitted(
            session,
            interview_id,
            user_id,
            wanted,
            Status.UPLOADING,
            per_day_max=self._rules.per_day_max,
            under_way_max=self._rules.under_way_max,
        )
        processing.add(
            session,
            interview_id,
            blob_name=blob_name,
            content_type=wanted.content_type,
            declared_bytes=wanted.size_bytes,
            job_description=wanted.job_description,
            deadline=self._rules.deadline,
            next_check=self._rules.event_patience,
        )

    def _known(self, record: InterviewRecord) -> CreatedInterview:
        """An interview that was made before, with a fresh URL while it waits for its recording."""
        work = record.processing
        if record.status is not Status.UPLOADING or work is None or work.blob_name is None:
            return CreatedInterview(**interview_view(record).model_dump(), upload=None)
        grant = self._store.grant_upload(work.blob_name, self._rules.url_lifetime)
        return self._created(record, grant, work.content_type or "application/octet-stream")

    @staticmethod
    def _created(
        record: InterviewRecord, grant: UploadGrant, content_type: str
    ) -> CreatedInterview:
        view = interview_view(record)
        return CreatedInterview(**view.model_dump(), upload=_upload(grant, content_type))


def _upload(grant: UploadGrant, content_type: str) -> Upload:
    return Upload(
        url=grant.url,
        headers={"x-ms-blob-type": "BlockBlob", "Content-Type": content_type},
        expires_at=grant.expires_at,
        block_size=BLOCK_BYTES,
    )
