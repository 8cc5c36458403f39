"""Child processes that never outlive the process that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)

# Linux sends the "parent died" signal when the THREAD that forked ends, so every child is forked
# by this one thread, which lives as long as the interpreter.
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


class ChildFailedError(RuntimeError):
    """A child process ended although it was meant to go on; the message has its last lines."""


class ChildProcess:
    """A child in its own process group, killed by the kernel when this process dies.

    Output goes to `log_file` (appended). Use it as a context manager to stop it at the end.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log_file: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.log_file = log_file
        self._stop_signal = stop_signal
        log_file.parent.mkdir(parents=True, exist_ok=True)
        with log_file.open("ab") as log:
            self._process = _spawner.submit(
                subprocess.Popen,
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=None if env is None else dict(env),
                cwd=cwd,
                process_group=0,
                preexec_fn=_die_with_parent(os.getpid()),
            ).result()

    def __enter__(self) -> ChildProcess:
        return self

    def __exit__(self, *_exc_info: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        return self._process.poll()

    def send_signal(self, number: signal.Signals) -> None:
        """Signal the child's whole process group; nothing happens if it has ended."""
        if self.returncode is None:
            os.killpg(self.pid, number)

    def wait(self, timeout: float) -> int:
        """Wait up to `timeout` seconds for the end; raises subprocess.TimeoutExpired."""
        return self._process.wait(timeout)

    def stop(self, grace_seconds: float = 10.0) -> None:
        """Ask politely, and kill what is still there after `grace_seconds`."""
        self.send_signal(self._stop_signal)
        try:
            self.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once (SIGKILL to the process group)."""
        self.send_signal(signal.SIGKILL)
        self._process.wait()

    def wait_until_ready(self, check: Callable[[], bool], timeout: float, what: str) -> None:
        """Like `wait_until`, but fails at once, with the log's tail, if the child ends."""

        def ready() -> bool:
            if self.returncode is not None:
                raise ChildFailedError(f"{what}: exit status {self.returncode}\n{self.log_tail()}")
            return check()

        wait_until(ready, timeout, what)

    def log_tail(self, lines: int = 20) -> str:
        """The last lines the child wrote."""
        text = self.log_file.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])


def free_port() -> int:
    """A TCP port on 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def accepts_connections(port: int) -> bool:
    """Whether something listens on this port of 127.0.0.1."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1.0):
            return True
    except OSError:
        return False


def wait_until(check: Callable[[], bool], timeout: float, what: str) -> None:
    """Call `check` until it is true; raises TimeoutError naming `what` after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    pause = 0.01
    while not check():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {timeout:g} s")
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


def _die_with_parent(parent_pid: int) -> Callable[[], None]:
    def after_fork() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent_pid:  # the parent died between fork and prctl
            os._exit(1)

    return after_fork
