"""Attacks by what is sent: bodies, fields, queries."""

from __future__ import annotations

import gzip
import json
from typing import Any

import psutil
import pytest

from local.http_door import HttpDoor
from local.stack import Stack
from tests.acceptance.scripted import new_interview

BODY = {
    "company": "Contoso", "jobTitle": "Engineer", "interviewType": "phone",
    "fileName": "a.mp4", "contentType": "video/mp4", "sizeBytes": 1,
}  # fmt: skip
JSON = {"Content-Type": "application/json"}


def app_memory(stack: Stack) -> float:
    """Mebibytes that the app and its workers take."""
    assert stack.host.process is not None
    app = psutil.Process(stack.host.process.pid)
    taken = [process.memory_info().rss for process in (app, *app.children(recursive=True))]
    return float(sum(taken)) / 1024**2


@pytest.mark.parametrize("raw", ["1e400", "-1e400", "NaN", "Infinity"])
def test_v02_numbers_that_are_none(door: HttpDoor, raw: str) -> None:
    content = json.dumps(BODY).replace('"sizeBytes": 1', f'"sizeBytes": {raw}')
    answer = door.request("POST", "/interviews", content=content, headers=JSON)
    assert answer.status_code in (400, 422)


def test_v02_bodies_made_to_exhaust(stack: Stack, door: HttpDoor) -> None:
    before = app_memory(stack)
    for content in (
        b"[" * 200_000,
        b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
        b"{" + b",".join(b'"k%d":1' % n for n in range(20_000)) + b"}",
        b'{"company":"' + b"x" * 10_000_000 + b'"}',
        b'{"sizeBytes":' + b"9" * 100_000 + b"}",
    ):
        answer = door.request("POST", "/interviews", content=content, headers=JSON)
        assert answer.status_code in (400, 413, 422)
    assert app_memory(stack) - before < 50


def test_v03_packed_bodies_are_not_unpacked(door: HttpDoor) -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    headers = JSON | {"Content-Encoding": "gzip"}
    assert door.request("POST", "/interviews", content=bomb, headers=headers).status_code == 415
    assert door.request("POST", "/interviews", content=b"a=1").status_code == 415


@pytest.mark.proves("V06")
@pytest.mark.parametrize(
    "text",
    ["Zoë & Søn <img src=x onerror=alert(1)>", "\u202eevil\u202c",
     "\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea", "a\r\nb", "'; DROP TABLE--",
     "{{7*7}} ${7*7} %s %n", "\ufeffBOM", "ﷺ" * 200],
)  # fmt: skip
def test_v04_v05_texts_come_back_as_they_were_sent(door: HttpDoor, text: str) -> None:
    made = new_interview(door, company=text, notes=text)
    answer = door.request("GET", f"/interviews/{made['id']}")
    assert answer.json()["company"] == text
    assert answer.json()["notes"] == text
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "changes",
    [{"company": ""}, {"company": "  \t\n"}, {"company": "x" * 201}, {"notes": "x" * 20_001},
     {"company": "a\u0000b"}, {"notes": "\u0000"}, {"jobTitle": "\u200b\u200d"}, {"company": 5},
     {"sizeBytes": "1"}, {"sizeBytes": True}, {"sizeBytes": 0}, {"sizeBytes": -1},
     {"sizeBytes": 1.5}, {"sizeBytes": 2**63}, {"interviewType": "Phone"}, {"company": None}],
    ids=str,
)  # fmt: skip
def test_v04_v09_fields_that_are_refused(door: HttpDoor, changes: dict[str, Any]) -> None:
    answer = door.request("POST", "/interviews", json=BODY | changes)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == list(changes)


def test_v04_half_a_surrogate_pair_is_refused(door: HttpDoor) -> None:
    content = json.dumps(BODY | {"company": "\ud800"})
    answer = door.request("POST", "/interviews", content=content, headers=JSON)
    assert answer.status_code == 422


@pytest.mark.proves("F69")
@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=-1", "limit=1000000000", "limit=abc", "limit=1.5", "limit=%D9%A1",
     "cursor=x", "cursor=1.", "cursor=' OR 1=1", "cursor=9e99.a", "sort=password", "order=;drop",
     "status=done", "interviewType=x", "company=%00"],
)  # fmt: skip
def test_v07_v08_queries_that_are_refused(door: HttpDoor, query: str) -> None:
    answer = door.request("GET", f"/interviews?{query}")
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [query.split("=", maxsplit=1)[0]]


def test_v05_a_filter_is_text_and_never_a_query(stack: Stack, door: HttpDoor) -> None:
    new_interview(door, company="100% _safe_")
    for text, found in (("%", 1), ("_", 1), ("__", 0), ("' OR '1'='1", 0), ("\\", 0), ("%25", 0)):
        listed = door.request("GET", "/interviews", params={"text": text}).json()["items"]
        assert len(listed) == found, text
    log = (stack.data.path / "postgres.log").read_text(errors="replace")
    assert "syntax error" not in log


def test_v11_a_line_break_forges_no_line_of_the_log(stack: Stack, door: HttpDoor) -> None:
    forged = "create_interview outcome=forged"
    new_interview(door, company=f"x\r\n{forged}", notes=f"\n{forged}\n")
    door.request("GET", f"/interviews?made%0d%0a{forged.replace(' ', '%20')}=1")
    door.request("GET", "/interviews", headers={"If-None-Match": f'"\t{forged}"'})
    assert forged not in stack.data.log_file("app").read_text(errors="replace")
