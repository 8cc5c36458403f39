"""The report and the progress over HTTP, from interviews that the running stack analysed."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from local.http_door import HttpDoor
from local.run import where_to_read
from local.stack import Stack
from tests.acceptance.scripted import SCRIPT, new_interview, wait_for_end

NAMES = {1: "Interviewer", 2: "Candidate"}
TURNS = "\n".join(f"{NAMES[who]}: {text}" for who, text in SCRIPT)
HOSTILE = "<img src=x onerror=alert(1)>"


def analysed(door: HttpDoor, **changes: Any) -> str:
    body = {
        "company": "Contoso", "jobTitle": "Engineer", "interviewType": "behavioral",
        "candidateName": "Candidate", "transcript": TURNS,
    }  # fmt: skip
    answer = door.request("POST", "/transcripts", json=body | changes)
    assert wait_for_end(door, answer.json()["id"])["status"] == "completed"
    return str(answer.json()["id"])


@pytest.mark.proves("V06")
def test_a_report_is_a_page_that_does_nothing(door: HttpDoor) -> None:
    path = f"/interviews/{analysed(door, company=HOSTILE)}/report"
    page = door.request("GET", path, headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "script" not in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Cache-Control"] == "no-store"
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.text
    assert "<img" not in page.text
    assert "<script" not in page.text
    assert "How do you handle conflict in a team?" in page.text


def test_a_report_is_markdown_for_who_asks(door: HttpDoor) -> None:
    path = f"/interviews/{analysed(door)}/report"
    accepted = door.request("GET", path, headers={"Accept": "text/markdown"})
    assert accepted.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert accepted.text.startswith("# Engineer at Contoso\n")
    assert accepted.text == door.request("GET", f"{path}.md").text
    assert door.request("GET", path, headers={"Accept": "application/pdf"}).status_code == 406


def test_there_is_no_report_before_there_is_an_analysis(door: HttpDoor) -> None:
    answer = door.request("GET", f"/interviews/{new_interview(door)['id']}/report")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_progress_and_comparison(door: HttpDoor) -> None:
    shorter = "\n".join(TURNS.splitlines()[:6])
    first, second = analysed(door, transcript=shorter, company="Fabrikam"), analysed(door)
    found = door.request("GET", "/progress").json()
    assert [point["interviewId"] for point in found["items"]] == [first, second]
    assert found["trends"]["score"]["direction"] == "too_few"
    assert found["trends"]["score"]["interviews"] == 2
    assert found["items"][0]["wordsPerMinute"] is None, "a transcript without times has no pace"
    only = door.request("GET", "/progress?company=Fabrikam").json()["items"]
    assert [point["interviewId"] for point in only] == [first]
    compared = door.request("GET", f"/progress/comparison?first={first}&second={second}").json()
    asked = [entry["second"]["question"] for entry in compared["questions"]]
    assert any("tight deadline" in question for question in asked)
    assert any("conflict" in entry["question"] for entry in compared["onlySecond"])


@pytest.mark.proves("A01", "I9")
def test_a_foreign_interview_is_compared_like_a_missing_one(stack: Stack, door: HttpDoor) -> None:
    mine = analysed(door)
    with HttpDoor(stack.base_url, lambda: stack.token("somebody-else")) as stranger:
        theirs = new_interview(stranger)["id"]
    for pair in ("first={}&second=" + mine, f"first={mine}&second={{}}"):
        foreign = door.request("GET", f"/progress/comparison?{pair.format(theirs)}")
        missing = door.request("GET", f"/progress/comparison?{pair.format('c' + '0' * 24)}")
        assert foreign.status_code == 404
        assert foreign.content == missing.content


@pytest.mark.parametrize("query", ["limit=0", "from=2026-02-30", "to=x", "sort=score", "cursor=1"])
def test_a_query_is_read_strictly(door: HttpDoor, query: str) -> None:
    answer = door.request("GET", f"/progress?{query}")
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [query.split("=", maxsplit=1)[0]]


def test_what_make_run_prints_at_its_end_can_be_typed(
    stack: Stack, door: HttpDoor, user_id: str, tmp_path: Path
) -> None:
    lines = where_to_read(stack, analysed(door), user_id)
    script = "\n".join(line for line in lines if line.startswith("  "))
    done = subprocess.run(
        ["bash", "-ec", script], env={"PATH": os.defpath}, cwd=tmp_path, capture_output=True,
        text=True, timeout=60, check=True,
    )  # fmt: skip
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")
    markdown, _, data = done.stdout.rpartition("\n")
    assert markdown.startswith("# Engineer at Contoso\n")
    assert json.loads(data)["analysis"]["overallScore"] > 0
