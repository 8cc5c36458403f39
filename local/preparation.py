"""Makes an empty database and an empty storage account what the app expects them to be."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from local.azurite import allow_browser_uploads
from local.processes import ChildFailedError

PROJECT_FOLDER = Path(__file__).resolve().parents[1]
CONTAINERS = ("interviews", "extracted-audio")
QUEUES = ("index-ready",)
MIGRATION_TIMEOUT_SECONDS = 120


def migrate(database_url: str, log_file: Path) -> None:
    """Bring the database up to date, as ``make migrate`` does for a real one; repeatable.

    Raises:
        ChildFailedError: with the end of the migration's output.
    """
    with log_file.open("wb") as output:
        finished = subprocess.run(
            [sys.executable, "-m", "shared.db.migrate"],
            cwd=PROJECT_FOLDER,
            env=os.environ | {"DATABASE_URL": database_url},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            timeout=MIGRATION_TIMEOUT_SECONDS,
            check=False,
        )
    if finished.returncode:
        end = "\n".join(log_file.read_text(errors="replace").splitlines()[-20:])
        raise ChildFailedError(f"the database migration failed:\n{end}")


def prepare_storage(connection_string: str, origins: Sequence[str]) -> None:
    """Make the containers and the queue, and let browsers of these origins upload; repeatable."""
    from azure.core.exceptions import ResourceExistsError
    from azure.storage.blob import BlobServiceClient
    from azure.storage.queue import QueueServiceClient

    with BlobServiceClient.from_connection_string(connection_string) as blobs:
        for name in CONTAINERS:
            try:
                blobs.create_container(name)
            except ResourceExistsError:
                continue
    with QueueServiceClient.from_connection_string(connection_string) as queues:
        for name in QUEUES:
            try:
                queues.create_queue(name)
            except ResourceExistsError:
                continue
    allow_browser_uploads(connection_string, origins)
