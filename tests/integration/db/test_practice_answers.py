"""`practiceAnswers` has two writers, Prisma and Python; the guard saves what can be saved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest

from shared.db.engine import Database
from shared.db.repositories import prep_sessions
from shared.domain.interview import Status
from shared.errors import Conflict
from tests.fixtures.prisma import PrismaClient
from tests.integration.db.rows import add_analysis, add_interview, create_prep_session


def as_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


ANSWERS: list[Any] = [
    {"question": "Why us?", "answer": "Because.", "rating": 4, "draft": None},
    "an answer from an early version",
    {"question": "Tell me of a conflict.", "answer": "We …", "feedback": {"text": "Good."}},
    None,
    ["odd"],
]


def feedback_for(answer: Any) -> dict[str, Any] | None:
    return {"feedback": {"text": f"On: {answer['question']}"}} if "question" in answer else None


def test_missing_feedback_is_filled_in_and_nothing_else_changes(
    database: Database, prisma_client: PrismaClient
) -> None:
    prep = create_prep_session(prisma_client, ANSWERS)
    with database.transaction() as session:
        assert prep_sessions.fill_feedback(session, prep["id"], "bert", feedback_for) == 0
        assert prep_sessions.fill_feedback(session, prep["id"], "anna", feedback_for) == 1
    read = prisma_client.call("prepSession", "findUniqueOrThrow", where={"id": prep["id"]})
    first = {**ANSWERS[0], "feedback": {"text": "On: Why us?"}}
    assert read["practiceAnswers"] == [first, *ANSWERS[1:]]
    assert as_time(read["updatedAt"]) > as_time(prep["updatedAt"])
    assert read["createdAt"] == prep["createdAt"]
    with database.transaction() as session:
        assert prep_sessions.fill_feedback(session, prep["id"], "anna", feedback_for) == 0
    again = prisma_client.call("prepSession", "findUniqueOrThrow", where={"id": prep["id"]})
    assert again == read


@pytest.mark.proves("F54")
def test_an_answer_that_the_web_app_adds_meanwhile_is_kept(
    database: Database, prisma_client: PrismaClient
) -> None:
    """Python reads, Prisma appends, Python writes: the guard sees it and Python reads again."""
    prep = create_prep_session(prisma_client, ANSWERS[:1])
    added = {"question": "And then?", "answer": "Then …"}
    seen: list[Any] = []

    def with_a_prisma_write_in_between(answer: Any) -> dict[str, Any] | None:
        if not seen:
            prisma_client.call(
                "prepSession", "update", where={"id": prep["id"]},
                data={"practiceAnswers": [*ANSWERS[:1], added]},
            )  # fmt: skip
        seen.append(answer)
        return feedback_for(answer)

    with database.transaction() as session:
        filled = prep_sessions.fill_feedback(
            session, prep["id"], "anna", with_a_prisma_write_in_between
        )
    read = prisma_client.call("prepSession", "findUniqueOrThrow", where={"id": prep["id"]})
    assert filled == 2
    assert [answer["question"] for answer in read["practiceAnswers"]] == ["Why us?", "And then?"]
    assert [answer["feedback"]["text"] for answer in read["practiceAnswers"]] == [
        "On: Why us?",
        "On: And then?",
    ]


def test_the_guard_holds_where_the_web_apps_clock_stands_still(
    database: Database, prisma_client: PrismaClient
) -> None:
    prep = create_prep_session(prisma_client, ANSWERS[:1])
    with database.transaction() as session:
        read = prep_sessions.get_owned(session, prep["id"], "anna")
        assert read is not None
        prisma_client.call(
            "prepSession", "update", where={"id": prep["id"]},
            data={"practiceAnswers": [], "updatedAt": read.updated_at},
        )  # fmt: skip
        assert not prep_sessions.write_answers(session, read, ["ours"])
    now = prisma_client.call("prepSession", "findUniqueOrThrow", where={"id": prep["id"]})
    assert now["practiceAnswers"] == []


def test_what_a_stale_prisma_write_destroys_survives_in_the_analysis(
    database: Database, prisma_client: PrismaClient
) -> None:
    """Prisma reads, Python writes, Prisma writes the whole column back: no guard can stop that."""
    prep = create_prep_session(prisma_client, ANSWERS[:1])
    stale = prisma_client.call("prepSession", "findUniqueOrThrow", where={"id": prep["id"]})
    with database.transaction() as session:
        interview_id = add_interview(session, prep_session_id=prep["id"], status=Status.COMPLETED)
        whole = {"pairs": [{"practised": "Why us?", "feedback": feedback_for(ANSWERS[0])}]}
        add_analysis(session, interview_id, content_analysis={"prepFeedback": whole})
        assert prep_sessions.fill_feedback(session, prep["id"], "anna", feedback_for) == 1
    added = {"question": "And then?", "answer": "Then …"}
    prisma_client.call(
        "prepSession", "update", where={"id": prep["id"]},
        data={"practiceAnswers": [*stale["practiceAnswers"], added]},
    )  # fmt: skip

    lost = prisma_client.call(
        "prepSession", "findUniqueOrThrow", where={"id": prep["id"]},
        include={"interviews": {"include": {"analysis": True}}},
    )  # fmt: skip
    assert "feedback" not in lost["practiceAnswers"][0]
    assert lost["interviews"][0]["analysis"]["contentAnalysis"]["prepFeedback"] == whole
    with database.transaction() as session:  # and the next analysis fills it in again
        assert prep_sessions.fill_feedback(session, prep["id"], "anna", feedback_for) == 2


@pytest.mark.proves("F55")
def test_two_writers_at_once_lose_nothing(database: Database, prisma_client: PrismaClient) -> None:
    """Prisma appends under its own guard, as the web app should; Python fills under ours."""
    rounds = 60
    prep = create_prep_session(prisma_client, [])

    def append(number: int) -> None:
        while True:
            row = prisma_client.call("prepSession", "findUniqueOrThrow", where={"id": prep["id"]})
            answers = [*row["practiceAnswers"], {"question": f"Question {number}", "answer": "…"}]
            done = prisma_client.call(
                "prepSession", "updateMany",
                where={"id": prep["id"], "updatedAt": as_time(row["updatedAt"])},
                data={"practiceAnswers": answers},
            )  # fmt: skip
            if done["count"]:
                return

    def append_all() -> None:
        for number in range(rounds):
            append(number)

    def fill(until: Any) -> None:
        while not until():
            with suppress(Conflict), database.transaction() as session:
                prep_sessions.fill_feedback(session, prep["id"], "anna", feedback_for)

    with ThreadPoolExecutor(3) as pool:
        appending = pool.submit(append_all)
        for filling in [pool.submit(fill, appending.done) for _ in range(2)]:
            filling.result()
        appending.result()
    with database.transaction() as session:
        prep_sessions.fill_feedback(session, prep["id"], "anna", feedback_for)
        read = prep_sessions.get_owned(session, prep["id"], "anna")
    assert read is not None
    assert [answer["question"] for answer in read.practice_answers] == [
        f"Question {number}" for number in range(rounds)
    ]
    assert all("feedback" in answer for answer in read.practice_answers)
