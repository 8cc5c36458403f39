"""Runs the stand-in for Video Indexer as a process of its own, behind HTTP like the real one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import httpx2

from local.processes import ChildProcess, accepts_connections

PROJECT_FOLDER = Path(__file__).resolve().parents[1]
ACCOUNT_RESOURCE_ID = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local"
    "/providers/Microsoft.VideoIndexer/accounts/local"
)
READY_TIMEOUT_SECONDS = 60.0


class VideoIndexerStandIn:
    """The stand-in on one port; ``start`` and ``stop`` may alternate, its data stays."""

    def __init__(
        self,
        data_folder: Path,
        *,
        port: int,
        log_file: Path,
        control_secret: str,
        identity_secret: str = "",
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.control_secret = control_secret
        self.process: ChildProcess | None = None
        self._port = port
        self._data_folder = data_folder
        self._log_file = log_file
        self._identity_secret = identity_secret

    def start(self) -> None:
        """Start it and wait until it listens."""
        self.process = ChildProcess(
            [
                *(sys.executable, "-m", "local.video_indexer"),
                *("--port", str(self._port)),
                *("--data", self._data_folder),
                # Joined, since a random secret may begin with a dash.
                f"--control-secret={self.control_secret}",
                f"--identity-secret={self._identity_secret}",
            ],
            log_file=self._log_file,
            cwd=PROJECT_FOLDER,
        )
        self.process.wait_until_ready(
            lambda: accepts_connections(self._port),
            timeout=READY_TIMEOUT_SECONDS,
            what="Video Indexer's stand-in listens",
        )

    def stop(self) -> None:
        """End it; what it had under way begins anew with ``start``."""
        if self.process is not None:
            self.process.stop(grace_seconds=5)
            self.process = None

    def change(self, wanted: dict[str, Any]) -> None:
        """Tell the control door what shall go wrong, or be heard; see ``local.video_indexer``."""
        self._control("POST", wanted)

    def shown(self) -> dict[str, Any]:
        """What the control door tells: calls, uploads, videos."""
        answer: dict[str, Any] = self._control("GET", None)
        return answer

    def _control(self, method: str, body: dict[str, Any] | None) -> Any:
        answer = httpx2.request(
            method,
            f"{self.url}/_control",
            json=body,
            headers={"X-Control-Secret": self.control_secret},
        )
        answer.raise_for_status()
        return answer.json() if answer.content else {}
