"""Prisma and Python read and write the same rows, with a session that is not in UTC."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from shared.db.cuid import new_cuid
from shared.db.engine import Database
from shared.db.repositories import interviews, prep_sessions, processing, results
from shared.domain.interview import Status
from tests.fixtures.prisma import PACKAGE, Prisma, PrismaClient, PrismaError
from tests.integration.db.rows import add_analysis, add_interview, add_transcription

CUID = re.compile(r"c[a-z0-9]{24}")


def as_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def create_prep_session(client: PrismaClient, answers: Any) -> Any:
    data = {"userId": "anna", "company": "Acme", "jobTitle": "Engineer", "questions": ["Why us?"]}
    return client.call("prepSession", "create", data={**data, "practiceAnswers": answers})


def create_interview(client: PrismaClient, **changes: Any) -> Any:
    data = {
        "userId": "anna", "company": "Acme", "jobTitle": "Engineer", "interviewType": "technical",
        "status": "completed", "videoIndexerUrl": "",
    }  # fmt: skip
    return client.call("interview", "create", data={**data, **changes})


def test_the_session_is_not_in_utc(prisma_client: PrismaClient, database_url: str) -> None:
    assert prisma_client.call("raw", "", sql="SHOW timezone") == [{"TimeZone": "America/New_York"}]
    with psycopg.connect(database_url) as connection:
        assert connection.execute("SHOW timezone").fetchone() == ("America/New_York",)


def test_prisma_sees_no_difference_and_pushes_nothing(prisma: Prisma, database_url: str) -> None:
    assert prisma.schema_engine("diff", database_url) == {
        "exitCode": 0,
        "stdout": "No difference detected.\n",
    }
    assert prisma.schema_engine("push", database_url)["executedSteps"] == 0


@pytest.mark.parametrize(
    "change",
    [
        'ALTER TABLE "Interview" ADD COLUMN extra TEXT',
        'ALTER TABLE "Interview" ALTER COLUMN "createdAt" TYPE TIMESTAMPTZ(3)',
        'CREATE TABLE "alembic_version" (version_num TEXT PRIMARY KEY)',
        'CREATE INDEX "Interview_createdAt_idx" ON "Interview"("createdAt")',
        'ALTER INDEX "Interview_userId_idx" RENAME TO "ix_Interview_userId"',
    ],
)
def test_prisma_would_notice_a_difference(prisma: Prisma, database_url: str, change: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute(change.encode())
    assert prisma.schema_engine("diff", database_url)["exitCode"] == 2


def test_prisma_reads_what_python_wrote(database: Database, prisma_client: PrismaClient) -> None:
    prep = create_prep_session(prisma_client, [])
    before = datetime.now(UTC) - timedelta(milliseconds=1)
    with database.transaction() as session:
        interview_id = add_interview(
            session, prep_session_id=prep["id"], notes="NUL \0 and half \ud83d of a pair, ✓ 🎤"
        )
        add_transcription(session, interview_id, "Hello \0 there.")
        add_analysis(session, interview_id, sentiment={"score": float("nan"), "overall": "calm"})
        ours = interviews.get(session, interview_id)
    after = datetime.now(UTC)

    read = prisma_client.call(
        "interview",
        "findUniqueOrThrow",
        where={"id": interview_id},
        include={"transcription": True, "analysis": True, "prepSession": True},
    )

    assert ours is not None
    assert CUID.fullmatch(read["id"])
    assert read["createdAt"] == read["updatedAt"]
    assert before <= as_time(read["createdAt"]) == ours.created_at <= after
    assert read["videoIndexerUrl"] == ""
    assert read["notes"] == "NUL � and half � of a pair, ✓ 🎤"
    assert read["prepSession"]["id"] == prep["id"]
    assert read["transcription"]["text"] == "Hello � there."
    assert read["transcription"]["speakers"] is None
    assert read["transcription"]["timestamps"][0]["confidence"] == 0.93
    assert CUID.fullmatch(read["transcription"]["id"])
    assert CUID.fullmatch(read["analysis"]["id"])
    assert read["analysis"]["sentiment"] == {"score": None, "overall": "calm"}
    assert read["analysis"]["overallScore"] == 71.5
    assert read["analysis"]["recommendations"] == ["Pause instead of saying um."]
    found = prisma_client.call(
        "transcription", "findMany", where={"speakers": {"equals": {"$null": "DbNull"}}}
    )
    assert [row["interviewId"] for row in found] == [interview_id]


def test_python_reads_what_prisma_wrote(database: Database, prisma_client: PrismaClient) -> None:
    made = create_interview(
        prisma_client,
        notes="✓ 🎤",
        transcription={
            "create": {"text": "Hi.", "timestamps": [], "speakers": {"$null": "JsonNull"}}
        },
        analysis={
            "create": {
                "speechMetrics": {"a": 1}, "contentAnalysis": {}, "sentiment": {},
                "overallScore": 12.5, "recommendations": ["One."], "modelUsed": "theirs",
            }
        },
    )  # fmt: skip
    with database.transaction() as session:
        record = interviews.get_owned(session, made["id"], "anna")
        transcription = results.get_transcription(session, made["id"])
        analysis = results.get_analysis(session, made["id"])

    assert record is not None
    assert record.processing is None
    assert (record.has_transcription, record.has_analysis) == (True, True)
    assert (record.status, record.notes) == (Status.COMPLETED, "✓ 🎤")
    assert record.created_at == as_time(made["createdAt"])
    assert record.updated_at == as_time(made["updatedAt"])
    assert transcription is not None
    assert transcription.speakers is None
    assert analysis is not None
    assert (analysis.overall_score, analysis.recommendations) == (12.5, ["One."])


def test_ids_of_both_look_the_same(prisma_client: PrismaClient) -> None:
    theirs = create_interview(prisma_client)["id"]
    ours = new_cuid()
    assert CUID.fullmatch(theirs)
    assert CUID.fullmatch(ours)
    # The first nine characters are c and the clock: made within the same minute.
    assert 0 <= int(ours[1:9], 36) - int(theirs[1:9], 36) < 60_000


def test_updates_go_both_ways(database: Database, prisma_client: PrismaClient) -> None:
    with database.transaction() as session:
        interview_id = add_interview(session)
    changed = prisma_client.call(
        "interview", "update", where={"id": interview_id}, data={"company": "Globex"}
    )
    with database.transaction() as session:
        record = interviews.get(session, interview_id)
        assert record is not None
        assert (record.company, record.updated_at) == ("Globex", as_time(changed["updatedAt"]))
        assert interviews.advance(
            session,
            interview_id,
            to=Status.UPLOADED,
            from_={Status.UPLOADING},
        )
    read = prisma_client.call("interview", "findUniqueOrThrow", where={"id": interview_id})
    assert read["status"] == "uploaded"
    assert as_time(read["updatedAt"]) > as_time(changed["updatedAt"])
    assert read["createdAt"] == changed["createdAt"]


def test_the_web_app_deletes_what_python_wrote(
    database: Database, prisma_client: PrismaClient
) -> None:
    with database.transaction() as session:
        interview_id = add_interview(session, status=Status.ANALYZING)
        add_transcription(session, interview_id)
    with pytest.raises(PrismaError, match="P2003"):  # Prisma's own restriction: children first
        prisma_client.call("interview", "delete", where={"id": interview_id})
    prisma_client.call("transcription", "delete", where={"interviewId": interview_id})
    prisma_client.call("interview", "delete", where={"id": interview_id})
    with database.transaction() as session:
        assert interviews.get(session, interview_id) is None
        assert not processing.claim_lease(session, interview_id, 10)


def test_python_deletes_what_prisma_wrote(database: Database, prisma_client: PrismaClient) -> None:
    prep = create_prep_session(prisma_client, [])
    made = create_interview(
        prisma_client,
        prepSessionId=prep["id"],
        transcription={"create": {"text": "Hi.", "timestamps": []}},
    )
    with database.transaction() as session:
        assert interviews.delete(session, made["id"])
        assert not interviews.delete(session, made["id"])
    assert prisma_client.call("transcription", "count") == 0
    assert prisma_client.call("prepSession", "count") == 1


def test_deleting_a_prep_session_frees_its_interviews(
    database: Database, prisma_client: PrismaClient
) -> None:
    prep = create_prep_session(prisma_client, [])
    with database.transaction() as session:
        interview_id = add_interview(session, prep_session_id=prep["id"])
    prisma_client.call("prepSession", "delete", where={"id": prep["id"]})
    with database.transaction() as session:
        record = interviews.get(session, interview_id)
    assert record is not None
    assert record.prep_session_id is None


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

    def fill(until: Any) -> None:
        while not until():
            with database.transaction() as session:
                prep_sessions.fill_feedback(session, prep["id"], "anna", feedback_for)

    with ThreadPoolExecutor(3) as pool:
        appending = pool.submit(lambda: [append(number) for number in range(rounds)])
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


def test_the_lock_file_is_exact_and_names_no_registry() -> None:
    package = json.loads(Path(PACKAGE / "package.json").read_text())
    lock = json.loads(Path(PACKAGE / "package-lock.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    for name, version in wanted.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry, name
        assert name == "" or entry["integrity"].startswith("sha512-"), name
