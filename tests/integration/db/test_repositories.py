"""What the queries answer; that they have one winner stands in test_concurrency."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import text

from shared.db.column_types import now_ms
from shared.db.cuid import new_cuid
from shared.db.engine import Database, Session
from shared.db.repositories import (
    deletions,
    idempotency,
    interviews,
    prep_sessions,
    processing,
    results,
    usage,
    user_events,
)
from shared.db.repositories.interviews import InterviewRecord
from shared.domain.interview import Status
from tests.integration.db.rows import add_analysis, add_interview, add_transcription

HOUR = timedelta(hours=1)


def backdate(session: Session, column: str, table: str, age: timedelta) -> None:
    session.execute(text(f"UPDATE {table} SET {column} = {column} - :age"), {"age": age})  # noqa: S608


def listed(session: Session, **wanted: Any) -> list[str]:
    return [record.id for record in interviews.list_page(session, "anna", limit=100, **wanted)]


def record_of(session: Session, interview_id: str) -> InterviewRecord:
    record = interviews.get(session, interview_id)
    assert record is not None
    return record


class TestInterviews:
    def test_somebody_elses_is_like_a_missing_one(self, database: Database) -> None:
        with database.transaction() as session:
            theirs = add_interview(session, user_id="bert")
            assert interviews.get_owned(session, theirs, "anna") is None
            assert interviews.get_owned(session, "missing", "anna") is None
            assert not interviews.update_metadata(session, theirs, "anna", {"company": "x"})
            assert listed(session) == []
            assert interviews.all_of_user(session, "anna") == []
            assert interviews.count_under_way(session, "anna") == 0
            assert interviews.existing(session, [theirs, "missing"]) == {theirs}

    def test_pages_by_keyset_meet_every_interview_once(self, database: Database) -> None:
        with database.transaction() as session:
            ids = [add_interview(session) for _ in range(11)]
            # All in the same millisecond: only the id tells them apart.
            session.execute(text('UPDATE "Interview" SET "createdAt" = \'2026-01-01\''))
            found: list[str] = []
            before = None
            while page := interviews.list_page(session, "anna", limit=3, before=before):
                found += [record.id for record in page]
                before = (page[-1].created_at, page[-1].id)
        assert found == sorted(ids, reverse=True)

    def test_an_interview_that_comes_meanwhile_shifts_no_page(self, database: Database) -> None:
        with database.transaction() as session:
            ids = [add_interview(session) for _ in range(9)]
            found: list[str] = []
            before = None
            while page := interviews.list_page(session, "anna", limit=2, before=before):
                found += [record.id for record in page]
                before = (page[-1].created_at, page[-1].id)
                add_interview(session)
        assert sorted(found) == sorted(ids)

    @pytest.mark.parametrize(
        ("wanted", "found"),
        [
            ({"status": Status.FAILED}, {"globex"}),
            ({"company": "Acme"}, {"acme"}),
            ({"interview_type": "panel"}, {"globex"}),
            ({"text": "GLOB"}, {"globex"}),
            ({"text": "notes on 100% of it"}, {"acme"}),
            ({"text": "%"}, {"acme"}),
            ({"text": "_"}, set()),
            ({"text": "nothing \0"}, set()),
            ({"company": "Acme", "status": Status.FAILED}, set()),
            ({}, {"acme", "globex"}),
        ],
    )
    def test_filters(self, database: Database, wanted: dict[str, Any], found: set[str]) -> None:
        with database.transaction() as session:
            names = {
                add_interview(session, notes="My notes on 100% of it."): "acme",
                add_interview(
                    session, company="Globex", interview_type="panel", status=Status.FAILED
                ): "globex",
            }
            assert {names[id_] for id_ in listed(session, **wanted)} == found

    def test_a_step_that_the_table_does_not_have_is_a_mistake(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            with pytest.raises(ValueError, match="no step"):
                interviews.advance(
                    session, interview_id, to=Status.COMPLETED, from_={Status.UPLOADING}
                )
            assert record_of(session, interview_id).status is Status.UPLOADING

    def test_a_step_from_elsewhere_changes_nothing(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session, status=Status.COMPLETED)
            before = record_of(session, interview_id)
            assert not interviews.advance(
                session, interview_id, to=Status.FAILED, from_={Status.ANALYZING}
            )
            assert record_of(session, interview_id).updated_at == before.updated_at
            assert not interviews.advance(
                session, "missing", to=Status.FAILED, from_={Status.ANALYZING}
            )

    def test_a_version_never_repeats_and_never_goes_back(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            ahead = now_ms() + HOUR  # written by a host whose clock is fast
            session.execute(
                text('UPDATE "Interview" SET "updatedAt" = :ahead'),
                {"ahead": ahead.replace(tzinfo=None)},
            )
            seen = [ahead]
            for number in range(5):
                interviews.update_metadata(
                    session, interview_id, "anna", {"company": f"Acme {number}"}
                )
                seen.append(record_of(session, interview_id).updated_at)
        assert seen == sorted(set(seen))

    def test_updated_at_moves_only_where_something_changes(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session, notes=None)
            first = record_of(session, interview_id).updated_at
            for same in ({"company": "Acme", "notes": None}, {}):
                assert interviews.update_metadata(session, interview_id, "anna", same)
                assert record_of(session, interview_id).updated_at == first
            assert interviews.update_metadata(session, interview_id, "anna", {"notes": "new"})
            changed = record_of(session, interview_id)
            assert (changed.notes, changed.updated_at > first) == ("new", True)

    def test_a_change_of_another_version_is_refused(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            read = record_of(session, interview_id).updated_at
            change = {"company": "Globex"}
            assert interviews.update_metadata(
                session, interview_id, "anna", change, if_updated_at=read
            )
            assert not interviews.update_metadata(
                session, interview_id, "anna", {"company": "Initech"}, if_updated_at=read
            )
            assert record_of(session, interview_id).company == "Globex"

    def test_a_status_of_the_web_apps_own_breaks_no_list(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            session.execute(text("UPDATE \"Interview\" SET status = 'archived'"))
            assert [record.status for record in interviews.all_of_user(session, "anna")] == [
                Status.FAILED
            ]
            assert not interviews.advance(
                session, interview_id, to=Status.UPLOADED, from_={Status.FAILED}
            )

    def test_ages_are_the_databases_in_utc(self, database: Database) -> None:
        """The session is in New York: five hours wrong would show."""
        with database.transaction() as session:
            interview_id = add_interview(session)
            assert interviews.older_than(session, timedelta(minutes=1), limit=5) == []
            backdate(session, '"createdAt"', '"Interview"', timedelta(minutes=2))
            assert interviews.older_than(session, timedelta(minutes=1), limit=5) == [interview_id]
            assert interviews.older_than(session, timedelta(minutes=3), limit=5) == []

    def test_completed_is_never_seen_without_its_analysis(self, database: Database) -> None:
        with database.transaction() as session:
            ids = [add_interview(session, status=Status.ANALYZING) for _ in range(150)]
        finished = Event()

        def complete() -> None:
            for interview_id in ids:
                with database.transaction() as session:
                    interviews.advance(
                        session, interview_id, to=Status.COMPLETED, from_={Status.ANALYZING}
                    )
                    add_transcription(session, interview_id)
                    add_analysis(session, interview_id)
            finished.set()

        worker = Thread(target=complete)
        worker.start()
        seen: set[tuple[Status, bool]] = set()
        while not finished.is_set():
            with database.transaction() as session:
                page = interviews.list_page(session, "anna", limit=100)
            seen |= {(record.status, record.has_analysis) for record in page}
        worker.join()
        assert seen <= {(Status.ANALYZING, False), (Status.COMPLETED, True)}


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
            assert delays == [5, 10, 20, 40, 80, 160, 320, 600, 600]
            processing.begin_stage(session, interview_id, deadline=HOUR, next_check=HOUR)
            processing.postpone(session, interview_id, at_least=30.5)
            assert self._seconds_to_next_check(session) in (30, 31)
            work = record_of(session, interview_id).processing
            assert work is not None
            assert work.checks == 1

    @staticmethod
    def _seconds_to_next_check(session: Session) -> int:
        query = (
            "SELECT extract(epoch FROM next_check_at - clock_timestamp()) FROM pipeline.processing"
        )
        return round(session.execute(text(query)).scalar_one())

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


class TestResults:
    def test_a_second_one_takes_the_place_of_the_first(self, database: Database) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            for number in (1, 2):
                add_transcription(session, interview_id, f"Version {number}.")
                add_analysis(session, interview_id, overall_score=50.0 + number)
            transcription = results.get_transcription(session, interview_id)
            analysis = results.get_analysis(session, interview_id)
            assert transcription is not None
            assert analysis is not None
            assert (transcription.text, analysis.overall_score) == ("Version 2.", 52.0)
            results.set_speakers(session, interview_id, {"speakers": []})
            again = results.get_transcription(session, interview_id)
            assert again is not None
            assert again.speakers == {"speakers": []}

    @pytest.mark.parametrize("score", [float("nan"), float("inf")])
    def test_a_score_that_is_no_number_is_refused(self, database: Database, score: float) -> None:
        with database.transaction() as session:
            interview_id = add_interview(session)
            with pytest.raises(ValueError, match="finite"):
                add_analysis(session, interview_id, overall_score=score)

    def test_progress_over_time(self, database: Database) -> None:
        with database.transaction() as session:
            ids = [add_interview(session) for _ in range(4)]
            for number, interview_id in enumerate(ids):
                if number != 1:
                    add_analysis(session, interview_id, overall_score=float(number))
            add_analysis(session, add_interview(session, user_id="bert"))
            points = results.analysed_interviews(session, "anna", limit=2)
        assert [point.overall_score for point in points] == [2.0, 3.0]
        assert [point.interview_id for point in points] == ids[2:]
        assert points[0].interviewed_at.tzinfo is UTC
        assert points[0].speech_metrics == {"fillerWords": {"value": 2.5}}


class TestDeletions:
    def test_a_note_is_worked_off_and_forgotten(self, database: Database) -> None:
        with database.transaction() as session:
            for blob in ("first", "second"):  # the second note is none
                deletions.add(
                    session, "gone", user_id="anna", blob_names=[blob], external_ids=["gone-1"],
                    video_ids=[],
                )  # fmt: skip
            (note,) = deletions.claim_due(session, 5, hold_seconds=60)
            assert (note.blob_names, note.external_ids, note.video_ids) == (
                ["first"],
                ["gone-1"],
                [],
            )
            assert deletions.claim_due(session, 5, hold_seconds=60) == []
            deletions.postpone(session, "gone", error_code="storage_unavailable")
            noted = deletions.get(session, "gone")
            assert noted is not None
            assert (noted.attempts, noted.last_error_code) == (1, "storage_unavailable")
            assert not deletions.finish(session, "gone", afterlife=HOUR)
            backdate(session, "requested_at", "pipeline.deletion", 2 * HOUR)
            assert deletions.finish(session, "gone", afterlife=HOUR)
            deletions.forget_finished(session, HOUR)
            assert deletions.get(session, "gone") is not None
            backdate(session, "finished_at", "pipeline.deletion", 2 * HOUR)
            deletions.forget_finished(session, HOUR)
            assert deletions.get(session, "gone") is None


class TestLimitsAndKeys:
    def test_events_are_counted_by_user_kind_and_window(self, database: Database) -> None:
        with database.transaction() as session:
            for user, kind in (("anna", "create"), ("anna", "upload_url"), ("bert", "create")):
                user_events.add(session, user, kind)
            assert user_events.count_since(session, "anna", "create", HOUR) == 1
            backdate(session, "occurred_at", "pipeline.user_event", 2 * HOUR)
            assert user_events.count_since(session, "anna", "create", HOUR) == 0
            assert user_events.count_since(session, "anna", "create", 3 * HOUR) == 1
            assert user_events.count_since(session, "anna \0", "create", HOUR) == 0
            user_events.forget_user(session, "anna")
            assert user_events.count_since(session, "anna", "create", 3 * HOUR) == 0
            assert user_events.count_since(session, "bert", "create", 3 * HOUR) == 1
            user_events.forget_older_than(session, HOUR)
            assert user_events.count_since(session, "bert", "create", 3 * HOUR) == 0

    def test_a_key_belongs_to_its_user_and_goes_with_its_interview(
        self, database: Database
    ) -> None:
        with database.transaction() as session:
            one, other = add_interview(session), add_interview(session, user_id="bert")
            assert idempotency.reserve(session, "anna", "key", "hash", one)
            assert idempotency.reserve(session, "bert", "key", "hash", other)
            assert not idempotency.reserve(session, "anna", "key", "another", one)
            found = idempotency.find(session, "anna", "key")
            assert found is not None
            assert (found.interview_id, found.request_hash) == (one, "hash")
            interviews.delete(session, one)
            assert idempotency.find(session, "anna", "key") is None
            backdate(session, "created_at", "pipeline.idempotency_key", 2 * HOUR)
            idempotency.forget_older_than(session, HOUR)
            assert idempotency.find(session, "bert", "key") is None

    def test_minutes_of_this_month(self, database: Database) -> None:
        with database.transaction() as session:
            mine, other = add_interview(session), add_interview(session, user_id="bert")
            for interview_id, ms in ((mine, 60_000), (mine, 30_000), (other, 99_000)):
                usage.add(
                    session, interview_id, generation=1, kind="transcription", name="AudioOnly",
                    media_ms=ms, price_usd=Decimal("0.024"),
                )  # fmt: skip
            usage.add(
                session, mine, generation=1, kind="model", name="m", input_tokens=5 * 10**9,
                output_tokens=1,
            )  # fmt: skip
            assert usage.media_ms_this_month(session, "anna") == 90_000
            backdate(session, "created_at", "pipeline.usage", timedelta(days=32))
            assert usage.media_ms_this_month(session, "anna") == 0


def test_a_prep_session_is_its_owners(database: Database) -> None:
    prep_session_id = new_cuid()
    with database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO \"PrepSession\" VALUES (:id, 'anna', 'Acme', 'Engineer', '[]', '[]',"
                " '2026-01-01 12:00:00.123', '2026-01-01 12:00:00.123')"
            ),
            {"id": prep_session_id},
        )
        assert prep_sessions.is_owned(session, prep_session_id, "anna")
        assert not prep_sessions.is_owned(session, prep_session_id, "bert")
        assert prep_sessions.get_owned(session, prep_session_id, "bert") is None
        read = prep_sessions.get_owned(session, prep_session_id, "anna")
    assert read is not None
    assert read.updated_at == datetime(2026, 1, 1, 12, 0, 0, 123_000, UTC)
