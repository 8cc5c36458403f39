"""A language model's server that goes wrong in every way that was seen, and what is made of it.

Every test counts the requests: what is bounded is bounded in numbers, not in good intentions.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from shared.errors import IdentityUnavailable, ModelAnswerInvalid, ModelUnavailable
from shared.services.analysis.spending import Allowance, Budget
from tests.fixtures.language_model import DATA, Connect, ask
from tests.stand_ins import language_model_faults as faults
from tests.stand_ins.language_model import LanguageModelStandIn, running_language_model
from tests.stand_ins.language_model_answers import judged_answer

APIS = pytest.mark.parametrize("api", ["responses", "chat"])
TINY_S = 0.3
SOON_S = 5.0
"""Longer than any bounded failure of a test takes, and far shorter than an unbounded one."""


@pytest.mark.proves("F46")
@APIS
def test_429_with_seconds_is_waited_for(
    model: LanguageModelStandIn, connect: Connect, api: Any
) -> None:
    model.misbehave(faults.status(429, retry_after="0.3"), times=1)
    ask(connect(model, api=api))
    first, second = model.received
    assert second.at - first.at >= 0.3


@pytest.mark.proves("F46")
def test_429_with_a_date_is_waited_for(model: LanguageModelStandIn, connect: Connect) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=2)
    model.misbehave(faults.status(429, retry_after=format_datetime(soon, usegmt=True)), times=1)
    ask(connect(model))
    first, second = model.received
    # The date has whole seconds only.
    assert 0.2 <= second.at - first.at <= 3.5


@pytest.mark.proves("F46")
@pytest.mark.parametrize("header", ["-5", "soon", "", "1e400", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_429_with_a_senseless_time_is_tried_again_at_once(
    model: LanguageModelStandIn, connect: Connect, header: str
) -> None:
    model.misbehave(faults.status(429, retry_after=header), times=2)
    ask(connect(model))
    assert len(model.received) == 3
    assert model.received[-1].at - model.received[0].at < SOON_S


@pytest.mark.proves("F46")
@pytest.mark.parametrize(("header", "told"), [("61", 61), ("86400", 600), ("9" * 12, 600)])
def test_429_with_an_absurd_time_is_not_waited_for_but_told(
    model: LanguageModelStandIn, connect: Connect, header: str, told: float
) -> None:
    model.misbehave(faults.status(429, retry_after=header))
    with pytest.raises(ModelUnavailable) as failure:
        ask(connect(model))
    assert failure.value.retry_after == told
    assert len(model.received) == 1


@pytest.mark.proves("F46")
def test_429_for_good_is_tried_three_times(model: LanguageModelStandIn, connect: Connect) -> None:
    model.misbehave(faults.status(429))
    with pytest.raises(ModelUnavailable):
        ask(connect(model))
    assert len(model.received) == 3


def test_a_spent_quota_is_not_asked_again(model: LanguageModelStandIn, connect: Connect) -> None:
    model.misbehave(faults.status(429, error_code="insufficient_quota"))
    with pytest.raises(ModelUnavailable):
        ask(connect(model))
    assert len(model.received) == 1


@pytest.mark.proves("F47")
@APIS
@pytest.mark.parametrize("code", [500, 502, 503, 504, 529, 408, 409])
def test_a_servers_error_is_tried_three_times(
    model: LanguageModelStandIn, connect: Connect, code: int, api: Any
) -> None:
    model.misbehave(faults.status(code))
    with pytest.raises(ModelUnavailable) as failure:
        ask(connect(model, api=api))
    assert failure.value.retryable
    assert len(model.received) == 3


@pytest.mark.proves("F47")
@APIS
@pytest.mark.parametrize(
    "fault",
    [faults.status(500), faults.reset, faults.half_a_body],
    ids=["500", "reset", "half a body"],
)
def test_what_passes_is_got_over(
    model: LanguageModelStandIn, connect: Connect, api: Any, fault: faults.Fault
) -> None:
    model.misbehave(fault, times=2)
    answer = ask(connect(model, api=api))
    assert answer.value.levels[0].level == 3
    assert len(model.received) == 3


@pytest.mark.proves("F47")
def test_a_failure_told_with_200_is_tried_again_by_the_same_api(
    model: LanguageModelStandIn, connect: Connect
) -> None:
    model.misbehave(faults.fails_while_answering, times=2)
    assert ask(connect(model)).value.star_applies
    assert [request.api for request in model.received] == ["responses"] * 3


@pytest.mark.proves("F47")
@APIS
def test_a_connection_that_is_reset_is_tried_three_times(
    model: LanguageModelStandIn, connect: Connect, api: Any
) -> None:
    model.misbehave(faults.reset)
    with pytest.raises(ModelUnavailable):
        ask(connect(model, api=api))
    assert len(model.received) == 3


@pytest.mark.proves("F47")
@pytest.mark.parametrize(
    "fault",
    [faults.hangs, faults.drips, faults.drips_headers],
    ids=["never", "byte by byte", "header by byte"],
)
def test_an_answer_that_does_not_end_is_bounded_by_our_timeout(
    model: LanguageModelStandIn, connect: Connect, fault: faults.Fault
) -> None:
    model.misbehave(fault)
    began = time.monotonic()
    with pytest.raises(ModelUnavailable):
        ask(connect(model, timeout_s=TINY_S))
    assert len(model.received) == 3
    assert 3 * TINY_S <= time.monotonic() - began < SOON_S


@pytest.mark.proves("F47")
def test_the_timeout_is_for_the_whole_answer(model: LanguageModelStandIn, connect: Connect) -> None:
    """What comes late does not begin the waiting anew."""
    model.misbehave(faults.stops_halfway)
    client = connect(model, timeout_s=TINY_S)
    times = []
    for _ in range(3):
        began = time.monotonic()
        with pytest.raises(ModelUnavailable):
            ask(client, spending=Allowance(Budget(calls=1)))
        times.append(time.monotonic() - began)
    assert TINY_S <= min(times) < 1.6 * TINY_S


def test_a_slow_answer_within_the_timeout_is_taken(
    model: LanguageModelStandIn, connect: Connect
) -> None:
    model.latency_s = 2 * TINY_S
    assert ask(connect(model, timeout_s=20 * TINY_S)).value.star_applies
    assert len(model.received) == 1


@pytest.mark.proves("F47")
@pytest.mark.parametrize("fault", [faults.endless, faults.compressed], ids=["endless", "a bomb"])
def test_an_answer_without_end_is_bounded_by_its_size(
    model: LanguageModelStandIn, connect: Connect, fault: faults.Fault
) -> None:
    model.misbehave(fault)
    with pytest.raises(ModelUnavailable):
        ask(connect(model, timeout_s=30.0))
    assert len(model.received) == 3
    assert model.bytes_sent < 3 * 3 * 4 * 1024**2


@pytest.mark.proves("F47")
def test_nobody_there_is_unavailable_and_costs_nothing(connect: Connect) -> None:
    with running_language_model() as gone:
        pass
    allowance = Allowance(Budget())
    with pytest.raises(ModelUnavailable):
        ask(connect(gone), spending=allowance)
    assert allowance.input_tokens == 0
    assert allowance.calls == Budget().calls - 3


@pytest.mark.proves("F48")
@APIS
@pytest.mark.parametrize(
    "fault",
    [
        faults.says("The answer was quite good, I would say."),
        faults.says(""),
        faults.says("{" * 100_000),
        faults.says('{"star_applies": '),
        faults.gives([]),
        faults.gives({}),
        faults.gives({**judged_answer("We shipped."), "levels": "all fine"}),
        faults.calls_a_tool,
        faults.says(f"<think>{json.dumps(judged_answer('We shipped.'))}?</think> I cannot tell."),
    ],
    ids=[
        "prose",
        "nothing",
        "braces",
        "half",
        "a list",
        "no keys",
        "wrong type",
        "a tool",
        "a thought",
    ],
)
def test_what_does_not_fit_the_schema_is_repaired_once(
    model: LanguageModelStandIn, connect: Connect, api: Any, fault: faults.Fault
) -> None:
    client = connect(model, api=api)
    model.misbehave(fault, times=1)
    assert ask(client).value.star_applies
    model.misbehave(fault)
    model.received.clear()
    with pytest.raises(ModelAnswerInvalid, match="schema"):
        ask(client)
    assert len(model.received) == 2
    assert "did not fit" in model.received[1].text_of("user")


@pytest.mark.proves("F48")
@APIS
@pytest.mark.parametrize(
    ("payload", "kind"),
    [
        ("<html><body>Gateway</body></html>", "text/html"),
        ("\x00\ufffd\x07 not json", "application/octet-stream"),
        ("", "application/json"),
        ("null", "application/json"),
        ("[]", "application/json"),
        ('{"choices": [], "output": null}', "application/json"),
        ('{"choices": [{"message": {}}], "output": [{}]}', "application/json"),
    ],
    ids=["html", "garbage", "empty", "null", "list", "nobody", "hollow"],
)
def test_200_without_an_answer_is_asked_once_more(
    model: LanguageModelStandIn, connect: Connect, api: Any, payload: str, kind: str
) -> None:
    model.misbehave(faults.body(payload, kind))
    with pytest.raises(ModelAnswerInvalid):
        ask(connect(model, api=api))
    assert len(model.received) == 2


@pytest.mark.proves("F48")
@APIS
def test_a_refusal_is_final(model: LanguageModelStandIn, connect: Connect, api: Any) -> None:
    model.misbehave(faults.refuses)
    with pytest.raises(ModelAnswerInvalid, match="refusal"):
        ask(connect(model, api=api))
    assert len(model.received) == 1


@pytest.mark.proves("F51")
@APIS
@pytest.mark.parametrize(
    "fault",
    [faults.status(400, error_code="content_filter"), faults.filtered],
    ids=["the question", "the answer"],
)
def test_the_content_filter_is_final(
    model: LanguageModelStandIn, connect: Connect, api: Any, fault: faults.Fault
) -> None:
    model.misbehave(fault)
    with pytest.raises(ModelAnswerInvalid, match="content_filter"):
        ask(connect(model, api=api))
    assert len(model.received) == 1


@pytest.mark.proves("F48")
@APIS
def test_what_was_cut_by_length_gets_four_times_the_room_once(
    model: LanguageModelStandIn, connect: Connect, api: Any
) -> None:
    model.misbehave(faults.cut_by_length)
    with pytest.raises(ModelAnswerInvalid, match="length"):
        ask(connect(model, api=api))
    name = "max_output_tokens" if api == "responses" else "max_completion_tokens"
    assert [request.body[name] for request in model.received] == [1500, 6000]


@pytest.mark.proves("L05", "F48")
@pytest.mark.parametrize(
    ("level", "read"), [(9999, 5), (-1, 1), (0, 1), (4.4, 4), (1e9, 5), (1e308, 5)]
)
def test_a_level_outside_of_the_scale_is_clamped(
    model: LanguageModelStandIn, connect: Connect, level: float, read: int
) -> None:
    model.answer = lambda request: judged_answer(request.data["answer"], level)
    assert {entry.level for entry in ask(connect(model)).value.levels} == {read}


@pytest.mark.proves("L05", "F48")
@pytest.mark.parametrize("level", ["10", None, float("nan"), float("inf"), True, [], {}], ids=repr)
def test_a_level_that_is_no_number_is_repaired_or_nothing(
    model: LanguageModelStandIn, connect: Connect, level: Any
) -> None:
    client = connect(model, api="chat")
    model.answer = lambda request: judged_answer(request.data["answer"], level)
    with pytest.raises(ModelAnswerInvalid):
        ask(client)
    assert len(model.received) == 2


@pytest.mark.proves("L06")
def test_a_text_of_a_megabyte_is_cut(model: LanguageModelStandIn, connect: Connect) -> None:
    def lengthen(answer: dict[str, Any]) -> None:
        answer["stronger"] = "word " * 200_000
        answer["strengths"] = ["strong"] * 10_000

    model.misbehave(faults.bends(lengthen))
    value = ask(connect(model)).value
    assert len(value.stronger) <= 600
    assert len(value.strengths) <= 8


@pytest.mark.proves("L15")
@APIS
def test_a_tool_call_is_no_answer_and_nothing_is_called(
    model: LanguageModelStandIn, connect: Connect, api: Any
) -> None:
    model.misbehave(faults.calls_a_tool)
    with pytest.raises(ModelAnswerInvalid):
        ask(connect(model, api=api))
    assert len(model.received) == 2
    for request in model.received:
        assert not {"tools", "functions"} & set(request.body)
        assert [entry["role"] for entry in request.messages][:2] == ["system", "user"]


@pytest.mark.parametrize("code", [401, 402, 403])
def test_who_may_not_ask_is_not_let_ask_again(
    model: LanguageModelStandIn, connect: Connect, code: int
) -> None:
    model.misbehave(faults.status(code))
    with pytest.raises(ModelUnavailable):
        ask(connect(model))
    assert len(model.received) == 1


@APIS
def test_a_model_that_is_not_there_is_unavailable(
    model: LanguageModelStandIn, connect: Connect, api: Any
) -> None:
    model.misbehave(faults.status(404, error_code="model_not_found"))
    with pytest.raises(ModelUnavailable):
        ask(connect(model, api=api))
    assert len(model.received) == 1


def test_a_responses_route_that_takes_no_schema_gives_way_to_chat(
    model: LanguageModelStandIn, connect: Connect
) -> None:
    model.misbehave(
        faults.status(400, error_code="invalid_request_error"),
        when=lambda request: request.api == "responses",
    )
    client = connect(model)
    ask(client)
    ask(client)
    assert [request.api for request in model.received] == ["responses", "chat", "chat"]


@APIS
def test_400_is_final_where_a_setting_names_the_api(
    model: LanguageModelStandIn, connect: Connect, api: Any
) -> None:
    model.misbehave(faults.status(400, error_code="invalid_request_error"))
    with pytest.raises(ModelAnswerInvalid, match="status_400"):
        ask(connect(model, api=api))
    assert len(model.received) == 1


@APIS
@pytest.mark.parametrize("code", ["context_length_exceeded", "exceed_context_size_error"])
def test_what_is_too_long_for_the_model_is_called_so(
    model: LanguageModelStandIn, connect: Connect, api: Any, code: str
) -> None:
    model.misbehave(faults.status(400, error_code=code))
    with pytest.raises(ModelAnswerInvalid, match="too_long"):
        ask(connect(model, api=api))
    assert len(model.received) == 1


def test_without_a_token_nothing_is_asked(model: LanguageModelStandIn, connect: Connect) -> None:
    def no_token() -> str:
        raise IdentityUnavailable("No token of our own could be had.")

    with pytest.raises(ModelUnavailable):
        ask(connect(model, api_key=no_token))
    assert model.received == []


def test_a_redirect_is_not_followed(model: LanguageModelStandIn, connect: Connect) -> None:
    with running_language_model() as elsewhere:
        model.misbehave(faults.redirects_to(f"{elsewhere.base_url}/responses"))
        with pytest.raises(ModelUnavailable):
            ask(connect(model))
        assert elsewhere.received == []


@pytest.mark.proves("L11")
@pytest.mark.parametrize(
    "fault", [faults.status(500), faults.says("Well."), faults.cut_by_length, faults.reset],
    ids=["500", "prose", "length", "reset"],
)  # fmt: skip
def test_no_fault_asks_more_often_than_the_allowance(
    model: LanguageModelStandIn, connect: Connect, fault: faults.Fault
) -> None:
    model.misbehave(fault)
    client, allowance = connect(model), Allowance(Budget(calls=7))
    for _ in range(10):
        with pytest.raises((ModelUnavailable, ModelAnswerInvalid)):
            ask(client, spending=allowance)
    assert len(model.received) == 7


@pytest.mark.proves("C06")
@pytest.mark.parametrize(
    "fault", [faults.status(500), faults.status(400), faults.status(401), faults.status(429)]
)
def test_no_words_of_the_vendor_or_the_candidate_are_in_an_error(
    model: LanguageModelStandIn, connect: Connect, fault: faults.Fault
) -> None:
    model.misbehave(fault)
    with pytest.raises((ModelUnavailable, ModelAnswerInvalid)) as failure:
        ask(connect(model))
    error: BaseException | None = failure.value
    texts = []
    while error is not None:
        texts.append(str(error))
        error = error.__cause__
    assert not [text for text in texts if "VENDOR" in text or str(DATA["answer"])[:20] in text]


def test_unusable_answers_are_counted_as_bought(
    model: LanguageModelStandIn, connect: Connect
) -> None:
    model.misbehave(faults.says("Well, " * 100))
    allowance = Allowance(Budget())
    with pytest.raises(ModelAnswerInvalid):
        ask(connect(model, api="chat"), spending=allowance)
    assert allowance.input_tokens == sum(request.tokens for request in model.received)
    assert allowance.output_tokens == 2 * len("Well, " * 100) // 4
