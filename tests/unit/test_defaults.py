"""Defaults of the platform and of SDKs that hurt, set to something else: each with its reason."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.clients.storage.account import QUICK, patience
from shared.config import Settings
from shared.db import engine
from shared.db.engine import Database
from shared.services.analysis.spending import Budget

ROOT = Path(__file__).resolve().parents[2]
HOST = json.loads((ROOT / "host.json").read_text(encoding="utf-8"))
QUEUES: dict[str, Any] = HOST["extensions"]["queues"]
SMALL_SERVER_CONNECTIONS = 50 - 15
"""The smallest PostgreSQL of Azure takes 50 connections and keeps 15 for itself."""
INSTANCES = 3
"""What that server must bear beside the web app."""


def seconds(text: str) -> float:
    hours, minutes, rest = (int(part) for part in text.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=rest).total_seconds()


def default(setting: str) -> Any:
    return Settings.model_fields[setting].default


def test_a_failed_message_does_not_come_again_at_once() -> None:
    """The default is no pause at all: five tries within a second are one try."""
    assert seconds(QUEUES["visibilityTimeout"]) >= 30


def test_a_message_has_more_than_one_try_and_not_many() -> None:
    assert QUEUES["maxDequeueCount"] == 5


def test_an_instance_takes_no_more_messages_than_it_has_connections_for() -> None:
    """The default is 24 at once; each holds a connection for moments."""
    at_once = QUEUES["batchSize"] + QUEUES["newBatchThreshold"]
    at_once += HOST["extensions"]["blobs"]["maxDegreeOfParallelism"]
    assert at_once <= 2 * (default("database_pool_size") + default("database_pool_overflow"))


def test_an_empty_queue_is_asked_every_other_second() -> None:
    """The default is a minute, in which nothing happens to an interview whose index is ready."""
    assert seconds(QUEUES["maxPollingInterval"]) <= 2


def test_messages_are_base64_on_both_sides() -> None:
    assert QUEUES["messageEncoding"] == "base64"


def test_the_longest_work_ends_before_the_function_is_stopped() -> None:
    """At the timeout the host kills the process, and with it whatever else runs there."""
    limit = seconds(HOST["functionTimeout"])
    assert Budget().seconds + 2 * default("model_timeout_seconds") <= limit
    assert default("work_lease_seconds") <= limit


def test_a_small_database_bears_several_instances() -> None:
    a_process = default("database_pool_size") + default("database_pool_overflow")
    assert INSTANCES * a_process <= SMALL_SERVER_CONNECTIONS


def test_nothing_waits_for_the_database_for_ever() -> None:
    """PostgreSQL's defaults are no limit on statements and locks; TCP's are hours."""
    assert default("database_pool_timeout_seconds") <= 5
    assert 0 < engine.LOCK_TIMEOUT_MS < engine.STATEMENT_TIMEOUT_MS <= 30_000
    assert 0 < engine.IDLE_TIMEOUT_MS <= 60_000
    assert engine.KEEPALIVE["tcp_user_timeout"] <= 30_000


def test_a_connection_is_looked_at_before_it_is_used() -> None:
    """Without it the first request after a restart fails."""
    database = Database("postgresql://u@127.0.0.1:1/d")
    pool: Any = database._engine.pool
    assert pool._pre_ping
    assert 0 < pool._recycle <= 3600
    database.dispose()


def test_the_storage_sdk_gives_up_early() -> None:
    """Its own default is 83 seconds against a dead port, and 60 s of silence for each try."""
    policy = patience()["retry_policy"]
    assert policy.total_retries * policy.backoff <= 1
    assert policy.random_jitter_range == 0
    one_try = max(QUICK["connection_timeout"], QUICK["read_timeout"])
    assert (QUICK["retry_total"] + 1) * one_try + policy.backoff <= 5


@pytest.mark.parametrize("setting", ["work_lease_seconds", "index_poll_seconds"])
def test_a_deadline_leaves_room_for_many_tries(setting: str) -> None:
    for deadline in ("transcription_deadline_hours", "analysis_deadline_hours"):
        assert default(deadline) * 3600 >= 100 * default(setting)
