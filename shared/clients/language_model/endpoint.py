"""One OpenAI-compatible endpoint: a request by either API, with bounded retries."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from shared.clients.language_model.bounded_transport import bounded_client
from shared.clients.language_model.outcomes import (
    CHARACTERS_PER_TOKEN,
    Tried,
    answered,
    failed,
    refused_parameters,
)
from shared.clients.language_model.replies import Api, Reply
from shared.contracts.remote import Spending
from shared.errors import IdentityUnavailable, ModelAnswerInvalid, ModelUnavailable

if TYPE_CHECKING:
    from openai import OpenAI

RETRIES = 2
PATIENCE_S = 60.0
"""No try of a request begins later than this after its first one."""
ANSWER_MAX_BYTES = 4 * 1024**2

type Message = dict[str, str]


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
            tried = Tried()
            try:
                tried = self._try(api, model, messages, schema, max_output_tokens, estimate)
            finally:
                spending.settle(
                    estimate + max_output_tokens, tried.input_tokens, tried.output_tokens
                )
            if tried.reply is not None:
                return tried.reply
            if tried.failure is None:
                continue
            failure = tried.failure
            wait = self._wait(tries, failure)
            late = time.monotonic() - began + wait > PATIENCE_S
            if not tried.again or tries == RETRIES or late:
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
    ) -> Tried:
        """One request. A parameter that is refused is left out from then on."""
        import httpx2
        import openai

        left_out = self._left_out
        try:
            body = self._post(api, model, messages, schema, max_output_tokens, left_out)
        except openai.APIStatusError as error:
            refused = refused_parameters(error) - left_out
            if refused:
                with self._lock:
                    self._left_out |= refused
                return Tried()
            return failed(error, api)
        except IdentityUnavailable:
            return Tried(
                failure=ModelUnavailable("No token for the model could be had."), again=False
            )
        except openai.APIError as error:
            # Once it was sent it may have been answered, and paid for, all the same.
            sent = not isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout)
            failure = ModelUnavailable("The model does not answer.")
            return Tried(failure=failure, input_tokens=estimate if sent else 0)
        return answered(api, body, estimate)

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
