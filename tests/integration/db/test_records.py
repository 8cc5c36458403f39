"""The queries on results, deletions, limits, keys and prep sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from shared.db.cuid import new_cuid
from shared.db.engine import Database
from shared.db.repositories import (
    deletions,
    idempotency,
    interviews,
    prep_sessions,
    results,
    usage,
    user_events,
)
from tests.integration.db.rows import (
    add_analysis,
    add_interview,
    add_transcription,
    backdate,
)

HOUR = timedelta(hours=1)


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
