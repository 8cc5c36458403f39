"""Attacks on the way of the recording: names, URLs, metadata, copies."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx2
import pytest
from azure.storage.blob import BlobClient, BlobServiceClient

from local.http_door import HttpDoor
from local.processes import wait_until
from local.stack import Stack
from tests.acceptance.scripted import (
    INTERVIEW,
    new_interview,
    sample,
    scripted,
    wait_for_end,
)

HEARD = {"transcript": INTERVIEW}


@pytest.mark.parametrize(
    "name",
    [
        "../../x.mp4",
        "a.mp4;.html",
        "con",
        "a.mp4.exe",
        "x" * 255,
        "Anna Example.mp4",
        "..",
        "%2e%2e",
    ],
)
def test_u06_u07_a_files_name_never_becomes_a_path(door: HttpDoor, name: str) -> None:
    made = new_interview(door, fileName=name)
    path = urlsplit(made["upload"]["url"]).path
    assert re.fullmatch(rf"/\w+/interviews/{made['id']}/[0-9a-f]{{32}}\.mp4", path)


@pytest.mark.parametrize("name", ["", "x" * 256, "a\u0000.mp4"])
def test_u07_names_that_are_none(door: HttpDoor, name: str) -> None:
    body = {
        "company": "Contoso", "jobTitle": "Engineer", "interviewType": "phone",
        "fileName": name, "contentType": "video/mp4", "sizeBytes": 1,
    }  # fmt: skip
    answer = door.request("POST", "/interviews", json=body)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["fileName"]


@pytest.mark.parametrize(
    "kind", ["text/html", "image/svg+xml", "application/x-msdownload", "", "video/mp4,text/html"]
)
def test_u08_kinds_that_are_no_recordings(door: HttpDoor, kind: str) -> None:
    body = {
        "company": "Contoso", "jobTitle": "Engineer", "interviewType": "phone",
        "fileName": "a.mp4", "contentType": kind, "sizeBytes": 1,
    }  # fmt: skip
    assert list(door.request("POST", "/interviews", json=body).json()["errors"]) == ["contentType"]


def test_u12_metadata_of_the_blob_is_not_believed(stack: Stack, door: HttpDoor) -> None:
    victim = new_interview(door)
    created = new_interview(door)
    with scripted(stack, HEARD):
        target = created["upload"]
        forged = {"x-ms-meta-interviewid": victim["id"], "x-ms-meta-userid": "somebody-else"}
        httpx2.put(
            target["url"], content=sample(), headers=target["headers"] | forged
        ).raise_for_status()
        assert wait_for_end(door, created["id"])["status"] == "completed"
    assert door.interview(victim["id"])["status"] == "uploading"


@pytest.mark.proves("F16")
def test_u13_a_recording_of_nobody_is_deleted(stack: Stack, door: HttpDoor) -> None:
    names = {"nobody/recording.mp4", "loose.mp4", "a/b/c/d.mp4"}
    with BlobServiceClient.from_connection_string(stack.storage_connection_string) as service:
        container = service.get_container_client("interviews")
        for name in sorted(names):
            container.upload_blob(name, sample())

        def left() -> set[str]:
            return names & {blob.name for blob in container.list_blobs()}

        wait_until(lambda: left() <= {"loose.mp4"}, 30, "what the trigger is told of is gone")
        run_timer(stack, "retention")
        wait_until(lambda: not left(), 30, "what no trigger is told of is gone")
    assert "nobody" not in str(stack.video_indexer.shown())


def run_timer(stack: Stack, name: str) -> None:
    """As an operator does by hand."""
    url = f"{stack.base_url}/admin/functions/{name}"
    httpx2.post(url, json={"input": ""}).raise_for_status()


def test_u14_a_copy_made_with_the_upload_url_is_looked_at_like_any_other(
    stack: Stack, door: HttpDoor
) -> None:
    with BlobServiceClient.from_connection_string(stack.storage_connection_string) as service:
        elsewhere = service.create_container("elsewhere")
        source = elsewhere.upload_blob("page.html", b"<html>" + b"x" * 100_000)
        elsewhere.set_container_access_policy({}, public_access="blob")
        created = new_interview(door)
        with BlobClient.from_blob_url(created["upload"]["url"]) as target:
            target.start_copy_from_url(source.url)
        ended = wait_for_end(door, created["id"])
    assert ended["status"] == "failed"
    assert ended["failure"]["code"] == "not_media"


def test_u15_upload_urls_are_counted(door: HttpDoor) -> None:
    made = new_interview(door)
    for _ in range(200):
        answer = door.request("POST", f"/interviews/{made['id']}/upload-url")
        if answer.status_code != 200:
            break
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["code"] == "limit_reached"
