"""However the stack ends, no process stays behind; a second start finds the first one's data."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx2
import psutil
import pytest

from local.http_door import HttpDoor
from local.processes import free_port, wait_until
from local.stack import Stack
from tests.acceptance.scripted import new_interview

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="interview-buddy-end-"))
    yield made
    shutil.rmtree(made)


def processes_of(folder: Path) -> list[psutil.Process]:
    """Every process whose command line names something in the folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if any(str(folder) in part for part in process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_process_stays_behind(folder: Path, number: signal.Signals) -> None:
    port = free_port()
    run = subprocess.Popen(
        [sys.executable, "-m", "local", "run", "--data", folder / "data", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "100"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def serves() -> bool:
        try:
            url = f"http://127.0.0.1:{port}/api/health/live"
            return httpx2.get(url).status_code == httpx2.codes.OK
        except httpx2.TransportError:
            return False

    try:
        wait_until(serves, 60, "the stack serves")
        assert len(processes_of(folder)) >= 4
    finally:
        run.send_signal(number)
        run.wait(30)
    wait_until(lambda: processes_of(folder) == [], 15, "every process has ended")


def test_a_second_start_finds_the_first_ones_interviews(folder: Path) -> None:
    with (
        Stack.start(folder / "data") as first,
        HttpDoor(first.base_url, lambda: first.token("me")) as door,
    ):
        made = new_interview(door)["id"]
    with (
        Stack.start(folder / "data") as second,
        HttpDoor(second.base_url, lambda: second.token("me")) as door,
    ):
        assert door.interview(made)["status"] == "uploading"


def test_a_taken_port_is_named(folder: Path) -> None:
    with Stack.start(folder / "one") as stack:
        port = stack.base_url.rpartition(":")[2]
        done = subprocess.run(
            [sys.executable, "-m", "local", "run", "--data", folder / "two", "--port", port],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert port in done.stderr
    assert "PORT=" in done.stderr
    assert processes_of(folder) == []
