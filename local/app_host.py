"""Runs the app on the local Functions host, as a process that can be killed and started again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import httpx2

from local.functions_instance import FunctionsInstance
from local.processes import ChildFailedError, ChildProcess

APP_FOLDER = Path(__file__).resolve().parents[1]
READY_TIMEOUT_SECONDS = 60.0


class AppHost:
    """One instance of the app on ``port``, with its settings from ``settings_file``.

    ``decided`` are the settings that the stack decides. They are put into the environment as well,
    where they win: the environment of whoever started the stack must not send the app to another
    database than the stack's.
    """

    def __init__(
        self,
        settings_file: Path,
        port: int,
        log_file: Path,
        *,
        decided: Mapping[str, str],
        queue_lease_seconds: float,
        blob_scan: bool = True,
    ) -> None:
        self.port = port
        self._settings_file = settings_file
        self._log_file = log_file
        self._decided = dict(decided)
        self._queue_lease_seconds = queue_lease_seconds
        self._blob_scan = blob_scan
        self._instance: FunctionsInstance | None = None

    @property
    def process(self) -> ChildProcess | None:
        """The process it runs in; None when it was stopped or killed."""
        return self._instance.process if self._instance else None

    def start(self) -> None:
        """Start it and wait until it is ready: settings, database and storage are all right.

        Raises:
            ChildFailedError, TimeoutError: it did not come up.
        """
        self._instance = FunctionsInstance.start(
            APP_FOLDER,
            log_file=self._log_file,
            port=self.port,
            settings_file=self._settings_file,
            env=self._decided | {"PYTHONUNBUFFERED": "1"},
            queue_lease_seconds=self._queue_lease_seconds,
            blob_scan=self._blob_scan,
        )
        self._instance.process.wait_until_ready(
            self._is_ready, timeout=READY_TIMEOUT_SECONDS, what="the app is ready"
        )

    def stop(self) -> None:
        """End it politely: what is running gets a few seconds."""
        if self._instance is not None:
            self._instance.stop()
            self._instance = None

    def kill(self) -> None:
        """End it at once, as a crash of the instance would."""
        if self._instance is not None:
            self._instance.kill()
            self._instance = None

    def _is_ready(self) -> bool:
        try:
            answer = httpx2.get(f"http://127.0.0.1:{self.port}/api/health/ready", timeout=5)
        except httpx2.TransportError:
            return False
        if answer.status_code == httpx2.codes.NOT_FOUND:
            end = self.process.log_tail() if self.process else ""
            raise ChildFailedError(f"the app has no /api/health/ready\n{end}")
        return answer.is_success
