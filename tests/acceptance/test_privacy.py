"""Erasing and keeping: the proof is a listing of database, blobs, queues and Video Indexer."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx2
import psycopg
import pytest
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient
from psycopg import sql

from local.http_door import HttpDoor
from local.prep_session import insert_prep_session
from local.processes import wait_until
from local.stack import Stack
from tests.acceptance.scripted import (
    INTERVIEW,
    new_interview,
    scripted,
    upload_sample,
    wait_for_end,
    wait_for_status,
)

HEARD = {"transcript": INTERVIEW}
HELD = {**HEARD, "hold": True}
CLOCKS = ("createdAt", "updatedAt")


@pytest.fixture
def heard(stack: Stack) -> Iterator[None]:
    with scripted(stack, HEARD):
        yield


def completed(door: HttpDoor, **changes: Any) -> str:
    created = new_interview(door, **changes)
    upload_sample(created)
    assert wait_for_end(door, created["id"])["status"] == "completed"
    return str(created["id"])


def traces(stack: Stack, interview_id: str) -> list[str]:
    """Everywhere that still knows something of an interview; empty is what was promised."""
    found = [f"table {name}" for name in tables_with(stack, interview_id)]
    with BlobServiceClient.from_connection_string(stack.storage_connection_string) as blobs:
        for container in blobs.list_containers():
            listed = blobs.get_container_client(container.name).list_blobs(
                name_starts_with=interview_id, include=["uncommittedblobs", "snapshots"]
            )
            found += [f"blob {container.name}/{blob.name}" for blob in listed]
    with QueueServiceClient.from_connection_string(stack.storage_connection_string) as queues:
        for queue in queues.list_queues():
            messages = queues.get_queue_client(queue.name).peek_messages(max_messages=32)
            found += [f"queue {queue.name}" for entry in messages if known(entry, interview_id)]
    if interview_id in str(stack.video_indexer.shown()["videos"]):
        found.append("Video Indexer")
    return found


def known(message: Any, interview_id: str) -> bool:
    return interview_id in str(message.content) or interview_id.encode() in base64.b64decode(
        message.content
    )


def tables_with(stack: Stack, interview_id: str) -> list[str]:
    """Every table that holds the id in any column, but the note that a deletion is finished."""
    found = []
    with psycopg.connect(stack.database_url) as connection:
        named = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_schema IN ('public', 'pipeline') AND table_type = 'BASE TABLE'"
        ).fetchall()
        for schema, table in named:
            query = sql.SQL("SELECT count(*) FROM {} AS t WHERE t::text LIKE %s").format(
                sql.Identifier(schema, table)
            )
            (count,) = connection.execute(query, (f"%{interview_id}%",)).fetchone() or (0,)
            if count and table != "deletion":
                found.append(f"{schema}.{table}")
    return found


def age(stack: Stack, interview_id: str, interval: str) -> None:
    """Make an interview older, as if the time had passed."""
    with psycopg.connect(stack.database_url) as connection:
        connection.execute(
            'UPDATE "Interview" SET "createdAt" = "createdAt" - %s::interval WHERE id = %s',
            (interval, interview_id),
        )


def run_retention(stack: Stack) -> None:
    url = f"{stack.base_url}/admin/functions/retention"
    httpx2.post(url, json={"input": ""}).raise_for_status()


@pytest.mark.usefixtures("heard")
def test_p01_a_deleted_interview_leaves_no_trace(stack: Stack, door: HttpDoor) -> None:
    interview_id = completed(door)
    assert len(traces(stack, interview_id)) >= 5, "the listing sees nothing"
    assert door.request("DELETE", f"/interviews/{interview_id}").status_code in (202, 204)
    assert door.request("GET", f"/interviews/{interview_id}").status_code == 404
    wait_until(lambda: traces(stack, interview_id) == [], 60, "no trace is left")


@pytest.mark.usefixtures("heard")
def test_p02_an_erased_user_leaves_no_trace(stack: Stack, door: HttpDoor, user_id: str) -> None:
    made = [completed(door), completed(door), new_interview(door)["id"]]
    assert door.request("DELETE", "/me").json() == {"interviews": 3}
    for interview_id in made:
        wait_until(
            lambda interview_id=interview_id: traces(stack, interview_id) == [],  # type: ignore[misc]
            60,
            "no trace is left",
        )
    assert tables_with(stack, user_id) == []


@pytest.mark.proves("F65")
@pytest.mark.usefixtures("heard")
def test_p03_ninety_days_and_not_a_minute_less(stack: Stack, door: HttpDoor) -> None:
    young, old = completed(door), completed(door)
    age(stack, young, "89 days 23 hours 59 minutes")
    age(stack, old, "90 days 1 minute")
    run_retention(stack)
    wait_until(lambda: traces(stack, old) == [], 60, "no trace of the old one is left")
    assert door.interview(young)["status"] == "completed"
    assert "blob" in " ".join(traces(stack, young))


@pytest.mark.proves("F42", "F59", "I6")
@pytest.mark.parametrize("status", ["uploading", "transcribing"])
def test_p04_deleted_on_the_way_and_nothing_comes_back(
    stack: Stack, door: HttpDoor, status: str
) -> None:
    with scripted(stack, HELD):
        created = new_interview(door)
        if status != "uploading":
            upload_sample(created)
            wait_for_status(door, created["id"], status)
        door.request("DELETE", f"/interviews/{created['id']}")
        if status == "uploading":
            upload_sample(created)  # the URL still works for a while
        else:
            stack.video_indexer.change({"release": True})
        wait_until(lambda: traces(stack, created["id"]) == [], 60, "no trace is left")


@pytest.mark.usefixtures("heard")
def test_a05_a_foreign_prep_session_that_was_linked_by_mistake_is_not_read(
    stack: Stack, door: HttpDoor
) -> None:
    """Bad data in the shared database: the owner is checked again where the session is used."""
    secret = "the other person's practised story"
    prep = {
        "company": "Contoso", "jobTitle": "Engineer",
        "questions": [{"id": "q1", "question": "Tell me about a tight deadline."}],
        "practiceAnswers": [{"questionId": "q1", "answer": secret}],
    }  # fmt: skip
    foreign = insert_prep_session(stack.database_url, "somebody-else", prep)
    created = new_interview(door)
    with psycopg.connect(stack.database_url) as connection:
        connection.execute(
            'UPDATE "Interview" SET "prepSessionId" = %s WHERE id = %s', (foreign, created["id"])
        )
    upload_sample(created)
    assert wait_for_end(door, created["id"])["status"] == "completed"
    read = door.interview(created["id"], include="transcription,analysis")
    assert read["analysis"]["contentAnalysis"]["prepFeedback"] is None
    assert secret not in json.dumps(read)


@pytest.mark.usefixtures("heard")
def test_p05_what_i_take_away_is_mine_alone(stack: Stack, door: HttpDoor) -> None:
    mine = completed(door)
    with HttpDoor(stack.base_url, lambda: stack.token("somebody-else-again")) as other:
        theirs = new_interview(other)["id"]
        archive = door.request("GET", "/me/export").content
        other.request("DELETE", "/me")
    assert mine.encode() in archive
    assert theirs.encode() not in archive
