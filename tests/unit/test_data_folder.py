"""One stack to a folder, secrets that stay, ports that are remembered."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from local.data_folder import DataFolder, StackRunsAlreadyError, is_free

HOLD = "import sys; from pathlib import Path; from local.data_folder import DataFolder\n"
HOLD += "with DataFolder(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


def test_a_second_stack_is_refused_by_name(tmp_path: Path) -> None:
    with DataFolder(tmp_path), pytest.raises(StackRunsAlreadyError) as caught:
        DataFolder(tmp_path).__enter__()
    assert str(tmp_path) in str(caught.value)
    assert f"process {os.getpid()}" in str(caught.value)
    assert "DATA=" in str(caught.value)


def test_a_killed_stack_leaves_no_lock_behind(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StackRunsAlreadyError):
            DataFolder(tmp_path).__enter__()
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)
    with DataFolder(tmp_path):
        pass


def test_secrets_are_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    with DataFolder(tmp_path) as folder:
        secret = folder.secret("callback-key")
        other = folder.secret("another")
    with DataFolder(tmp_path) as folder:
        assert folder.secret("callback-key") == secret
    assert len(secret.encode()) >= 32
    assert other != secret
    assert stat.S_IMODE((tmp_path / "secrets" / "callback-key").stat().st_mode) == 0o600


def test_ports_are_remembered_and_differ(tmp_path: Path) -> None:
    with DataFolder(tmp_path) as folder:
        first = folder.ports("one", "two", "three")
        assert folder.ports("one", "two", "three") == first
    assert len(set(first.values())) == 3
    assert DataFolder(tmp_path).remembered_ports() == first


def test_a_port_that_somebody_took_is_replaced(tmp_path: Path) -> None:
    with DataFolder(tmp_path) as folder, socket.socket() as taken:
        first = folder.ports("one", "two")
        taken.bind(("127.0.0.1", first["one"]))
        taken.listen()
        assert not is_free(first["one"])
        second = folder.ports("one", "two")
    assert second["one"] != first["one"]
    assert second["two"] == first["two"]
