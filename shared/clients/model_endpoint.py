"""One OpenAI-compatible endpoint: a request by either API, with bounded retries."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from shared.clients.bounded_http import retry_after
from shared.clients.bounded_transport import bounded_client
from shared.clients.model_replies import Api, Reply, read_reply
from shared.contracts.remote import Spending
from shared.errors import BackendError, IdentityUnavailable, ModelAnswerInvalid, ModelUnavailable

if TYPE_CHECKING:
    from openai import APIStatusError, OpenAI

RETRIES = 2
PATIENCE_S = 60.0
"""No try of a request begins later than this after its first one."""
ANSWER_MAX_BYTES = 4 * 1024**2
CHARACTERS_PER_TOKEN = 4
REFUSABLE = ("store", "max_completion_tokens")
"""Parameters that some servers do not know; left out for those that say so."""
UNKNOWN = re.compile(
    r"unknown|unrecogni|unsupported|unexpected|extra|not (?:permitted|allowed|supp)"
)

type Message = dict[str, str]


class RouteMissing(BackendError):
    """The endpoint has no such route, or no such model."""


class ModelEndpoint:
    """The openai SDK on one base URL. Its own retries are off: every try is counted here."""

    def __init__(
        self,
        base_url: str,
        api_key: str | Callable[[], str],
        *,
        timeout_s: float,
        first_wait_s: float,
    ) -> None:
        self._base_url = base_url
        self._api_key = api_key
        self._timeout_s = timeout_s
        self._first_wait_s = first_wait_s
        self._lock = Lock()
        self._made: OpenAI | None = None
        self._left_out: frozenset[str] = frozenset()
        self._never = Event()

    def send(
        self,
        api: Api,
        model: str,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        *,
        max_output_tokens: int,
        spending: Spending,
    ) -> Reply:
        """One answer; its tokens are estimated where the server does not count them.

        Raises:
            RouteMissing, ModelUnavailable
            ModelAnswerInvalid: refused for good, not an answer at all, or over the budget.
        """
        size = sum(len(message["content"]) for message in messages) + len(str(schema))
        estimate = size // CHARACTERS_PER_TOKEN
        began = time.monotonic()
        failure: ModelUnavailable | None = None
        tries = 0
        while True:
            if not spending.reserve(estimate + max_output_tokens):
                raise failure or ModelAnswerInvalid("over_budget")
            used = 0
            try:
                outcome, used = self._try(api, model, messages, schema, max_output_tokens, estimate)
            finally:
                spending.settle(estimate + max_output_tokens, used)
            if isinstance(outcome, Reply):
                return outcome
            if outcome is None:
                continue
            failure, again = outcome
            wait = self._wait(tries, failure)
            if not again or tries == RETRIES or time.monotonic() - began + wait > PATIENCE_S:
                raise failure
            tries += 1
            self._never.wait(wait)

    def _try(
        self,
        api: Api,
        model: str,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        max_output_tokens: int,
        estimate: int,
    ) -> tuple[Reply | tuple[ModelUnavailable, bool] | None, int]:
        """An answer, or a failure and whether to try again, or None to ask at once without what
        was refused; and the tokens it took."""
        import openai

        left_out = self._left_out
        try:
            body = self._post(api, model, messages, schema, max_output_tokens, left_out)
        except openai.APIStatusError as error:
            refused = _refused(error) - left_out
            if refused:
                with self._lock:
                    self._left_out |= refused
                return None, 0
            return _failure(error, api), 0
        except IdentityUnavailable:
            return (ModelUnavailable("No token for the model could be had."), False), 0
        except openai.APIError:
            # It may have been answered, and paid for, all the same.
            return (ModelUnavailable("The model does not answer."), True), estimate
        try:
            reply = read_reply(api, body)
        except ValueError:
            return Reply("", "complete", estimate, 0), estimate
        spent = Reply(
            reply.text,
            reply.stopped,
            estimate if reply.input_tokens is None else reply.input_tokens,
            len(reply.text) // CHARACTERS_PER_TOKEN
            if reply.output_tokens is None
            else reply.output_tokens,
        )
        return spent, spent.tokens

    def _wait(self, tries: int, failure: ModelUnavailable) -> float:
        if failure.retry_after is not None:
            return failure.retry_after
        spread = random.uniform(0.75, 1.25)  # noqa: S311  no secret
        return self._first_wait_s * float(2**tries) * spread

    def _post(
        self,
        api: Api,
        model: str,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        max_output_tokens: int,
        left_out: frozenset[str],
    ) -> bytes:
        client: Any = self._client()
        wanted: dict[str, Any] = {"model": model}
        if "store" not in left_out:
            wanted["store"] = False
        if api == "responses":
            create = client.responses.with_raw_response.create
            wanted["input"] = list(messages)
            wanted["text"] = {"format": {"type": "json_schema", **schema}}
            wanted["max_output_tokens"] = max_output_tokens
        else:
            create = client.chat.completions.with_raw_response.create
            wanted["messages"] = list(messages)
            wanted["response_format"] = {"type": "json_schema", "json_schema": dict(schema)}
            old = "max_completion_tokens" in left_out
            wanted["max_tokens" if old else "max_completion_tokens"] = max_output_tokens
        content: bytes = create(**wanted).content
        return content

    def _client(self) -> OpenAI:
        from openai import OpenAI

        with self._lock:
            if self._made is None:
                self._made = OpenAI(
                    base_url=self._base_url,
                    api_key=self._api_key,
                    max_retries=0,
                    timeout=self._timeout_s,
                    http_client=bounded_client(self._timeout_s, most_bytes=ANSWER_MAX_BYTES),
                )
            return self._made

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        with self._lock:
            made, self._made = self._made, None
        if made is not None:
            made.close()


def _refused(error: APIStatusError) -> set[str]:
    """Parameters that the server says it does not know."""
    if error.status_code not in (400, 422) or error.code == "content_filter":
        return set()
    said = str(error.body).casefold()
    if not UNKNOWN.search(said):
        return set()
    return {name for name in REFUSABLE if re.search(rf"\b{name}\b", said)}


def _failure(error: APIStatusError, api: Api) -> tuple[ModelUnavailable, bool]:
    """What a status means, and whether to try again; raises where the answer is final."""
    status = error.status_code
    if status in (404, 405, 501) or (status == 422 and api == "responses"):
        raise RouteMissing(f"The model answered {status}.")
    header = error.response.headers.get("retry-after")
    after = retry_after(header, datetime.now(UTC))
    unavailable = ModelUnavailable(f"The model answered {status}.", retry_after=after)
    if status >= 500 or status in (408, 409, 429):
        return unavailable, error.code != "insufficient_quota"
    if status < 400 or status in (401, 402, 403):
        # Whoever runs this mends it; no answer changes it.
        return unavailable, False
    if error.code == "content_filter":
        raise ModelAnswerInvalid("content_filter")
    raise ModelAnswerInvalid(f"status_{status}")
