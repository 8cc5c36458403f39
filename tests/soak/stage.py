"""The stack that is played on: two workers as processes of their own, a model, Event Grid."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
import psycopg
from psycopg.rows import tuple_row

from local.app_host import AppHost
from local.processes import free_port
from local.stack import Stack
from tests.stand_ins.language_model import LanguageModelStandIn, running_language_model

QUICK = {
    # What waits for minutes in production waits for seconds here, in the same proportions.
    "SWEEP_SCHEDULE": "*/2 * * * * *",
    "RETENTION_SCHEDULE": "0 0 0 1 1 *",
    "UPLOAD_EVENT_PATIENCE_SECONDS": "5",
    "TRANSCRIPTION_PATIENCE_SECONDS": "5",
    "WORK_LEASE_SECONDS": "15",
    "INDEX_POLL_SECONDS": "2",
    "UPLOADS_UNDER_WAY_MAX": "500",
    "UPLOADS_PER_DAY_MAX": "5000",
    "UPLOAD_URLS_PER_HOUR_MAX": "5000",
    "MODEL_NAME": "judge",
    "MODEL_TIMEOUT_SECONDS": "5",
}
QUEUE_LEASE_SECONDS = 10
"""How long a message stays hidden that a killed worker had in hand; the real host's is 600."""
ASK_TIMEOUT = httpx2.Timeout(20)


class Stage:
    """Stack, second worker and model; the verbs of candidates, Event Grid and the test."""

    def __init__(self, stack: Stack, second: AppHost, model: LanguageModelStandIn) -> None:
        self.stack = stack
        self.workers = (stack.host, second)
        self.model = model
        self.http = httpx2.Client(timeout=ASK_TIMEOUT)

    def ask(
        self, user: str, method: str, path: str, chance: random.Random, **arguments: Any
    ) -> httpx2.Response | None:
        """One request at one of the workers, as through a gateway; None: nobody answered."""
        headers = {"Authorization": f"Bearer {self.stack.token(user)}"}
        headers |= arguments.pop("headers", {})
        url = f"http://127.0.0.1:{chance.choice(self.workers).port}/api{path}"
        with suppress(httpx2.TransportError):
            return self.http.request(method, url, headers=headers, **arguments)
        return None

    def announce(self, blob_name: str, chance: random.Random) -> bool:
        """Event Grid's notification of a stored blob; False where nobody took it."""
        url = f"http://127.0.0.1:{chance.choice(self.workers).port}/runtime/webhooks/blobs"
        subject = f"/blobServices/default/containers/interviews/blobs/{blob_name}"
        event = {"eventType": "Microsoft.Storage.BlobCreated", "subject": subject}
        with suppress(httpx2.TransportError):
            answer = self.http.post(
                url,
                params={"functionName": "Host.Functions.start_indexing"},
                headers={"aeg-event-type": "Notification"},
                json=[event],
            )
            return answer.status_code == httpx2.codes.ACCEPTED
        return False

    def run_timer(self, name: str) -> None:
        """Fire a timer function by hand."""
        url = f"http://127.0.0.1:{self.workers[0].port}/admin/functions/{name}"
        self.http.post(url, json={"input": ""}).raise_for_status()

    def rows(self, query: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """What the database answers; psycopg.OperationalError while it is away."""
        with psycopg.connect(
            self.stack.database_url, connect_timeout=3, options="-c statement_timeout=5000"
        ) as connection:
            cursor = connection.cursor(row_factory=tuple_row)
            cursor.execute(query.encode(), values)
            return cursor.fetchall() if cursor.description else []

    def rows_changed(self, statement: str, values: Mapping[str, Any] | None = None) -> None:
        """Change rows, as if time had passed."""
        self.rows(statement, values)

    def logs(self) -> str:
        """What both workers have logged."""
        names = ("app", "app-2")
        return "".join(self.stack.data.log_file(name).read_text(errors="replace") for name in names)


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """Everything started, and stopped at the end."""
    with running_language_model() as model:
        settings = QUICK | {"MODEL_BASE_URL": model.base_url}
        with Stack.start(
            folder / "data",
            settings=settings,
            queue_lease_seconds=QUEUE_LEASE_SECONDS,
            blob_scan=False,
        ) as stack:
            decided = json.loads(stack.settings_file.read_text(encoding="utf-8"))["Values"]
            second = AppHost(
                stack.settings_file,
                free_port(),
                stack.data.log_file("app-2"),
                decided=decided,
                queue_lease_seconds=QUEUE_LEASE_SECONDS,
                blob_scan=False,
            )
            try:
                second.start()
                opened = Stage(stack, second, model)
                yield opened
                opened.http.close()
            finally:
                second.stop()
