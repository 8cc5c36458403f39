"""The local PostgreSQL: starts anywhere, keeps its data, and never outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from local.postgres import Postgres
from local.processes import wait_until

ROOT = Path(__file__).resolve().parents[3]

STARTS_AND_WAITS = """
import sys
from pathlib import Path
from local.postgres import Postgres
server = Postgres.start(Path(sys.argv[1]))
print(server.process.pid, server.url, flush=True)
sys.stdin.read()
"""


def test_the_data_survives_stop_and_start(tmp_path: Path) -> None:
    with Postgres.start(tmp_path / "data") as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        port = server.port
    with Postgres.start(tmp_path / "data", port=port) as again:
        assert again.port == port
        with psycopg.connect(again.url) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
            assert connection.execute("SHOW max_connections").fetchone() == ("300",)
            assert connection.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_what_was_committed_is_there_after_the_next_start(tmp_path: Path, how: str) -> None:
    with Postgres.start(tmp_path / "data") as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
        getattr(server, how)()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.url)
        server.resume()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_an_interrupted_initdb_is_done_again(tmp_path: Path) -> None:
    (tmp_path / "data.unfinished").mkdir()
    (tmp_path / "data.unfinished" / "PG_VERSION").write_text("18")
    with Postgres.start(tmp_path / "data") as server, psycopg.connect(server.url) as connection:
        assert connection.info.server_version >= 180000


def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTS_AND_WAITS, tmp_path / "data"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pid, url = parent.stdout.readline().split()
    with psycopg.connect(url) as connection:
        connection.execute("SELECT 1")
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    wait_until(lambda: not Path(f"/proc/{pid}/cmdline").exists() or not Path(
        f"/proc/{pid}/cmdline").read_bytes(), 10, "the server's end")  # fmt: skip
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)
