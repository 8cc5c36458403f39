"""Attacks on who somebody is and on what is theirs, over the running stack."""

from __future__ import annotations

import base64
import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from local.http_door import HttpDoor
from local.prep_session import insert_prep_session
from local.stack import Stack
from tests.acceptance.scripted import new_interview, scripted, upload_sample, wait_for_end

PREP = {"company": "Contoso", "jobTitle": "Engineer", "questions": [], "practiceAnswers": []}
FAILURE = {"failure": {"code": "General"}}
HEARD = {
    "transcript": [
        {"start": 0.0, "end": 2.0, "text": "Tell me about a project.", "speaker": 1},
        {"start": 3.0, "end": 9.0, "text": "I built the payment module alone.", "speaker": 2},
    ]
}


def interviews(stack: Stack, headers: dict[str, str], query: str = "") -> httpx2.Response:
    return httpx2.get(f"{stack.base_url}/api/interviews{query}", headers=headers)


def test_j02_what_stands_in_the_header_instead_of_a_token(stack: Stack, user_id: str) -> None:
    token = stack.token(user_id)
    for value in (f"Basic {token}", "Bearer", token, f"Bearer {token}, {token}", ""):
        assert interviews(stack, {"Authorization": value}).status_code == 401, value[:10]
    assert interviews(stack, {"Authorization": f"bearer {token}"}).status_code == 200


def test_j24_a_token_in_the_query_opens_nothing(stack: Stack, user_id: str) -> None:
    assert interviews(stack, {}, f"?access_token={stack.token(user_id)}").status_code == 401


def test_j26_nobody_is_whom_another_header_says(stack: Stack, door: HttpDoor, user_id: str) -> None:
    new_interview(door)
    principal = base64.b64encode(json.dumps({"userId": user_id}).encode()).decode()
    spoofed = {
        "X-User-Id": user_id,
        "X-MS-CLIENT-PRINCIPAL": principal,
        "X-MS-CLIENT-PRINCIPAL-ID": user_id,
    }
    assert interviews(stack, spoofed).status_code == 401
    stranger = {"Authorization": f"Bearer {stack.token('stranger')}"}
    assert interviews(stack, spoofed | stranger).json()["items"] == []


def test_a02_a_foreign_id_takes_as_long_as_a_missing_one(stack: Stack, door: HttpDoor) -> None:
    """Medians of 200 each, taken in turn: the same work is done for both."""
    own = new_interview(door)["id"]
    spent: dict[str, list[float]] = {"foreign": [], "missing": []}
    with HttpDoor(stack.base_url, lambda: stack.token("stranger")) as stranger:
        for _ in range(200):
            for kind, identifier in (("foreign", own), ("missing", f"c{'0' * 24}")):
                begun = time.perf_counter()
                assert stranger.request("GET", f"/interviews/{identifier}").status_code == 404
                spent[kind].append(time.perf_counter() - begun)
    ratio = statistics.median(spent["foreign"]) / statistics.median(spent["missing"])
    assert 0.75 < ratio < 1.33


def test_a03_nobody_lists_for_somebody_else(door: HttpDoor) -> None:
    answer = door.request("GET", "/interviews?userId=somebody-else")
    assert answer.status_code == 422
    assert "userId" in answer.json()["errors"]


def test_a04_a_prep_session_must_be_ones_own(stack: Stack, door: HttpDoor) -> None:
    foreign = insert_prep_session(stack.database_url, "somebody-else", PREP)
    for prep_session in (foreign, f"c{'0' * 24}"):
        body = {
            "company": "Contoso", "jobTitle": "Engineer", "interviewType": "phone",
            "fileName": "a.mp4", "contentType": "video/mp4", "sizeBytes": 1,
            "prepSessionId": prep_session,
        }  # fmt: skip
        answer = door.request("POST", "/interviews", json=body)
        assert answer.status_code == 422
        assert list(answer.json()["errors"]) == ["prepSessionId"]
    assert door.request("GET", "/interviews").json()["items"] == []


@pytest.mark.parametrize(
    "change",
    [{"status": "completed"}, {"id": "x"}, {"userId": "x"}, {"videoIndexerUrl": "x"},
     {"createdAt": "2020-01-01T00:00:00Z"}, {"analysis": {}}, {"prepSessionId": "x"}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_a06_a07_what_is_not_ones_to_set(door: HttpDoor, change: dict[str, object]) -> None:
    path = f"/interviews/{new_interview(door)['id']}"
    before = door.request("GET", path).json()
    answer = door.request("PATCH", path, json={"company": "Mine", **change})
    assert answer.status_code == 422
    assert door.request("GET", path).json() == before


@pytest.mark.parametrize(
    "identifier",
    ["..%2f..%2fetc", "%00", "x" * 10_000, "%F0%9F%98%80", "6f1c2f0e-0000-4000-8000-000000000000",
     "C" + "A" * 24, "'%20OR%201=1--", "%2e%2e", "a;drop", "%ff"],
)  # fmt: skip
def test_a09_ids_that_are_none(door: HttpDoor, identifier: str) -> None:
    for suffix in ("", "/analysis", "/transcription.vtt"):
        answer = door.request("GET", f"/interviews/{identifier}{suffix}")
        assert answer.status_code in (400, 404, 414)
        assert "Traceback" not in answer.text


def test_a12_no_second_upload_for_what_was_uploaded(stack: Stack, door: HttpDoor) -> None:
    with scripted(stack, HEARD):
        created = new_interview(door)
        upload_sample(created)
        wait_for_end(door, created["id"])
        answer = door.request("POST", f"/interviews/{created['id']}/upload-url")
    assert answer.status_code == 409


def test_a13_twenty_retries_at_once_are_one(stack: Stack, door: HttpDoor) -> None:
    with scripted(stack, FAILURE):
        created = new_interview(door)
        upload_sample(created)
        assert wait_for_end(door, created["id"])["status"] == "failed"
    headers = {"Authorization": f"Bearer {door.token()}"}
    url = f"{stack.base_url}/api/interviews/{created['id']}/retry"
    with scripted(stack, HEARD):
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(lambda _: httpx2.post(url, headers=headers), range(20)))
        assert wait_for_end(door, created["id"])["status"] == "completed"
        uploads = stack.video_indexer.shown()["uploads"]
    assert sorted(answer.status_code for answer in answers) == [202] + [409] * 19
    assert sum(n for name, n in uploads.items() if name.startswith(created["id"])) == 1
