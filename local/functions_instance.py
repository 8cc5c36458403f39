"""One Functions instance as a child process: the local Functions host with an app."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from local.processes import ChildProcess, free_port

_REPOSITORY = Path(__file__).resolve().parents[1]


class FunctionsInstance:
    """A running host. Leaving the context stops it as a scale-in does (SIGTERM)."""

    def __init__(self, process: ChildProcess, port: int) -> None:
        self.process = process
        self.port = port

    @classmethod
    def start(
        cls,
        app_folder: Path,
        *,
        log_file: Path,
        port: int | None = None,
        settings_file: Path | None = None,
        env: Mapping[str, str] | None = None,
        queue_lease_seconds: float = 600.0,
        grace_seconds: int = 10,
        timers: bool = True,
        blob_scan: bool = True,
    ) -> FunctionsInstance:
        """Start the app and wait until it answers; `env` is added to this process's environment.

        Raises ChildFailedError, with the end of the log, if the app cannot be run.
        """
        port = port or free_port()
        command: list[str | Path] = [sys.executable, "-m", "local.functions_host"]
        command += ["--app", app_folder.resolve(), "--port", str(port)]
        command += ["--queue-lease-seconds", str(queue_lease_seconds)]
        command += ["--grace-seconds", str(grace_seconds)]
        command += ["--settings", settings_file.resolve()] if settings_file else []
        command += [] if timers else ["--timers-off"]
        command += [] if blob_scan else ["--blob-scan-off"]
        process = ChildProcess(
            command, log_file=log_file, env={**os.environ, **(env or {})}, cwd=_REPOSITORY
        )
        instance = cls(process, port)
        process.wait_until_ready(instance.is_running, timeout=60.0, what="the Functions host")
        return instance

    def __enter__(self) -> FunctionsInstance:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_running(self) -> bool:
        """Whether the host answers `/admin/host/status`."""
        try:
            with urllib.request.urlopen(f"{self.url}/admin/host/status", timeout=5) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self, grace_seconds: float = 15.0) -> None:
        """Let running functions finish; after the grace time, kill it."""
        self.process.stop(grace_seconds)

    def kill(self) -> None:
        """End it at once, as a crash would: leases stay as they are."""
        self.process.kill()
