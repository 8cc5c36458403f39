"""Any OpenAI-compatible language model, through the openai SDK."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from shared.clients.language_model.api_choice import ApiChoice
from shared.clients.language_model.endpoint import Message, ModelEndpoint
from shared.clients.language_model.outcomes import RouteMissing
from shared.clients.language_model.replies import Api, Reply
from shared.clients.language_model.structured_output import strict_schema
from shared.contracts.remote import ModelAnswer, Spending
from shared.errors import ModelAnswerInvalid

REPAIR = "Your last answer did not fit the JSON schema. Answer again, with that JSON object only."
MORE_ROOM = 4
"""Times the room for an answer that was cut: a model that thinks first counts its thoughts."""
SWITCHES = 2
"""How often one question may move on to the other API."""
THOUGHT = "</think>"
"""What ends the thinking of models behind servers that do not take it apart."""


class OpenAILanguageModel:
    """One endpoint, with a model for the answers and one for the summary."""

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str | Callable[[], str],
        model: str,
        summary_model: str | None = None,
        api: Literal["auto", "responses", "chat"] = "auto",
        timeout_s: float = 60.0,
        first_wait_s: float = 0.5,
    ) -> None:
        """Opens nothing yet.

        Args:
            api_key: a key, or a function that gives a token of an identity.
            timeout_s: for one whole answer, seconds.
            first_wait_s: before the first retry where the server names no time; then doubled.
        """
        self._endpoint = ModelEndpoint(
            base_url, api_key, timeout_s=timeout_s, first_wait_s=first_wait_s
        )
        self._choice = ApiChoice(api)
        self._model = model
        self._summary_model = summary_model or model

    @property
    def name(self) -> str:
        """The model, and the one of the summary where it is another."""
        if self._summary_model == self._model:
            return self._model
        return f"{self._model}+{self._summary_model}"

    def close(self) -> None:
        """Close the connections."""
        self._endpoint.close()

    def ask[Wanted: BaseModel](
        self,
        instructions: str,
        data: Mapping[str, Any],
        wanted: type[Wanted],
        *,
        spending: Spending,
        summary: bool = False,
        max_output_tokens: int = 1500,
    ) -> ModelAnswer[Wanted]:
        """One structured answer; see the port. Data never reach the system's role."""
        messages = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": _encode(data)},
        ]
        schema = {"name": wanted.__name__, "strict": True, "schema": strict_schema(wanted)}
        model = self._summary_model if summary else self._model
        api = self._choice.current()
        taken = [0, 0]
        repairs = switches = 0
        while True:
            missing: RouteMissing | None = None
            try:
                reply = self._endpoint.send(
                    api, model, messages, schema,
                    max_output_tokens=max_output_tokens, spending=spending,
                )  # fmt: skip
            except RouteMissing as error:
                missing, problem = error, "route"
            else:
                taken[0] += reply.input_tokens or 0
                taken[1] += reply.output_tokens or 0
                value, problem = _value(reply, wanted)
                if value is not None:
                    self._choice.proved(api)
                    return ModelAnswer(value, taken[0], taken[1])
            other = self._other(api, problem)
            if other is not None and switches < SWITCHES:
                switches, api = switches + 1, other
            elif missing is not None:
                raise missing.otherwise
            elif repairs:
                raise ModelAnswerInvalid(problem)
            else:
                repairs = 1
                messages, max_output_tokens = _repaired(messages, problem, max_output_tokens)

    def _other(self, api: Api, problem: str) -> Api | None:
        """Chat that breaks the schema is repaired; Responses may be a route that ignores it."""
        ignored = problem == "schema" and api == "responses"
        return self._choice.failed(api) if problem == "route" or ignored else None


def _encode(data: Mapping[str, Any]) -> str:
    """JSON that no delimiter, token or line of the data can break out of.

    Letters of other scripts stay as they are; they would take six times the tokens escaped.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("`", "\\u0060").encode("utf-8", "replace").decode()


def _value[Wanted: BaseModel](reply: Reply, wanted: type[Wanted]) -> tuple[Wanted | None, str]:
    """What was wanted, or None and what is wrong; a refusal or a filter ends the question."""
    if reply.stopped == "length":
        return None, "length"
    if reply.stopped != "complete":
        raise ModelAnswerInvalid(reply.stopped)
    try:
        return wanted.model_validate(_json(reply.text)), ""
    except (ValidationError, ValueError, ArithmeticError, RecursionError):
        return None, "schema"


def _repaired(
    messages: list[Message], problem: str, max_output_tokens: int
) -> tuple[list[Message], int]:
    if problem == "length":
        return messages, max_output_tokens * MORE_ROOM
    return [*messages, {"role": "user", "content": REPAIR}], max_output_tokens


def _json(text: str) -> Any:
    """The JSON object in a text; servers wrap it in a fence, in prose, or in thoughts."""
    if not text.lstrip().startswith("{"):
        text = text.rpartition(THOUGHT)[2]  # a draft among the thoughts is no answer
    begin, end = text.find("{"), text.rfind("}")
    if begin < 0 or end < begin:
        raise ValueError("no object")
    return json.loads(text[begin : end + 1], parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
