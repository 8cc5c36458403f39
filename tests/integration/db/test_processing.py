"""The queries on the work on interviews."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import text

from local.processes import wait_until
from shared.db.engine import Database, Session
from shared.db.repositories import (
    interviews,
    processing,
)
from shared.domain.interview import Status
from tests.integration.db.rows import (
    add_interview,
    backdate,
    record_of,
)

HOUR = timedelta(hours=1)


class TestProcessing:
    def test_a_lease(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            assert not processing.extend_lease(session, interview_id, 10)
            assert processing.claim_lease(session, interview_id, 60)
            assert not processing.claim_lease(session, interview_id, 60)
            assert processing.extend_lease(session, interview_id, 0)
            assert processing.claim_lease(session, interview_id, 60)
            assert processing.release_lease(session, interview_id)
            assert processing.claim_lease(session, interview_id, 60)
            assert not processing.claim_lease(session, "missing", 60)

    def test_what_is_leased_is_not_swept(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            processing.schedule_check(session, interview_id, -HOUR)
            processing.claim_lease(session, interview_id, 60)
            assert processing.claim_due(session, 10, 60) == []
            processing.release_lease(session, interview_id)
            assert processing.claim_due(session, 10, 60) == [interview_id]

    def test_the_oldest_are_swept_first_and_held(self, database: Database) -> None:
        with database.transaction() as session:
            ids = [add_interview(session) for _ in range(5)]
            for age, interview_id in enumerate(ids, start=1):
                processing.schedule_check(session, interview_id, -age * HOUR)
            not_due = add_interview(session)
            assert sorted(processing.claim_due(session, 2, 60)) == sorted(ids[:-3:-1])
            assert sorted(processing.claim_due(session, 9, 60)) == sorted(ids[:3])
            assert processing.claim_due(session, 9, 60) == []
            assert record_of(session, not_due).processing is not None

    def test_another_try_comes_twice_as_late_up_to_ten_minutes(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            delays = []
            for _ in range(9):
                processing.postpone(session, interview_id)
                delays.append(self._seconds_to_next_check(session))
            wanted = [5, 10, 20, 40, 80, 160, 320, 600, 600]
            # A busy machine takes its time between writing and looking.
            assert [
                max(seconds, min(delay, seconds + 2))
                for seconds, delay in zip(delays, wanted, strict=True)
            ] == wanted
            processing.begin_stage(session, interview_id, deadline=HOUR, next_check=HOUR)
            processing.postpone(session, interview_id, at_least=30.5)
            assert 28 <= self._seconds_to_next_check(session) <= 31
            work = record_of(session, interview_id).processing
            assert work is not None
            assert work.checks == 1

    @staticmethod
    def _seconds_to_next_check(session: Session) -> int:
        query = "SELECT round(extract(epoch FROM next_check_at - clock_timestamp()))::int"
        return int(session.execute(text(f"{query} FROM pipeline.processing")).scalar_one())

    def test_a_deadline_passes_by_the_databases_clock(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            assert not processing.is_overdue(session, interview_id)
            backdate(session, "deadline_at", "pipeline.processing", 2 * HOUR)
            assert processing.is_overdue(session, interview_id)
            processing.begin_stage(session, interview_id, deadline=None, next_check=HOUR)
            assert processing.is_overdue(session, interview_id)
            processing.begin_stage(session, interview_id, deadline=HOUR, next_check=HOUR)
            assert not processing.is_overdue(session, interview_id)
            processing.finish(session, interview_id)
            assert not processing.is_overdue(session, interview_id)
            assert processing.claim_due(session, 9, 60) == []

    def test_a_video_of_an_earlier_generation_is_not_taken(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            assert processing.record_video(session, interview_id, 1, "first")
            assert processing.next_generation(session, interview_id)
            assert not processing.record_video(session, interview_id, 1, "late")
            work = record_of(session, interview_id).processing
            assert work is not None
            assert (work.generation, work.video_id) == (2, None)

    def test_what_is_recorded_is_read(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            processing.record_media(
                session, interview_id, etag="0x1", size_bytes=5 * 1024**3, duration_ms=60_000,
                media_container="mp4", audio_blob_name=None,
            )  # fmt: skip
            processing.record_duration(session, interview_id, 61_000)
            processing.set_candidate_speakers(session, interview_id, [2, 1])
            processing.ask_repeat(session, interview_id, 3)
            processing.record_failure(
                session, interview_id, code="no_speech", stage=Status.TRANSCRIBING,
                retryable=False, look_again=None,
            )  # fmt: skip
            work = record_of(session, interview_id).processing
        assert work is not None
        assert (work.etag, work.size_bytes, work.duration_ms) == ("0x1", 5 * 1024**3, 61_000)
        assert (work.candidate_speakers, work.repeat) == ([2, 1], 3)
        assert (work.failure_code, work.failure_stage) == ("no_speech", "transcribing")
        assert (work.failure_retryable, work.next_check_at, work.checks) == (False, None, 1)


def test_what_has_ended_is_not_to_be_looked_at_again(database: Database) -> None:
    for status in (Status.COMPLETED, Status.FAILED):
        with database.transaction() as session:
            interview_id = add_interview(session, status=status)
            processing.finish(session, interview_id)
            assert not processing.postpone(session, interview_id)
            assert not processing.postpone(session, "missing")
            assert next_check_of(session, interview_id) is None


def test_postponing_waits_for_a_commit_that_completes(database: Database) -> None:
    with database.transaction() as session:
        interview_id = add_interview(session, status=Status.ANALYZING)

    def postpone() -> bool:
        with database.transaction() as session:
            return processing.postpone(session, interview_id)

    def somebody_waits() -> bool:
        query = """
            SELECT count(*) FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND datname = current_database()
        """
        with database.transaction() as session:
            return bool(session.scalar(text(query)) == 1)

    with ThreadPoolExecutor(1) as pool:
        with database.transaction() as session:
            interviews.advance(session, interview_id, to=Status.COMPLETED, from_={Status.ANALYZING})
            late = pool.submit(postpone)
            wait_until(somebody_waits, 30, "the other one waits for the row")
            processing.finish(session, interview_id)
        assert late.result(30) is False
    with database.transaction() as session:
        assert next_check_of(session, interview_id) is None


def next_check_of(session: Session, interview_id: str) -> object:
    work = record_of(session, interview_id).processing
    assert work is not None
    return work.next_check_at
