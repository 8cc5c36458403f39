"""The folder in which one local stack keeps everything: data, logs, secrets and its ports."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
from pathlib import Path
from types import TracebackType
from typing import Self

from local.processes import free_port


class StackRunsAlreadyError(RuntimeError):
    """Another process uses this data folder; the message names it and says what to do."""


class DataFolder:
    """A folder that belongs to at most one running stack. Use it as a context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock_descriptor: int | None = None

    def __enter__(self) -> Self:
        self.path.mkdir(parents=True, exist_ok=True)
        self._lock()
        # Others may look in, as Postgres's own user must, but secrets are files of mode 600.
        self.path.chmod(0o755)
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._lock_descriptor is not None:
            os.close(self._lock_descriptor)
            self._lock_descriptor = None

    def _lock(self) -> None:
        # The kernel drops the lock with the process, however it ends: nothing stale stays behind.
        descriptor = os.open(self.path / "stack.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode().strip() or "unknown"
            os.close(descriptor)
            raise StackRunsAlreadyError(
                f"A stack is running on {self.path} already (process {holder}). End it with Ctrl-C "
                "where it runs, or give this one a folder of its own: DATA=other-folder PORT=7072"
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._lock_descriptor = descriptor

    def log_file(self, name: str) -> Path:
        """Where the output of the process of that name goes."""
        folder = self.path / "logs"
        folder.mkdir(exist_ok=True)
        return folder / f"{name}.log"

    def secret(self, name: str) -> str:
        """A random secret of 256 bits, made once and then always the same."""
        file = self.path / "secrets" / name
        if not file.exists():
            write_private(file, secrets.token_urlsafe(32))
        return file.read_text(encoding="ascii")

    def ports(self, *names: str) -> dict[str, int]:
        """A free port for each name: the one of last time, unless somebody took it since."""
        remembered = self.remembered_ports()
        chosen: dict[str, int] = {}
        for name in names:
            port = remembered.get(name, 0)
            while not port or port in chosen.values() or not is_free(port):
                port = free_port()
            chosen[name] = port
        write_private(self.path / "ports.json", json.dumps(chosen, indent=2) + "\n")
        return chosen

    def remembered_ports(self) -> dict[str, int]:
        """The ports of last time, by name; none where no stack has run here."""
        try:
            remembered = json.loads((self.path / "ports.json").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return {}
        return {str(name): int(port) for name, port in remembered.items()}


def write_private(file: Path, content: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(content)
    draft.replace(file)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of the loopback interface."""
    with socket.socket() as probe:
        # What a server does: connections of an earlier one that are still closing do not matter.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
