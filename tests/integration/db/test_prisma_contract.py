"""Prisma and Python read and write the same rows, with a session that is not in UTC."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from shared.db.cuid import new_cuid
from shared.db.engine import Database
from shared.db.repositories import interviews, processing, results
from shared.domain.interview import Status
from tests.fixtures.prisma import PACKAGE, Prisma, PrismaClient, PrismaError
from tests.integration.db.rows import (
    add_analysis,
    add_interview,
    add_transcription,
    create_prep_session,
)

CUID = re.compile(r"c[a-z0-9]{24}")


def as_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


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


def test_the_lock_file_is_exact_and_names_no_registry() -> None:
    package = json.loads(Path(PACKAGE / "package.json").read_text())
    lock = json.loads(Path(PACKAGE / "package-lock.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    for name, version in wanted.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry, name
        assert name == "" or entry["integrity"].startswith("sha512-"), name
