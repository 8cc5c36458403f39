"""The queries on interviews; that a step has one winner stands in test_concurrency."""

from __future__ import annotations

from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import text

from shared.db.column_types import now_ms
from shared.db.engine import Database, Session
from shared.db.repositories import (
    interviews,
)
from shared.domain.interview import Status
from tests.integration.db.rows import (
    add_analysis,
    add_interview,
    add_transcription,
    backdate,
    record_of,
)


def listed(session: Session, **wanted: Any) -> list[str]:
    return [record.id for record in interviews.list_page(session, "anna", limit=100, **wanted)]


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
            ahead = now_ms() + timedelta(hours=1)  # written by a host whose clock is fast
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
