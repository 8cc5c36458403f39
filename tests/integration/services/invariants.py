"""What must hold whatever was killed where: the invariants I1 to I10, from what is stored."""

from __future__ import annotations

from azure.storage.blob import BlobServiceClient
from sqlalchemy import text

from shared.domain.interview import Status, is_legal
from tests.integration.services.journeys import Journey, queued
from tests.integration.services.steps import World

HISTORY = """
    CREATE TABLE pipeline.test_history (
        place bigserial, id text, was text, now text, changed boolean, later boolean
    );
    CREATE FUNCTION pipeline.note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO pipeline.test_history (id, was, now, changed, later) VALUES (
            NEW.id, OLD.status, NEW.status,
            to_jsonb(NEW) - 'updatedAt' <> to_jsonb(OLD) - 'updatedAt',
            NEW."updatedAt" > OLD."updatedAt"
        );
        RETURN NULL;
    END $$;
    CREATE TRIGGER note AFTER UPDATE ON "Interview" FOR EACH ROW EXECUTE FUNCTION pipeline.note();
"""
ORPHANS = """
    SELECT (SELECT count(*) FROM "Transcription" t LEFT JOIN "Interview" i
              ON i.id = t."interviewId" WHERE i.id IS NULL)
         + (SELECT count(*) FROM "Analysis" a LEFT JOIN "Interview" i
              ON i.id = a."interviewId" WHERE i.id IS NULL)
"""
FINAL = (Status.COMPLETED, Status.FAILED)


def watch(world: World) -> None:
    """Have the database write down every change of an interview, from now on."""
    with world.database.transaction() as session:
        session.execute(text(HISTORY))


def rows_of(world: World, user: str) -> list[str]:
    """Everything stored of a user's interviews, to the byte."""
    with world.database.transaction() as session:
        query = """
            SELECT i::text || p::text || coalesce(t::text, '') || coalesce(a::text, '')
            FROM "Interview" i JOIN pipeline.processing p ON p.interview_id = i.id
            LEFT JOIN "Transcription" t ON t."interviewId" = i.id
            LEFT JOIN "Analysis" a ON a."interviewId" = i.id
            WHERE i."userId" = :user ORDER BY i.id
        """
        return list(session.scalars(text(query), {"user": user}))


def check_completed_once(world: World, journey: Journey, *, leaves_final: int = 0) -> None:
    """I1 to I5 and I7; ``leaves_final`` is how often the interview may have left `completed` or
    `failed`, because somebody wanted it to."""
    one = {"id": journey.interview_id}
    assert world.count(
        "SELECT count(*) FROM \"Interview\" WHERE id = :id AND status = 'completed'", **one
    ) == 1, "I1"  # fmt: skip
    for table in ("Transcription", "Analysis"):
        query = f'SELECT count(*) FROM "{table}" WHERE "interviewId" = :id'
        assert world.count(query, **one) == 1, f"I2, I4: {table}"
    assert world.count(ORPHANS) == 0, "I2"
    check_history(world, journey, leaves_final=leaves_final)
    uploads = journey.control.see()["uploads"]
    paid = [count for name, count in uploads.items() if name.startswith(journey.interview_id)]
    assert set(paid) <= {1}, f"I5: {uploads}"
    idle = """
        SELECT count(*) FROM pipeline.processing WHERE interview_id = :id
        AND next_check_at IS NULL AND deadline_at IS NULL AND lease_holder IS NULL
    """
    assert world.count(idle, **one) == 1, "I1: nothing watches it any more, nobody holds it"
    assert queued(journey) == 0, "I7"


def check_history(world: World, journey: Journey, *, leaves_final: int) -> None:
    """I3 and I10: only legal steps, and the version moves exactly where something changed."""
    query = (
        "SELECT was, now, changed, later FROM pipeline.test_history WHERE id = :id ORDER BY place"
    )
    with world.database.transaction() as session:
        history = session.execute(text(query), {"id": journey.interview_id}).all()
    left = 0
    for was, now, changed, later in history:
        assert changed == later, f"I10: {was} to {now}"
        if was != now:
            assert is_legal(Status(was), Status(now)), f"I3: {was} to {now}"
            left += Status(was) in FINAL
    assert left <= leaves_final, f"I3: {history}"


def check_gone(world: World, journey: Journey) -> None:
    """I6, by listings: no row, no blob (nor block, nor snapshot), no video."""
    tables = ('"Interview" WHERE id', '"Transcription" WHERE "interviewId"',
              '"Analysis" WHERE "interviewId"', "pipeline.processing WHERE interview_id",
              "pipeline.idempotency_key WHERE interview_id")  # fmt: skip
    for table in tables:
        query = f"SELECT count(*) FROM {table} = :id"
        assert world.count(query, id=journey.interview_id) == 0, table
    with BlobServiceClient.from_connection_string(journey.storage) as service:
        for container in ("interviews", "extracted-audio"):
            listed = service.get_container_client(container).list_blobs(
                name_starts_with=journey.interview_id, include=["uncommittedblobs", "snapshots"]
            )
            assert [blob.name for blob in listed] == []
    videos = journey.control.see()["videos"]
    assert not [entry for entry in videos if journey.interview_id in str(entry)]
