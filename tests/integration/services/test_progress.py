"""Progress and reports out of a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from shared.db.engine import Database
from shared.domain.interview import Status
from shared.errors import Conflict, InvalidInput, NotFound
from shared.services.reading.progress import ProgressReading
from shared.services.reading.reporting import Reporting
from tests.analysed import stored
from tests.integration.db.rows import add_analysis, add_interview

DAY = timedelta(days=1)
NEWEST = datetime(2026, 11, 20, 12, tzinfo=UTC)


def columns(analysis: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "speech_metrics": analysis["speechMetrics"],
        "content_analysis": analysis["contentAnalysis"],
        "sentiment": analysis["sentiment"],
        "overall_score": analysis["overallScore"],
        "recommendations": analysis["recommendations"],
        "model_used": analysis["modelUsed"],
    } | changes


def measured(pace: Any, fillers: Any, star: Any, score: float, **changes: Any) -> dict[str, Any]:
    return {
        "speech_metrics": {"speakingPace": {"value": pace}, "fillerWords": {"value": fillers}},
        "content_analysis": {"starMethod": {"score": star}, "score": {"formula": "1.0"}},
        "overall_score": score,
        "model_used": "rules-1.0",
    } | changes


def add(database: Database, analysis: dict[str, Any] | None, **changes: Any) -> str:
    """A completed interview; the first one made is the oldest, a day between each."""
    given = {"status": Status.COMPLETED} | changes
    with database.transaction() as session:
        id_ = add_interview(session, **given)
        if analysis is not None:
            add_analysis(session, id_, **analysis)
        session.execute(
            text(
                'UPDATE "Interview" SET "createdAt" = :at - interval \'1 day\' * '
                '(SELECT 10 - count(*) FROM "Interview") WHERE id = :id'
            ),
            {"at": NEWEST.replace(tzinfo=None), "id": id_},
        )
    return id_


@pytest.fixture
def progress(database: Database) -> ProgressReading:
    return ProgressReading(database)


def test_trends_over_completed_interviews_oldest_first(
    database: Database, progress: ProgressReading
) -> None:
    ids = [
        add(database, measured(200 - 12 * number, 6 - number, 0.25 * number, 40 + 8 * number))
        for number in range(4)
    ]
    add(database, measured(100, 1, 1, 99), status=Status.ANALYZING)
    add(database, None)
    add(database, measured(100, 1, 1, 99), user_id="bert")
    found = progress.over_time("anna", {})
    assert [point.interview_id for point in found.items] == ids
    assert [point.score for point in found.items] == [40, 48, 56, 64]
    assert found.items[0].interviewed_at == NEWEST - 9 * DAY
    assert (found.items[-1].words_per_minute, found.items[-1].star_share) == (164, 0.75)
    assert found.trends.score.direction == "improving"
    assert found.trends.score.change == 24
    assert found.trends.words_per_minute.change == -36
    assert found.trends.fillers_per_100_words.direction == "improving"
    assert not found.more


def test_an_interview_without_a_score_has_none(
    database: Database, progress: ProgressReading
) -> None:
    content = {"starMethod": {"score": None}, "score": {"formula": "1.1", "measured": False}}
    add(database, measured(150, 1, None, 0, content_analysis=content))
    (point,) = progress.over_time("anna", {}).items
    assert point.score is None
    assert point.words_per_minute == 150


def test_the_latest_ones_and_whether_there_are_more(
    database: Database, progress: ProgressReading
) -> None:
    ids = [add(database, measured(150, 1, 0.5, 50)) for _ in range(3)]
    found = progress.over_time("anna", {"limit": "2"})
    assert [point.interview_id for point in found.items] == ids[1:]
    assert found.more
    assert found.trends.score.interviews == 2
    assert not progress.over_time("anna", {"limit": "3"}).more


FILTERS: tuple[tuple[dict[str, str], list[int]], ...] = (
    ({"company": "Contoso"}, [1]),
    ({"company": ""}, [0, 1, 2]),
    ({"company": "acme"}, []),
    ({"interviewType": "phone"}, [2]),
    ({"from": "2026-11-12"}, [1, 2]),
    ({"to": "2026-11-11"}, [0]),
    ({"from": "2026-11-12", "to": "2026-11-12"}, [1]),
    ({"from": "2026-11-13", "to": "2026-11-12"}, []),
    ({"from": "0001-01-01", "to": "9999-12-31"}, [0, 1, 2]),
)


def test_filters(database: Database, progress: ProgressReading) -> None:
    ids = [
        add(database, measured(150, 1, 0.5, 50)),
        add(database, measured(150, 1, 0.5, 50), company="Contoso"),
        add(database, measured(150, 1, 0.5, 50), interview_type="phone"),
    ]
    for query, wanted in FILTERS:
        found = [point.interview_id for point in progress.over_time("anna", query).items]
        assert found == [ids[place] for place in wanted], query


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"), ("limit", "101"), ("limit", "x"), ("interviewType", "casual"),
        ("company", "\0"), ("company", "x" * 201), ("from", "2026-02-30"), ("from", "today"),
        ("to", "20261126"), ("to", "2026-W48-4"), ("to", ""),
    ],
)  # fmt: skip
def test_a_wrong_parameter_is_named_before_the_database_is_asked(name: str, value: str) -> None:
    unreachable = Database("postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(InvalidInput) as refused:
        ProgressReading(unreachable).over_time("anna", {name: value})
    assert list(refused.value.fields) == [name]


def test_what_an_earlier_version_or_nobody_measured_is_null(
    database: Database, progress: ProgressReading
) -> None:
    add(database, {"speech_metrics": {"fillerWords": {"value": 2.5}},
                   "content_analysis": {"starMethod": {"score": 60}}})  # fmt: skip
    add(database, measured(None, "many", {"a": 1}, 50))
    add(database, measured(True, [1], -1, 50))
    add(database, {"speech_metrics": [], "content_analysis": "none"})
    points = progress.over_time("anna", {}).items
    assert [point.words_per_minute for point in points] == [None] * 4
    assert [point.fillers_per_100_words for point in points] == [2.5, None, None, None]
    assert [point.star_share for point in points] == [None] * 4


def test_whole_analyses_stay_in_the_database(database: Database, progress: ProgressReading) -> None:
    add(database, columns(stored()))
    sent: list[str] = []
    with database.transaction() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *told: sent.append(told[2]))
    (point,) = progress.over_time("anna", {}).items
    (statement,) = [entry for entry in sent if "Analysis" in entry]
    assert statement.count('"speechMetrics" #>') == 2
    assert statement.count('"contentAnalysis" #>') == 3
    assert statement.count('"speechMetrics"') == 2
    assert '"timestamps"' not in statement
    assert point.score == stored()["overallScore"]
    assert point.words_per_minute == stored()["speechMetrics"]["speakingPace"]["value"]


def test_two_interviews_question_by_question(database: Database, progress: ProgressReading) -> None:
    first = add(database, columns(stored("nurse_panel_medium")))
    second = add(database, columns(stored("coordinator_weak")))
    found = progress.comparison("anna", {"first": first, "second": second})
    assert (found.first.interview_id, found.second.interview_id) == (first, second)
    assert found.first.score is not None
    assert found.second.score is not None
    assert found.changes.score == round(found.second.score - found.first.score, 3)
    same = progress.comparison("anna", {"first": first, "second": first})
    judged = [
        e for e in stored("nurse_panel_medium")["contentAnalysis"]["exchanges"] if e["judged"]
    ]
    assert len(same.questions) == len(judged)
    assert same.only_first == same.only_second == ()


def test_what_cannot_be_compared(database: Database, progress: ProgressReading) -> None:
    mine, waiting = add(database, columns(stored())), add(database, None)
    foreign = add(database, columns(stored()), user_id="bert")
    with pytest.raises(NotFound) as theirs:
        progress.comparison("anna", {"first": mine, "second": foreign})
    with pytest.raises(NotFound) as missing:
        progress.comparison("anna", {"first": f"c{'0' * 24}", "second": mine})
    assert str(theirs.value) == str(missing.value)
    with pytest.raises(Conflict):
        progress.comparison("anna", {"first": mine, "second": waiting})
    for query in ({}, {"first": mine}, {"first": mine, "second": "not an id"}):
        with pytest.raises(InvalidInput) as refused:
            progress.comparison("anna", query)
        assert list(refused.value.fields) == ["second" if query else "first"]


def test_the_report_of_a_stored_analysis(database: Database) -> None:
    reporting = Reporting(database)
    id_ = add(database, columns(stored()), company="Brightline")
    html, markdown = (reporting.report("anna", id_, kind) for kind in ("html", "md"))
    assert html.startswith("<!doctype html>")
    assert "<h1>Engineer at Brightline</h1>" in html
    assert markdown.startswith("# Engineer at Brightline\n")
    assert "11 November 2026" in markdown
    assert "being analysed again" not in html


def test_an_earlier_result_is_reported_while_a_new_one_is_made(database: Database) -> None:
    id_ = add(database, columns(stored()), status=Status.ANALYZING)
    assert "being analysed again" in Reporting(database).report("anna", id_, "html")


def test_there_is_no_report_without_an_analysis(database: Database) -> None:
    reporting = Reporting(database)
    waiting = add(database, None, status=Status.TRANSCRIBING)
    foreign = add(database, columns(stored()), user_id="bert")
    with pytest.raises(Conflict):
        reporting.report("anna", waiting, "html")
    with pytest.raises(NotFound) as theirs:
        reporting.report("anna", foreign, "html")
    with pytest.raises(NotFound) as missing:
        reporting.report("anna", f"c{'0' * 24}", "html")
    assert str(theirs.value) == str(missing.value)
