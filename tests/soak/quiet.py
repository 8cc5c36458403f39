"""After the storm: what is left comes to its end, and then everything is delivered once more."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx2
from azure.storage.queue import QueueServiceClient, TextBase64EncodePolicy

from local.processes import wait_until
from shared.contracts.messages import IndexReady
from tests.soak.candidates import Candidates
from tests.soak.stage import Stage

UNDER_WAY = """SELECT id FROM "Interview" WHERE status NOT IN ('completed', 'failed')"""
RESUMING = """
    SELECT interview_id FROM pipeline.processing
    WHERE failure_code IS NOT NULL AND next_check_at IS NOT NULL
"""
NEVER_UPLOADED = """
    UPDATE pipeline.processing SET deadline_at = clock_timestamp() - interval '1 second'
    WHERE interview_id = ANY(%(ids)s)
"""
DUE = """
    UPDATE pipeline.processing SET next_check_at = clock_timestamp()
    WHERE next_check_at > clock_timestamp()
"""
RETRYABLE = "SELECT interview_id FROM pipeline.processing WHERE failure_retryable"
LATER = """
    UPDATE pipeline.deletion
    SET requested_at = requested_at - interval '1 day', next_attempt_at = clock_timestamp()
    WHERE finished_at IS NULL
"""
UNFINISHED = "SELECT interview_id FROM pipeline.deletion WHERE finished_at IS NULL"
PATIENCE_S = 300.0
"""No bound on how quick the product is; only on how long a run may hang."""
ROUNDS = 8


def come_to_an_end(stage: Stage, candidates: Candidates, by_itself_s: float) -> dict[str, float]:
    """Every interview ends; seconds after which so many of a hundred had, by themselves."""
    begun = time.monotonic()
    expiring = [one.id for one in candidates.interviews if one.kind == "never_uploaded"]
    waiting = {row[0] for row in stage.rows(UNDER_WAY)} - set(expiring)
    ended: dict[str, float] = {}
    left = set(waiting)
    while left and time.monotonic() - begun < by_itself_s:
        time.sleep(0.2)
        left &= {row[0] for row in stage.rows(UNDER_WAY)}
        for share in (50, 90, 100):
            if len(left) <= len(waiting) * (100 - share) / 100:
                ended.setdefault(f"{share} %", round(time.monotonic() - begun, 1))
    # What is to be looked at later, because it was tried often, is due now.
    stage.rows_changed(NEVER_UPLOADED, {"ids": expiring})
    _until(stage, DUE, lambda: not stage.rows(UNDER_WAY) and not stage.rows(RESUMING), "an end")
    return ended


def retry_what_can_be(stage: Stage, candidates: Candidates) -> int:
    """Each candidate retries what failed for a reason that passes; how many retries that took."""
    retries = 0
    by_id = {one.id: one for one in candidates.interviews}
    for _ in range(ROUNDS):
        failed = [row[0] for row in stage.rows(RETRYABLE)]
        if not failed:
            break
        for interview_id in failed:
            path = f"/interviews/{interview_id}/retry"
            candidates.insist(by_id[interview_id], "POST", path, accepts=(202, 409))
            retries += 1
        _until(stage, DUE, lambda: not stage.rows(UNDER_WAY) and not stage.rows(RESUMING), "an end")
    return retries


def finish_deletions(stage: Stage) -> None:
    """No upload URL and no worker from before a deletion is left; what came back is deleted."""
    stage.rows_changed(LATER)
    _until(
        stage,
        "UPDATE pipeline.deletion SET next_attempt_at = clock_timestamp() "
        "WHERE finished_at IS NULL",
        lambda: not stage.rows(UNFINISHED),
        "the deletions are finished",
    )


def deliver_all_again(stage: Stage, candidates: Candidates, chance: random.Random) -> None:
    """Every event, every callback and every message twice more."""
    for one in candidates.interviews:
        if one.blob_name:
            for _ in range(2):
                stage.announce(one.blob_name, chance)
    for video in stage.stack.video_indexer.shown()["videos"]:
        for state in ("Processed", "Failed"):
            with suppress(httpx2.TransportError):
                stage.http.post(f"{video['callback_url']}&id={video['id']}&state={state}")
    with QueueServiceClient.from_connection_string(
        stage.stack.storage_connection_string
    ) as service:
        queue = service.get_queue_client(
            "index-ready", message_encode_policy=TextBase64EncodePolicy()
        )
        rows = stage.rows("SELECT interview_id, generation FROM pipeline.processing")
        for interview_id, generation in rows:
            message = IndexReady(interview_id=interview_id, generation=generation).to_json()
            for _ in range(2):
                queue.send_message(message)
    wait_until(lambda: not queued(stage), PATIENCE_S, "every queue is empty")


def queued(stage: Stage) -> dict[str, int]:
    """Queue → messages in it, hidden ones too, where there are any."""
    found = {}
    with QueueServiceClient.from_connection_string(
        stage.stack.storage_connection_string
    ) as service:
        for queue in service.list_queues():
            properties = service.get_queue_client(queue.name).get_queue_properties()
            if properties.approximate_message_count:
                found[str(queue.name)] = int(properties.approximate_message_count)
    return found


def _until(stage: Stage, nudge: str, done: Callable[[], Any], what: str) -> None:
    nudged = -10.0

    def reached() -> bool:
        nonlocal nudged
        if time.monotonic() - nudged > 5:
            nudged = time.monotonic()
            stage.rows_changed(nudge)
        return bool(done())

    wait_until(reached, PATIENCE_S, what)
