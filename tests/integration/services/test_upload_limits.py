"""The limits on uploads are counted in the database, so they hold across instances."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from local.azurite import Azurite
from shared.clients.storage.blobs import BlobRecordingStore
from shared.contracts.interviews import CreateInterview
from shared.db.engine import Database
from shared.errors import LimitReached
from shared.services.creation.uploads import UploadRules, Uploads

AT_ONCE = 8
WANTED = CreateInterview(
    company="Contoso", jobTitle="Engineer", interviewType="phone",
    fileName="a.mp4", contentType="video/mp4", sizeBytes=1,
)  # fmt: skip


def instance(database: Database, azurite: Azurite, *, under_way: int, per_day: int) -> Uploads:
    """What one instance of the app has."""
    hour = timedelta(hours=1)
    rules = UploadRules(2**31, hour, hour, timedelta(0), under_way, per_day, per_day)
    store = BlobRecordingStore.from_connection_string(azurite.connection_string)
    return Uploads(database, store, rules)


def created(uploads: list[Uploads]) -> int:
    """How many of the instances' simultaneous creates were let in."""
    barrier = Barrier(len(uploads))

    def create(one: Uploads) -> bool:
        barrier.wait(30)
        try:
            one.create("anna", WANTED, key=None, request_hash="")
        except LimitReached:
            return False
        return True

    with ThreadPoolExecutor(len(uploads)) as pool:
        return sum(pool.map(create, uploads))


@pytest.mark.proves("C10")
@pytest.mark.parametrize(("under_way", "per_day"), [(3, 100), (100, 3)])
def test_a_limit_holds_across_instances(
    database_url: str, azurite: Azurite, under_way: int, per_day: int
) -> None:
    databases = [Database(database_url) for _ in range(AT_ONCE)]
    try:
        uploads = [
            instance(database, azurite, under_way=under_way, per_day=per_day)
            for database in databases
        ]
        assert created(uploads) == 3
        assert created(uploads) == 0
    finally:
        for database in databases:
            database.dispose()
