"""The whole stack on one machine: Postgres, Azurite, Video Indexer's stand-in, an identity issuer
and the app, all on the loopback interface, all in one data folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from local.app_host import AppHost
from local.azurite import Azurite
from local.data_folder import DataFolder, is_free
from local.identity_issuer import AUDIENCE, IdentityIssuer
from local.postgres import Postgres
from local.preparation import migrate, prepare_storage
from local.processes import ChildProcess, free_port
from local.settings_file import LocalSettings, write_settings_file
from local.video_indexer_process import ACCOUNT_RESOURCE_ID, VideoIndexerStandIn

WEB_APP_ORIGINS = ("http://localhost:3000", "http://127.0.0.1:3000")

type Step = Callable[[str, float], None]
"""Is told the name of each part that came up and the seconds that it took."""


class PortTakenError(RuntimeError):
    """Somebody else listens on the port that was asked for."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} is taken by another program (func, or another stack?). "
            f"End that one, or choose another port: PORT={port + 1}"
        )


class Stack:
    """A running stack; make one with ``start`` and use it as a context manager.

    What tests need of it: ``base_url``, ``token``, ``database_url``, ``storage_connection_string``,
    ``video_indexer``, ``postgres``, ``azurite``, ``host`` and the verbs that break and mend things.
    """

    def __init__(
        self,
        data: DataFolder,
        port: int,
        settings_file: Path,
        *,
        queue_lease_seconds: float,
        blob_scan: bool,
        step: Step,
    ) -> None:
        self.data = data
        self.base_url = f"http://localhost:{port}"
        self.settings_file = settings_file
        self._port = port
        self._queue_lease_seconds = queue_lease_seconds
        self._blob_scan = blob_scan
        self._step = step
        self._cleanup = ExitStack()
        ports = data.ports("postgres", "blob", "queue", "video-indexer", "issuer")
        self.issuer = IdentityIssuer(data.path, ports["issuer"])
        self._ports = ports
        self.postgres: Postgres
        self.azurite: Azurite
        self.video_indexer: VideoIndexerStandIn
        self.host: AppHost

    @classmethod
    def start(
        cls,
        data: Path,
        port: int | None = None,
        *,
        settings: Mapping[str, str] | None = None,
        settings_file: Path | None = None,
        queue_lease_seconds: float = 600,
        blob_scan: bool = True,
        step: Step = lambda _name, _seconds: None,
    ) -> Stack:
        """Start everything; returns when the app is ready to serve on ``port`` (None: a free one).

        ``settings`` are added to the app's; ``settings_file`` is where they are written, in the
        data folder if nothing is said. ``queue_lease_seconds`` is how long a killed app's message
        stays hidden; the real host's is the default. Without ``blob_scan`` the app hears of blobs
        by Event Grid's webhook alone, at which only a test knocks. When a part does not come up,
        the others are stopped again.

        Raises:
            PortTakenError, StackRunsAlreadyError: the message says what to do.
            ChildFailedError, TimeoutError: a part did not come up; with the end of its log.
        """
        with ExitStack() as undo:
            folder = undo.enter_context(DataFolder(data))
            if port is not None and not is_free(port):
                raise PortTakenError(port)
            where = settings_file or folder.path / "local.settings.json"
            stack = cls(
                folder,
                port or free_port(),
                where,
                queue_lease_seconds=queue_lease_seconds,
                blob_scan=blob_scan,
                step=step,
            )
            undo.callback(stack._cleanup.close)
            stack._bring_up(settings or {})
            stack._cleanup = undo.pop_all()
        return stack

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop every part, the app first; all data stays."""
        self._cleanup.close()

    @property
    def database_url(self) -> str:
        """Where the database is, as psycopg understands it."""
        return self.postgres.url

    @property
    def storage_connection_string(self) -> str:
        """Where blobs and queues are, for the storage SDKs."""
        return self.azurite.connection_string

    def token(self, user_id: str) -> str:
        """A bearer token for this user, valid for an hour."""
        return self.issuer.token(user_id)

    def restart_postgres(self) -> None:
        """Stop Postgres at once, as a failover does, and start it again on the same port."""
        self.postgres.restart()

    def restart_azurite(self) -> None:
        """Stop Azurite and start it again on the same ports with the same data."""
        self.azurite.restart()

    def stop_video_indexer(self) -> None:
        """Nobody answers at Video Indexer's address until ``start_video_indexer``."""
        self.video_indexer.stop()

    def start_video_indexer(self) -> None:
        """Start the stand-in again on the same port."""
        self.video_indexer.start()

    def kill_host(self) -> None:
        """Kill the app's process at once, whatever it is doing."""
        self.host.kill()

    def start_host(self) -> None:
        """Start the app again on the same port, and wait until it is ready."""
        self.host.start()

    def crashed(self) -> str | None:
        """Which part ended by itself, with the end of its log; None while all of them run."""
        parts: dict[str, ChildProcess | None] = {
            "Postgres": self.postgres.process,
            "Azurite": self.azurite.process,
            "Video Indexer's stand-in": self.video_indexer.process,
            "the app": self.host.process,
        }
        for name, process in parts.items():
            if process is not None and process.returncode is not None:
                return f"{name} ended with status {process.returncode}:\n{process.log_tail()}"
        return None

    def _bring_up(self, more_settings: Mapping[str, str]) -> None:
        with ThreadPoolExecutor(max_workers=3, thread_name_prefix="start") as pool:
            parts = [
                pool.submit(self._timed, "Postgres", self._start_postgres),
                pool.submit(self._timed, "Azurite", self._start_azurite),
                pool.submit(self._timed, "Video Indexer's stand-in", self._start_video_indexer),
            ]
            self.issuer.serve(self.data.secret("managed-identity"))
            self._cleanup.callback(self.issuer.stop)
        for part in parts:
            part.result()
        decided = self._settings().values() | dict(more_settings)
        write_settings_file(self.settings_file, decided, port=self._port, origins=WEB_APP_ORIGINS)
        self.host = AppHost(
            self.settings_file,
            self._port,
            self.data.log_file("app"),
            decided=decided,
            queue_lease_seconds=self._queue_lease_seconds,
            blob_scan=self._blob_scan,
        )
        self._cleanup.callback(self.host.stop)
        self._timed("the app", self.host.start)

    def _timed(self, name: str, start: Callable[[], None]) -> None:
        begun = time.monotonic()
        start()
        self._step(name, time.monotonic() - begun)

    def _start_postgres(self) -> None:
        self.postgres = Postgres.start(self.data.path / "postgres", port=self._ports["postgres"])
        self._cleanup.callback(self.postgres.stop)
        migrate(self.postgres.url, self.data.log_file("migration"))

    def _start_azurite(self) -> None:
        self.azurite = Azurite.start(
            self.data.path / "azurite",
            blob_port=self._ports["blob"],
            queue_port=self._ports["queue"],
        )
        self._cleanup.callback(self.azurite.stop)
        prepare_storage(self.azurite.connection_string, WEB_APP_ORIGINS)

    def _start_video_indexer(self) -> None:
        self.video_indexer = VideoIndexerStandIn(
            self.data.path / "video-indexer",
            port=self._ports["video-indexer"],
            log_file=self.data.log_file("video-indexer"),
            control_secret=self.data.secret("video-indexer-control"),
        )
        self._cleanup.callback(self.video_indexer.stop)
        self.video_indexer.start()

    def _settings(self) -> LocalSettings:
        return LocalSettings(
            database_url=self.postgres.url,
            storage_connection_string=self.azurite.connection_string,
            video_indexer_url=self.video_indexer.url,
            video_indexer_account_resource_id=ACCOUNT_RESOURCE_ID,
            callback_base_url=f"http://127.0.0.1:{self._port}",
            callback_key=self.data.secret("callback-key"),
            managed_identity_secret=self.data.secret("managed-identity"),
            token_issuer=self.issuer.issuer,
            token_audience=AUDIENCE,
            token_jwks_url=self.issuer.jwks_url,
        )
