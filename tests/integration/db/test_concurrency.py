"""Eight workers, two hundred rounds, on a real server: each guarded step has one winner."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.db.cuid import new_cuid
from shared.db.engine import Database
from shared.db.repositories import (
    deletions,
    idempotency,
    interviews,
    prep_sessions,
    processing,
    user_events,
)
from shared.domain.interview import Status
from shared.errors import BackendError
from tests.integration.db.rows import add_analysis, add_interview, add_transcription

WORKERS = 8
ROUNDS = 200

Step = Callable[[Session, str], bool]


def advance(to: Status, *from_: Status) -> Step:
    return lambda session, id_: interviews.advance(session, id_, to=to, from_=from_)


def claim_lease(session: Session, interview_id: str) -> bool:
    return processing.claim_lease(session, interview_id, 60)


def reserve_key(session: Session, interview_id: str) -> bool:
    return idempotency.reserve(session, "anna", f"key of {interview_id}", "hash", interview_id)


def next_generation(session: Session, interview_id: str) -> bool:
    return processing.record_video(session, interview_id, 1, "video") and (
        processing.next_generation(session, interview_id)
    )


def delete(session: Session, interview_id: str) -> bool:
    return interviews.delete(session, interview_id)


STEPS: dict[str, tuple[Status, Step]] = {
    "uploaded": (Status.UPLOADING, advance(Status.UPLOADED, Status.UPLOADING)),
    "completed": (Status.ANALYZING, advance(Status.COMPLETED, Status.ANALYZING)),
    "failed": (
        Status.UPLOADED,
        advance(Status.FAILED, Status.UPLOADING, Status.UPLOADED, Status.TRANSCRIBING),
    ),
    "retry": (Status.FAILED, advance(Status.UPLOADED, Status.FAILED)),
    "lease": (Status.ANALYZING, claim_lease),
    "idempotency key": (Status.UPLOADING, reserve_key),
    "generation": (Status.UPLOADED, next_generation),
    "delete": (Status.COMPLETED, delete),
}


def race(database: Database, ids: list[str], step: Step) -> Counter[str]:
    """Every worker tries the step on every id, all at the same moment; how often each was won."""
    barrier = Barrier(WORKERS)

    def work(_: int) -> list[str]:
        won = []
        for interview_id in ids:
            barrier.wait(timeout=30)
            with database.transaction() as session:
                if step(session, interview_id):
                    won.append(interview_id)
        return won

    with ThreadPoolExecutor(WORKERS) as pool:
        return Counter(id_ for won in pool.map(work, range(WORKERS)) for id_ in won)


@pytest.mark.proves("F15", "F36")
@pytest.mark.parametrize("name", STEPS)
def test_exactly_one_wins(database: Database, name: str) -> None:
    status, step = STEPS[name]
    with database.transaction() as session:
        ids = [add_interview(session, status=status) for _ in range(ROUNDS)]
    assert race(database, ids, step) == Counter(dict.fromkeys(ids, 1))


@pytest.mark.proves("F44")
def test_a_lease_that_ran_out_has_one_heir(database: Database) -> None:
    with database.transaction() as session:
        ids = [add_interview(session) for _ in range(ROUNDS)]
        for interview_id in ids:
            assert processing.claim_lease(session, interview_id, 0)
    assert race(database, ids, claim_lease) == Counter(dict.fromkeys(ids, 1))


@pytest.mark.proves("F67", "I3")
def test_completing_and_failing_at_once_end_in_one_of_them(database: Database) -> None:
    with database.transaction() as session:
        ids = [add_interview(session, status=Status.ANALYZING) for _ in range(ROUNDS)]

    def step(session: Session, interview_id: str) -> bool:
        to = random.choice((Status.COMPLETED, Status.FAILED))
        return interviews.advance(session, interview_id, to=to, from_={Status.ANALYZING})

    assert race(database, ids, step) == Counter(dict.fromkeys(ids, 1))


@pytest.mark.proves("F36", "I2")
def test_one_transcript_and_one_analysis_however_many_workers_store_them(
    database: Database,
) -> None:
    with database.transaction() as session:
        ids = [add_interview(session, status=Status.ANALYZING) for _ in range(ROUNDS)]

    def store(session: Session, interview_id: str) -> bool:
        add_transcription(session, interview_id)
        add_analysis(session, interview_id)
        return True

    assert race(database, ids, store) == Counter(dict.fromkeys(ids, WORKERS))
    with database.transaction() as session:
        for table in ("Transcription", "Analysis"):
            counted = session.execute(
                text(f'SELECT count(*), count(DISTINCT "interviewId") FROM "{table}"')
            ).one()
            assert tuple(counted) == (ROUNDS, ROUNDS)


@pytest.mark.proves("F61")
@pytest.mark.parametrize("kind", ["interviews", "deletions"])
def test_sweepers_never_take_the_same(database: Database, kind: str) -> None:
    with database.transaction() as session:
        ids = [add_interview(session) for _ in range(ROUNDS)]
        for interview_id in ids:
            processing.schedule_check(session, interview_id, timedelta(seconds=-1))
            deletions.add(
                session, interview_id, user_id="anna", blob_names=[], external_ids=[], video_ids=[]
            )
    barrier = Barrier(WORKERS)

    def sweep(_: int) -> list[str]:
        taken: list[str] = []
        barrier.wait(timeout=30)
        while True:
            with database.transaction() as session:
                if kind == "interviews":
                    batch = processing.claim_due(session, 7, 60)
                else:
                    due = deletions.claim_due(session, 7, hold_seconds=60)
                    batch = [pending.interview_id for pending in due]
            if not batch:
                return taken
            taken += batch

    with ThreadPoolExecutor(WORKERS) as pool:
        taken = Counter(id_ for found in pool.map(sweep, range(WORKERS)) for id_ in found)
    # A sweeper that found every row locked ends early; what is left is still due, never lost.
    assert set(taken.values()) == {1}
    with database.transaction() as session:
        rest = processing.claim_due(session, ROUNDS, 60) if kind == "interviews" else [
            pending.interview_id
            for pending in deletions.claim_due(session, ROUNDS, hold_seconds=60)
        ]  # fmt: skip
    assert sorted([*taken, *rest]) == sorted(ids)


@pytest.mark.proves("F55")
def test_practised_answers_keep_every_appended_one(database: Database) -> None:
    """Naive read-modify-write keeps about a third of these."""
    prep_session_id = new_cuid()
    with database.transaction() as session:
        session.execute(
            text(
                'INSERT INTO "PrepSession" VALUES (:id, :user, :text, :text, :json, :json,'
                " timezone('UTC', now()), timezone('UTC', now()))"
            ),
            {"id": prep_session_id, "user": "anna", "text": "Acme", "json": "[]"},
        )
    rounds = ROUNDS // WORKERS

    def append(worker: int) -> None:
        for number in range(rounds):
            written = False
            while not written:
                with database.transaction() as session:
                    read = prep_sessions.get_owned(session, prep_session_id, "anna")
                    assert read is not None
                    answers = [*read.practice_answers, f"{worker}/{number}"]
                    written = prep_sessions.write_answers(session, read, answers)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(append, range(WORKERS)))
    with database.transaction() as session:
        read = prep_sessions.get_owned(session, prep_session_id, "anna")
    assert read is not None
    wanted = {f"{worker}/{number}" for worker in range(WORKERS) for number in range(rounds)}
    assert len(read.practice_answers) == len(wanted)
    assert set(read.practice_answers) == wanted


def test_a_limit_holds_for_requests_at_once(database: Database) -> None:
    limit = 25
    barrier = Barrier(WORKERS)

    def ask(_: int) -> int:
        allowed = 0
        barrier.wait(timeout=30)
        for _ in range(ROUNDS // WORKERS):
            with database.transaction() as session:
                if user_events.count_since(session, "anna", "create", timedelta(hours=1)) < limit:
                    user_events.add(session, "anna", "create")
                    allowed += 1
        return allowed

    with ThreadPoolExecutor(WORKERS) as pool:
        assert sum(pool.map(ask, range(WORKERS))) == limit


@pytest.mark.proves("F42", "F59")
def test_deleting_while_results_are_stored_leaves_nothing(database: Database) -> None:
    """Either the worker's guarded step comes first and its rows go too, or it finds nothing."""
    with database.transaction() as session:
        ids = [add_interview(session, status=Status.TRANSCRIBING) for _ in range(ROUNDS)]
    barrier = Barrier(2)

    def store() -> int:
        stored = 0
        for interview_id in ids:
            barrier.wait(timeout=30)
            with database.transaction() as session:
                moved = interviews.advance(
                    session, interview_id, to=Status.ANALYZING, from_={Status.TRANSCRIBING}
                )
                if moved:
                    add_transcription(session, interview_id)
                    stored += 1
        return stored

    def erase() -> int:
        erased = 0
        for interview_id in ids:
            barrier.wait(timeout=30)
            with database.transaction() as session:
                erased += interviews.delete(session, interview_id)
        return erased

    with ThreadPoolExecutor(2) as pool:
        storing, erasing = pool.submit(store), pool.submit(erase)
        assert erasing.result() == ROUNDS
        storing.result()
    with database.transaction() as session:
        left = session.execute(
            text(
                'SELECT (SELECT count(*) FROM "Interview"), (SELECT count(*) FROM "Transcription"),'
                " (SELECT count(*) FROM pipeline.processing)"
            )
        ).one()
    assert tuple(left) == (0, 0, 0)


def test_results_for_an_interview_that_is_gone_are_refused(database: Database) -> None:
    with (
        pytest.raises(BackendError, match="ForeignKeyViolation"),
        database.transaction() as session,
    ):
        add_transcription(session, "gone")
