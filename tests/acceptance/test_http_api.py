"""The HTTP API as the web app uses it, over the running stack; Video Indexer's answers scripted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from local.http_door import HttpDoor
from local.stack import WEB_APP_ORIGINS, Stack
from tests.acceptance.scripted import (
    INTERVIEW,
    new_interview,
    scripted,
    upload_sample,
    wait_for_end,
)

SAMPLE_BYTES = 4


@pytest.fixture
def script(stack: Stack) -> Iterator[None]:
    """Every upload is heard as the scripted interview, at once."""
    with scripted(stack, {"transcript": INTERVIEW}):
        yield


@pytest.fixture
def finished(stack: Stack, door: HttpDoor, script: None) -> dict[str, Any]:
    """One interview that was taken the whole way."""
    created = new_interview(door)
    upload_sample(created)
    ended = wait_for_end(door, created["id"])
    assert ended["status"] == "completed", ended["failure"]
    return door.interview(created["id"], include="transcription,analysis")


def other_user(stack: Stack) -> HttpDoor:
    return HttpDoor(stack.base_url, lambda: stack.token("somebody-else"))


def test_an_interview_goes_the_whole_way(finished: dict[str, Any]) -> None:
    analysis = finished["analysis"]
    assert finished["stage"] == "finished"
    assert finished["percent"] == 100
    assert {"fillerWords", "speakingPace", "pauses", "talkShare"} <= analysis[
        "speechMetrics"
    ].keys()
    assert {"starMethod", "relevance", "exchanges"} <= analysis["contentAnalysis"].keys()
    assert {"overall", "confidence", "timeline"} <= analysis["sentiment"].keys()
    assert 0 <= analysis["overallScore"] <= 100
    assert analysis["modelUsed"].startswith("rules-")
    roles = {entry["role"] for entry in finished["transcription"]["speakers"]["speakers"]}
    assert roles == {"candidate", "interviewer"}


@pytest.mark.proves("A08")
def test_no_vendor_id_or_url_leaves_the_backend(finished: dict[str, Any]) -> None:
    text = json.dumps(finished).lower()
    for secret in ("videoindexer", "viewtoken", "sig=", "blob.core", "accesstoken"):
        assert secret not in text


def test_polling_is_cheap(door: HttpDoor, finished: dict[str, Any]) -> None:
    path = f"/interviews/{finished['id']}"
    first = door.request("GET", path)
    again = door.request("GET", path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_captions_in_three_kinds(door: HttpDoor, finished: dict[str, Any]) -> None:
    path = f"/interviews/{finished['id']}/transcription"
    vtt = door.request("GET", f"{path}.vtt")
    assert vtt.headers["Content-Type"].startswith("text/vtt")
    assert vtt.text.startswith("WEBVTT\n")
    assert "<v Candidate>" in vtt.text
    srt = door.request("GET", path, headers={"Accept": "application/x-subrip"})
    assert srt.text.startswith("1\n00:00:00,000 --> ")
    text = door.request("GET", path, headers={"Accept": "text/plain"})
    assert "Interviewer: " in text.text
    assert door.request("GET", path, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.proves("A01", "I9")
def test_a_foreign_id_answers_byte_for_byte_like_a_missing_one(
    stack: Stack, finished: dict[str, Any]
) -> None:
    with other_user(stack) as stranger:
        for method, suffix, body in (
            ("GET", "", None),
            ("PATCH", "", {"company": "Mine"}),
            ("DELETE", "", None),
            ("POST", "/retry", None),
            ("POST", "/upload-url", None),
            ("GET", "/transcription", None),
            ("GET", "/analysis", None),
            ("GET", "/report", None),
            ("GET", "/report.md", None),
            ("PUT", "/speakers", {"candidateSpeakerIds": [1]}),
        ):
            foreign = stranger.request(method, f"/interviews/{finished['id']}{suffix}", json=body)
            missing = stranger.request(method, f"/interviews/c{'0' * 24}{suffix}", json=body)
            assert foreign.status_code == 404, (method, suffix)
            assert foreign.content == missing.content
            ignored = {"date"}
            assert {k: v for k, v in foreign.headers.items() if k not in ignored} == {
                k: v for k, v in missing.headers.items() if k not in ignored
            }


@pytest.mark.proves("F03")
def test_the_same_key_makes_one_interview(door: HttpDoor) -> None:
    headers = {"Idempotency-Key": "double-click"}
    body = {
        "company": "Contoso", "jobTitle": "Engineer", "interviewType": "phone",
        "fileName": "a.mp4", "contentType": "video/mp4", "sizeBytes": SAMPLE_BYTES,
    }  # fmt: skip
    first = door.request("POST", "/interviews", json=body, headers=headers)
    second = door.request("POST", "/interviews", json=body, headers=headers)
    other = door.request("POST", "/interviews", json={**body, "company": "X"}, headers=headers)
    assert (first.status_code, second.status_code, other.status_code) == (201, 200, 422)
    assert first.json()["id"] == second.json()["id"]
    assert other.json()["code"] == "idempotency_key_reused"


@pytest.mark.proves("V09", "A06", "U08")
def test_bad_fields_are_named_without_their_values(door: HttpDoor) -> None:
    body = {
        "company": "\u0000secret", "jobTitle": " ", "interviewType": "casual", "userId": "me",
        "fileName": "a.html", "contentType": "text/html", "sizeBytes": 0,
    }  # fmt: skip
    answer = door.request("POST", "/interviews", json=body)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert set(answer.json()["errors"]) == {
        "company", "jobTitle", "interviewType", "userId", "contentType", "sizeBytes",
    }  # fmt: skip
    assert "secret" not in answer.text


@pytest.mark.proves("V01", "V03")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"null", 400), (b"[]", 400), (b'"text"', 400), (b"{", 400),
        (b'{"a": NaN}', 400), (b'{"a":1,"a":2}', 400), (b"\xff\xfe{}", 400),
        (b"[" * 20_000, 400), (b'{"a":' * 5_000, 400), (b'{"x":"' + b"y" * 300_000 + b'"}', 413),
    ],
)  # fmt: skip
def test_what_is_no_json_object_is_refused(door: HttpDoor, body: bytes, status: int) -> None:
    headers = {"Content-Type": "application/json"}
    answer = door.request("POST", "/interviews", content=body, headers=headers)
    assert answer.status_code == status


@pytest.mark.proves("J01", "J02")
def test_nobody_without_a_token(stack: Stack) -> None:
    for headers in ({}, {"Authorization": "Basic x"}, {"Authorization": "Bearer a.b.c"}):
        answer = httpx2.get(f"{stack.base_url}/api/interviews", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["code"] == "unauthenticated"


@pytest.mark.proves("F69")
def test_pages_hold_every_interview_once(door: HttpDoor) -> None:
    made = {new_interview(door)["id"] for _ in range(5)}
    seen: list[str] = []
    cursor = ""
    while True:
        page = door.request("GET", f"/interviews?limit=2{cursor}").json()
        seen += [entry["id"] for entry in page["items"]]
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"
    assert len(seen) == 5
    assert set(seen) == made
    for query in ("limit=0", "limit=101", "limit=x", "cursor=zzz", "status=gone", "sort=company"):
        assert door.request("GET", f"/interviews?{query}").status_code == 422, query


def test_metadata_changes_under_if_match(door: HttpDoor) -> None:
    path = f"/interviews/{new_interview(door)['id']}"
    changed = door.request("PATCH", path, json={"company": "Fabrikam", "notes": None})
    assert changed.json()["company"] == "Fabrikam"
    read = door.request("GET", path).headers["ETag"]
    assert read == changed.headers["ETag"]
    first = door.request("PATCH", path, json={"company": "First"}, headers={"If-Match": read})
    stale = door.request("PATCH", path, json={"company": "Second"}, headers={"If-Match": read})
    assert (first.status_code, stale.status_code) == (200, 412)
    assert door.interview(path.rpartition("/")[2])["company"] == "First"
    assert door.request("PATCH", path, json={"status": "completed"}).status_code == 422
    assert door.request("PATCH", path, json={}).status_code == 422


@pytest.mark.proves("F60")
def test_delete_leaves_nothing_and_can_be_repeated(
    stack: Stack, door: HttpDoor, finished: dict[str, Any]
) -> None:
    path = f"/interviews/{finished['id']}"
    assert door.request("DELETE", path).status_code == 204
    assert door.request("GET", path).status_code == 404
    assert door.request("DELETE", path).status_code == 204
    shown = stack.video_indexer.shown()
    assert not [video for video in shown["videos"] if finished["id"] in str(video)]


def test_who_is_the_candidate_can_be_corrected(door: HttpDoor, finished: dict[str, Any]) -> None:
    path = f"/interviews/{finished['id']}"
    speakers = finished["transcription"]["speakers"]["speakers"]
    other = next(entry["id"] for entry in speakers if entry["role"] == "interviewer")
    wrong = door.request("PUT", f"{path}/speakers", json={"candidateSpeakerIds": [99]})
    assert wrong.status_code == 422
    accepted = door.request("PUT", f"{path}/speakers", json={"candidateSpeakerIds": [other]})
    assert accepted.status_code == 202
    assert door.request("GET", f"{path}/analysis").status_code == 200
    assert wait_for_end(door, finished["id"])["status"] == "completed"
    again = door.interview(finished["id"], include="transcription,analysis")
    assert again["transcription"]["speakers"]["confirmedByUser"] is True
    words = again["analysis"]["speechMetrics"]["words"]
    assert words != finished["analysis"]["speechMetrics"]["words"]


@pytest.mark.proves("A11")
def test_a_completed_interview_is_not_retried(door: HttpDoor, finished: dict[str, Any]) -> None:
    assert door.request("POST", f"/interviews/{finished['id']}/retry").status_code == 409
    assert door.request("POST", f"/interviews/{finished['id']}/upload-url").status_code == 409


@pytest.mark.proves("P05")
def test_everything_of_mine_to_take_away_and_to_erase(
    door: HttpDoor, finished: dict[str, Any]
) -> None:
    archive = door.request("GET", "/me/export")
    assert archive.content[:2] == b"PK"
    assert finished["id"].encode() in archive.content
    assert door.request("DELETE", "/me").json() == {"interviews": 1}
    assert door.request("GET", "/interviews").json()["items"] == []


@pytest.mark.proves("C11")
def test_health_says_no_more_than_it_must(stack: Stack) -> None:
    live = httpx2.get(f"{stack.base_url}/api/health/live")
    ready = httpx2.get(f"{stack.base_url}/api/health/ready")
    assert live.json() == {"status": "live"}
    assert ready.json()["checks"] == {"settings": "ok", "database": "ok", "storage": "ok"}


def test_the_callback_wants_its_token(stack: Stack) -> None:
    url = f"{stack.base_url}/api/video-indexer/callback"
    for query in (
        "",
        "?interview=a&generation=1&token=x",
        "?interview=a&generation=1&token=%C3%A9",
    ):
        assert httpx2.post(url + query).status_code == 401


@pytest.mark.proves("A10", "F35", "W11")
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "TRACE", "MADEUP"])
def test_a_method_that_a_route_does_not_have(stack: Stack, method: str) -> None:
    answer = httpx2.request(method, f"{stack.base_url}/api/video-indexer/callback")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


def test_a_path_that_is_no_route(stack: Stack) -> None:
    answer = httpx2.get(f"{stack.base_url}/api/nothing/here")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("query", ["limit=1&limit=2", "cursor=", "status=", "made=up", "limit="])
def test_a_query_is_read_strictly(door: HttpDoor, query: str) -> None:
    answer = door.request("GET", f"/interviews?{query}")
    assert answer.status_code == 422
    assert query.split("=", maxsplit=1)[0] in answer.json()["errors"]


@pytest.mark.proves("U17")
def test_the_web_apps_origin_may_read_what_it_needs_and_no_other_may(stack: Stack) -> None:
    url = f"{stack.base_url}/api/interviews"
    wish = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
    }
    allowed = httpx2.options(url, headers={"Origin": WEB_APP_ORIGINS[0], **wish})
    assert allowed.headers["Access-Control-Allow-Origin"] == WEB_APP_ORIGINS[0]
    answer = httpx2.get(url, headers={"Origin": WEB_APP_ORIGINS[0]})
    assert answer.headers["Access-Control-Allow-Origin"] == WEB_APP_ORIGINS[0]
    assert {"ETag", "Retry-After"} <= set(
        answer.headers["Access-Control-Expose-Headers"].split(", ")
    )
    for origin in ("https://evil.example", "null"):
        refused = httpx2.options(url, headers={"Origin": origin, **wish})
        assert "Access-Control-Allow-Origin" not in refused.headers
