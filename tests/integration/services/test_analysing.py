"""An interview's analysis by a model that fails: what is stored, what it costs, and what follows.

Real PostgreSQL, real queue, the real openai SDK; time passes by changing what is stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text

from local.postgres import Postgres
from shared.clients.language_model.client import OpenAILanguageModel
from shared.contracts.results import InterviewWithResults
from shared.contracts.transcripts import ImportTranscript
from shared.errors import Conflict, DatabaseUnavailable
from shared.services.analysis.analysing import BUDGETS_A_DAY
from shared.services.analysis.spending import Budget
from shared.services.creation.importing import Importing, ImportRules
from shared.services.reading.reading import Reading
from tests.fixtures.language_model import Connect
from tests.integration.services.conftest import MakeWorld
from tests.integration.services.steps import World
from tests.stand_ins import language_model_faults as faults
from tests.stand_ins.language_model import LanguageModelStandIn, Received
from tests.stand_ins.language_model_answers import answer_for, judged_answer

USER = "anna@example.com"
STORIES = (
    ("Tell me about a time you fixed something slow.", "I added two indexes to the orders table."),
    ("Let's move on. Describe a conflict with your manager.", "I measured the billing first."),
    ("Next question. Walk me through a failure of yours.", "I promised a date without asking."),
)
SAID = "\n".join(
    f"Interviewer: {question}\nCandidate: {answer} It took me a while, and in the end it held."
    for question, answer in STORIES
)
WANTED = ImportTranscript(
    company="Contoso", jobTitle="Engineer", interviewType="phone", notes="my notes", transcript=SAID
)
BOTH = frozenset({"transcription", "analysis"})


@pytest.fixture
def judge(model: LanguageModelStandIn, connect: Connect) -> OpenAILanguageModel:
    """Our client of the model's stand-in."""
    return connect(model)


@pytest.fixture
def world(make_world: MakeWorld, judge: OpenAILanguageModel) -> World:
    return make_world(lambda _name: None, judge)


def imported(world: World, prep_session_id: str | None = None) -> str:
    """An interview that waits for its analysis."""
    rules = ImportRules(4 * 1024**2, 100, 100, timedelta(days=1), 0)
    wanted = WANTED.model_copy(update={"prep_session_id": prep_session_id})
    created, _ = Importing(world.database, world.queue, rules).create(
        USER, wanted, key=None, request_hash=""
    )
    return created.id


def read(world: World, interview_id: str) -> InterviewWithResults:
    return cast(InterviewWithResults, Reading(world.database).interview(USER, interview_id, BOTH))


def number(world: World, query: str, interview_id: str) -> float:
    with world.database.transaction() as session:
        return float(session.scalar(text(query), {"id": interview_id}) or 0)


def until_next_look(world: World, interview_id: str) -> timedelta | None:
    """How long until the sweep looks at it; None where it never will."""
    query = (
        "SELECT next_check_at - clock_timestamp() FROM pipeline.processing WHERE interview_id = :id"
    )
    with world.database.transaction() as session:
        found: timedelta | None = session.scalar(text(query), {"id": interview_id})
    return found


def pass_time(world: World, interview_id: str, time: timedelta) -> None:
    """All that is stored of the work on an interview becomes so much older."""
    columns = ("next_check_at", "deadline_at", "lease_until", "stage_started_at", "created_at")
    older = ", ".join(f"{name} = {name} - :time" for name in columns)
    with world.database.transaction() as session:
        session.execute(
            text(f"UPDATE pipeline.processing SET {older} WHERE interview_id = :id"),
            {"time": time, "id": interview_id},
        )
        session.execute(
            text("UPDATE pipeline.usage SET created_at = created_at - :time"), {"time": time}
        )


def about(words: str) -> Callable[[Received], bool]:
    """Requests that judge the answer with these words."""
    return lambda request: words in str(request.data.get("answer", ""))


def is_summary(request: Received) -> bool:
    return "answers" in request.data


def usage(world: World, interview_id: str) -> int:
    return int(
        number(
            world,
            "SELECT sum(input_tokens + output_tokens) FROM pipeline.usage"
            " WHERE interview_id = :id AND kind = 'model'",
            interview_id,
        )
    )


@pytest.mark.proves("L13")
def test_no_request_names_the_user(world: World, model: LanguageModelStandIn) -> None:
    interview_id = imported(world)
    world.deliver(interview_id)
    assert read(world, interview_id).status == "completed"
    assert len(model.received) == len(STORIES) + 1
    for request in model.received:
        sent = str(request.body) + str(request.headers)
        assert not [name for name in (USER, interview_id, "@", "sig=", "user_id") if name in sent]
        assert request.body["store"] is False
        assert "user" not in request.body
        told = request.text_of("system")
        assert not [words for words in ("Contoso", "my notes", "indexes") if words in told]


def test_what_it_took_is_noted(world: World, model: LanguageModelStandIn) -> None:
    interview_id = imported(world)
    world.deliver(interview_id)
    world.deliver(interview_id)
    assert len(model.received) == len(STORIES) + 1
    assert usage(world, interview_id) >= sum(request.tokens for request in model.received)


def test_feedback_on_practice_is_noted_too(world: World, model: LanguageModelStandIn) -> None:
    told = json.dumps([{"question": "Why?", "answer": "I like to mend what is slow."}])
    with world.database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO \"PrepSession\" VALUES ('prep', :user, 'Contoso', 'Engineer', '[]',"
                " :told, timezone('UTC', now()), timezone('UTC', now()))"
            ),
            {"user": USER, "told": told},
        )
    interview_id = imported(world, prep_session_id="prep")
    world.deliver(interview_id)
    # Each answer, the matching, the summary, and the practised answer.
    assert len(model.received) == len(STORIES) + 3
    assert "practising" in model.received[-1].text_of("system")
    assert usage(world, interview_id) >= sum(request.tokens for request in model.received)


@pytest.mark.proves("F49")
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (faults.status(500), "model_unavailable"),
        (faults.status(400, error_code="content_filter"), "content_filter"),
        (faults.refuses, "refusal"),
        (faults.says("Well."), "schema"),
        (faults.cut_by_length, "length"),
    ],
    ids=["500", "filter", "refusal", "prose", "length"],
)
def test_one_answer_that_fails_leaves_the_others(
    world: World, model: LanguageModelStandIn, fault: faults.Fault, reason: str
) -> None:
    model.misbehave(fault, when=about("billing"))
    interview_id = imported(world)
    world.deliver(interview_id)
    view = read(world, interview_id)
    assert view.status == "completed"
    assert view.analysis is not None
    content = view.analysis.content_analysis
    assert content["missingSections"] == [f"exchange 1: {reason}"]
    assert [entry["judged"] for entry in content["exchanges"]] == [True, False, True]
    assert [entry["score"] is None for entry in content["exchanges"]] == [False, True, False]
    assert content["exchanges"][1]["reason"] == reason
    assert content["relevance"]["answers"] == 2
    assert 0 < view.analysis.overall_score <= 100


@pytest.mark.proves("F49")
def test_a_retry_completes_what_is_missing_once(world: World, model: LanguageModelStandIn) -> None:
    model.misbehave(faults.status(500), when=about("billing"))
    interview_id = imported(world)
    world.deliver(interview_id)
    model.behave()
    world.retrying.retry(USER, interview_id)
    world.deliver(interview_id)
    view = read(world, interview_id)
    assert view.analysis is not None
    assert view.analysis.content_analysis["missingSections"] == []
    with pytest.raises(Conflict):
        world.retrying.retry(USER, interview_id)


def test_a_summary_that_fails_leaves_the_rules_recommendations(
    world: World, model: LanguageModelStandIn
) -> None:
    model.misbehave(faults.refuses, when=is_summary)
    interview_id = imported(world)
    world.deliver(interview_id)
    view = read(world, interview_id)
    assert view.analysis is not None
    assert view.analysis.content_analysis["missingSections"] == ["recommendations: refusal"]
    assert view.analysis.recommendations


@pytest.mark.proves("F50", "I4")
@pytest.mark.parametrize(
    "fault",
    [faults.status(500), faults.reset, faults.refuses, faults.says("Well."), faults.obeys,
     faults.status(401)],
    ids=["500", "reset", "refusal", "prose", "obeys", "401"],
)  # fmt: skip
def test_all_failing_leaves_transcript_and_speech_and_invents_no_score(
    world: World, model: LanguageModelStandIn, fault: faults.Fault
) -> None:
    model.misbehave(fault)
    interview_id = imported(world)
    world.deliver(interview_id)
    view = read(world, interview_id)
    assert view.status == "failed"
    assert view.failure is not None
    assert (view.failure.code, view.failure.retryable) == ("analysis_unavailable", True)
    assert view.analysis is None
    assert view.transcription is not None
    assert "two indexes" in view.transcription.text
    assert view.speech_metrics is not None
    assert view.speech_metrics["fillerWords"]["unit"]
    assert view.speech_metrics["words"] > 30
    count = 'SELECT count(*) FROM "Analysis" WHERE "interviewId" = :id'
    assert number(world, count, interview_id) == 0


@pytest.mark.proves("F50", "L11")
def test_the_sweep_tries_for_a_day_with_growing_delays_and_then_waits_for_the_user(
    world: World, model: LanguageModelStandIn
) -> None:
    model.misbehave(faults.status(503))
    interview_id = imported(world)
    world.deliver(interview_id)
    waits: list[timedelta] = []
    while (wait := until_next_look(world, interview_id)) is not None:
        waits.append(wait)
        assert len(waits) < 50
        pass_time(world, interview_id, wait - timedelta(seconds=5))
        world.sweeping.run()
        assert read(world, interview_id).status == "failed", "it was tried too early"
        pass_time(world, interview_id, timedelta(seconds=6))
        world.sweeping.run()
        world.deliver(interview_id)
    minutes = [round(wait / timedelta(minutes=1)) for wait in waits]
    assert minutes[:6] == [1, 2, 4, 8, 16, 32]
    assert minutes == sorted(minutes)
    assert max(minutes) == 240
    assert timedelta(hours=20) < sum(waits, timedelta()) < timedelta(hours=29)
    assert read(world, interview_id).status == "failed"
    asked = len(model.received)
    assert asked <= len(waits) * Budget().calls
    pass_time(world, interview_id, timedelta(days=7))
    assert world.sweeping.run() == 0
    assert len(model.received) == asked
    model.behave()
    world.retrying.retry(USER, interview_id)
    world.deliver(interview_id)
    assert read(world, interview_id).status == "completed"


@pytest.mark.proves("F47", "F50")
def test_the_sweep_ends_well_once_the_model_is_back(
    world: World, model: LanguageModelStandIn
) -> None:
    model.misbehave(faults.reset)
    interview_id = imported(world)
    world.deliver(interview_id)
    model.behave()
    world.time_passes()
    world.sweeping.run()
    assert read(world, interview_id).status == "analyzing"
    world.deliver(interview_id)
    view = read(world, interview_id)
    assert view.status == "completed"
    assert view.failure is None
    assert view.speech_metrics is None
    assert until_next_look(world, interview_id) is None


@pytest.mark.proves("F46")
def test_a_model_that_names_a_time_is_not_asked_before_it(
    world: World, model: LanguageModelStandIn
) -> None:
    model.misbehave(faults.status(429, retry_after="500"))
    interview_id = imported(world)
    world.deliver(interview_id)
    assert len(model.received) == len(STORIES)
    wait = until_next_look(world, interview_id)
    assert wait is not None
    assert timedelta(seconds=480) < wait <= timedelta(seconds=500)


@pytest.mark.proves("L11")
def test_answers_of_no_use_are_not_bought_all_day(
    world: World, model: LanguageModelStandIn
) -> None:
    """A model that answers, and never usefully, costs money each time."""
    model.misbehave(faults.says("word " * 20_000))
    interview_id = imported(world)
    for _ in range(30):
        world.deliver(interview_id)
        world.time_passes()
        world.sweeping.run()
    budget = Budget()
    spent = usage(world, interview_id)
    # One answer may overrun what was left; the stand-in's are far longer than was allowed.
    assert BUDGETS_A_DAY * budget.tokens <= spent < (BUDGETS_A_DAY + 3) * budget.tokens
    asked = len(model.received)
    world.deliver(interview_id)
    assert len(model.received) == asked
    pass_time(world, interview_id, timedelta(hours=25))
    model.behave()
    world.retrying.retry(USER, interview_id)
    world.deliver(interview_id)
    assert read(world, interview_id).status == "completed"


def drifting(levels: dict[str, list[int]]) -> Callable[[Received], Any]:
    """A model that judges the same answer differently each time."""

    def answer(request: Received) -> Any:
        said = request.data.get("answer")
        if said is None:
            return answer_for(request)
        return judged_answer(said, levels[said].pop(0))

    return answer


@pytest.mark.parametrize("begin", ["failed", "completed"])
def test_repeated_judging_shows_how_far_the_model_agrees_with_itself(
    world: World, model: LanguageModelStandIn, begin: str
) -> None:
    if begin == "failed":
        model.misbehave(faults.status(503))
    interview_id = imported(world)
    world.deliver(interview_id)
    assert read(world, interview_id).status == begin
    said = {request.data["answer"] for request in model.received if "answer" in request.data}
    model.behave()
    model.received.clear()
    model.answer = drifting({words: [2, 3, 5] for words in said})
    world.retrying.retry(USER, interview_id, repeat=3)
    world.deliver(interview_id)
    view = read(world, interview_id)
    assert view.status == "completed"
    assert view.analysis is not None
    spread = view.analysis.content_analysis["spread"]
    assert spread["runs"] == 3
    assert spread["scores"][0] == view.analysis.overall_score
    assert spread["scores"] == sorted(set(spread["scores"]))
    assert spread["range"] == round(spread["scores"][2] - spread["scores"][0], 1)
    assert len(model.received) == 3 * len(STORIES) + 1
    model.answer = answer_for
    world.retrying.retry(USER, interview_id, repeat=2)
    world.deliver(interview_id)
    again = read(world, interview_id).analysis
    assert again is not None
    assert again.content_analysis["spread"] == {
        "runs": 2, "scores": [again.overall_score] * 2, "range": 0.0,
    }  # fmt: skip


def test_what_was_asked_for_is_not_forgotten_by_the_sweep(
    world: World, model: LanguageModelStandIn
) -> None:
    model.misbehave(faults.status(503))
    interview_id = imported(world)
    world.deliver(interview_id)
    world.retrying.retry(USER, interview_id, repeat=3)
    world.deliver(interview_id)
    model.behave()
    world.time_passes()
    world.sweeping.run()
    world.deliver(interview_id)
    analysis = read(world, interview_id).analysis
    assert analysis is not None
    assert analysis.content_analysis["spread"]["runs"] == 3


class Outage:
    """A database that takes no connection and has lost those it had."""

    def __init__(self, server: Postgres, url: str) -> None:
        self._server = server
        self._name = url.rpartition("/")[2].partition("?")[0]

    def begin(self) -> None:
        self._set("false")

    def end(self) -> None:
        self._set("true")

    def _set(self, allowed: str) -> None:
        change = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(
            sql.Identifier(self._name), sql.SQL(allowed)
        )
        with psycopg.connect(self._server.url, autocommit=True) as connection:
            connection.execute(change)
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                (self._name,),
            )


@pytest.fixture
def outage(postgres_server: Postgres, database_url: str) -> Outage:
    return Outage(postgres_server, database_url)


@pytest.mark.proves("F56", "I5")
def test_a_database_that_is_away_at_the_end_costs_no_second_analysis(
    world: World, model: LanguageModelStandIn, outage: Outage
) -> None:
    interview_id = imported(world)
    waits: list[str] = []

    def answer(request: Received) -> Any:
        if is_summary(request):
            outage.begin()
        return answer_for(request)

    def wait(_seconds: float) -> None:
        waits.append("away")
        if len(waits) == 3:
            outage.end()

    model.answer = answer
    world.wait = wait
    world.deliver(interview_id)
    assert len(waits) == 3
    assert read(world, interview_id).status == "completed"
    world.deliver(interview_id)
    assert len(model.received) == len(STORIES) + 1


@pytest.mark.proves("F56")
def test_a_longer_outage_costs_one_more_analysis_and_none_while_it_lasts(
    world: World, model: LanguageModelStandIn, outage: Outage
) -> None:
    interview_id = imported(world)

    def answer(request: Received) -> Any:
        if is_summary(request):
            outage.begin()
        return answer_for(request)

    model.answer = answer
    for _ in range(5):  # as often as the host delivers a message
        with pytest.raises(DatabaseUnavailable):
            world.deliver(interview_id)
    assert len(model.received) == len(STORIES) + 1
    outage.end()
    model.answer = answer_for
    world.time_passes()
    world.sweeping.run()
    world.deliver(interview_id)
    assert read(world, interview_id).status == "completed"
    assert len(model.received) == 2 * (len(STORIES) + 1)
