"""Feedback on practised answers over HTTP, before any interview and after one."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import scalar_row

from local.http_door import HttpDoor
from local.prep_session import insert_prep_session
from local.processes import wait_until
from local.stack import Stack
from tests.acceptance.scripted import SCRIPT, wait_for_end

PREP: dict[str, Any] = {
    "company": "Contoso",
    "jobTitle": "Engineer",
    "questions": [
        {"id": "q1", "question": "Tell me about a time you worked under a tight deadline."},
        "How do you handle conflict in a team?",
    ],
    "practiceAnswers": [
        {
            "questionId": "q1", "score": 3,
            "answer": "At Contoso we had two weeks. My task was the payment module. I cut the "
            "scope and automated the tests. As a result we shipped two days early.",
        },
        {"question": "Why us?", "answer": "Because.", "aiFeedback": {"text": "Say more."}},
        "I talk to people early and I listen to both of them.",
    ],
}  # fmt: skip


def answers(stack: Stack, prep_session_id: str) -> list[Any]:
    """`practiceAnswers` as the web app would read it."""
    query = 'SELECT "practiceAnswers" FROM "PrepSession" WHERE id = %s'
    with psycopg.connect(stack.database_url, row_factory=scalar_row) as connection:
        found = connection.execute(query, (prep_session_id,)).fetchone()
    assert isinstance(found, list)
    return found


def test_answers_without_feedback_get_some(stack: Stack, door: HttpDoor, user_id: str) -> None:
    id_ = insert_prep_session(stack.database_url, user_id, PREP)
    response = door.request("POST", f"/prep-sessions/{id_}/feedback")
    assert response.status_code == 200, response.text
    body = response.json()
    assert body["prepSessionId"] == id_
    assert [entry["written"] for entry in body["answers"]] == [True, False, False]
    assert body["answers"][0]["question"] == PREP["questions"][0]["question"]
    assert body["answers"][2]["feedback"]
    feedback = body["answers"][0]["feedback"]
    first, *rest = PREP["practiceAnswers"]
    assert answers(stack, id_) == [{**first, "aiFeedback": feedback}, *rest]
    again = door.request("POST", f"/prep-sessions/{id_}/feedback").json()
    assert [entry["written"] for entry in again["answers"]] == [False, False, False]
    assert answers(stack, id_) == [{**first, "aiFeedback": feedback}, *rest]


def test_a_foreign_prep_session_answers_byte_for_byte_like_a_missing_one(
    stack: Stack, door: HttpDoor
) -> None:
    id_ = insert_prep_session(stack.database_url, "somebody-else", PREP)
    foreign = door.request("POST", f"/prep-sessions/{id_}/feedback")
    missing = door.request("POST", f"/prep-sessions/c{'0' * 24}/feedback")
    assert foreign.status_code == 404
    assert foreign.content == missing.content
    assert {k: v for k, v in foreign.headers.items() if k != "date"} == {
        k: v for k, v in missing.headers.items() if k != "date"
    }
    assert answers(stack, id_) == PREP["practiceAnswers"]


def test_an_analysis_fills_in_what_is_missing_too(
    stack: Stack, door: HttpDoor, user_id: str
) -> None:
    id_ = insert_prep_session(stack.database_url, user_id, PREP)
    names = {1: "Interviewer", 2: "Candidate"}
    body = {
        "company": "Contoso", "jobTitle": "Engineer", "interviewType": "behavioral",
        "prepSessionId": id_,
        "transcript": "\n".join(f"{names[who]}: {text}" for who, text in SCRIPT),
    }  # fmt: skip
    created = door.request("POST", "/transcripts", json=body)
    assert wait_for_end(door, created.json()["id"])["status"] == "completed"
    wait_until(lambda: "aiFeedback" in answers(stack, id_)[0], 30, "the feedback is there")
    assert answers(stack, id_)[1:] == PREP["practiceAnswers"][1:]
