"""Any OpenAI-compatible language model, through the openai SDK."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ValidationError

from shared.clients.structured_output import strict_schema
from shared.contracts.remote import ModelAnswer
from shared.errors import ModelAnswerInvalid, ModelUnavailable

if TYPE_CHECKING:
    from openai import OpenAI

type Api = Literal["responses", "chat"]

SDK_RETRIES = 2
ANSWER_MAX_CHARACTERS = 64_000
REPAIR = "Your last answer did not fit the JSON schema. Answer again, with that JSON object only."
RETRYABLE_STATUS = (408, 409, 429)


class OpenAILanguageModel:
    """One endpoint, with a model for the answers and one for the summary.

    Which of the two APIs the endpoint speaks well is found out by the first answers and kept: some
    servers have a Responses route that ignores the schema, so a 404 is not the only sign.
    """

    def __init__(
        self,
        *,
        base_url: str,
        api_key: str | Callable[[], str],
        model: str,
        summary_model: str | None = None,
        api: Literal["auto", "responses", "chat"] = "auto",
        timeout_s: float = 60.0,
    ) -> None:
        """Opens nothing yet. ``api_key`` may be a function that gives a token of an identity."""
        self._base_url = base_url
        self._api_key = api_key
        self._model = model
        self._summary_model = summary_model or model
        self._api: Api | None = None if api == "auto" else api
        self._timeout_s = timeout_s
        self._lock = Lock()
        self._made: OpenAI | None = None

    @property
    def name(self) -> str:
        """The model, and the one of the summary where it is another."""
        if self._summary_model == self._model:
            return self._model
        return f"{self._model}+{self._summary_model}"

    def ask[Wanted: BaseModel](
        self,
        instructions: str,
        data: Mapping[str, Any],
        wanted: type[Wanted],
        *,
        summary: bool = False,
        max_output_tokens: int = 1500,
    ) -> ModelAnswer[Wanted]:
        """One structured answer; see the port. Data never reach the system's role."""
        messages = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": json.dumps(data, ensure_ascii=True)},
        ]
        model = self._summary_model if summary else self._model
        spent = [0, 0]
        reason = "schema"
        for attempt in range(2):
            sent = messages if attempt == 0 else [*messages, {"role": "user", "content": REPAIR}]
            text = self._text(model, sent, wanted, max_output_tokens * (attempt + 1), spent)
            if text is None:
                reason = "length"
                continue
            try:
                value = wanted.model_validate(_json(text))
            except (ValidationError, ValueError, RecursionError):
                reason = "schema"
                self._schema_was_ignored(text)
                continue
            if self._api is None:
                self._api = "responses"
            return ModelAnswer(value, spent[0], spent[1])
        raise ModelAnswerInvalid(reason)

    def _text(
        self,
        model: str,
        messages: list[dict[str, str]],
        wanted: type[BaseModel],
        max_output_tokens: int,
        spent: list[int],
    ) -> str | None:
        """The model's text, None where it was cut off."""
        import openai

        schema = {
            "name": wanted.__name__,
            "strict": True,
            "schema": strict_schema(wanted),
        }
        try:
            if self._api != "chat":
                try:
                    return self._by_responses(model, messages, schema, max_output_tokens, spent)
                except (openai.NotFoundError, openai.UnprocessableEntityError):
                    if self._api == "responses":
                        raise
                    self._api = "chat"
            return self._by_chat(model, messages, schema, max_output_tokens, spent)
        except openai.APIStatusError as error:
            status = error.status_code
            if status >= 500 or status in RETRYABLE_STATUS:
                raise ModelUnavailable(f"The model answered {status}.") from None
            if status in (401, 403, 404):
                # A key or a name that is wrong is mended by whoever runs this, not by the answer.
                raise ModelUnavailable(f"The model answered {status}.") from None
            reason = "content_filter" if error.code == "content_filter" else f"status_{status}"
            raise ModelAnswerInvalid(reason) from None
        except openai.APIError:
            raise ModelUnavailable("The model does not answer.") from None

    def _by_responses(
        self,
        model: str,
        messages: list[dict[str, str]],
        schema: dict[str, Any],
        max_output_tokens: int,
        spent: list[int],
    ) -> str | None:
        create: Any = self._client().responses.create
        answer = create(
            model=model,
            input=messages,
            text={"format": {"type": "json_schema", **schema}},
            max_output_tokens=max_output_tokens,
            store=False,
        )
        if answer.usage is not None:
            spent[0] += answer.usage.input_tokens or 0
            spent[1] += answer.usage.output_tokens or 0
        details = answer.incomplete_details
        if answer.status == "incomplete":
            if details is not None and details.reason == "content_filter":
                raise ModelAnswerInvalid("content_filter")
            return None
        for item in answer.output or []:
            for part in getattr(item, "content", None) or []:
                if getattr(part, "type", "") == "refusal":
                    raise ModelAnswerInvalid("refusal")
        text: str = answer.output_text or ""
        return text[:ANSWER_MAX_CHARACTERS]

    def _by_chat(
        self,
        model: str,
        messages: list[dict[str, str]],
        schema: dict[str, Any],
        max_output_tokens: int,
        spent: list[int],
    ) -> str | None:
        create: Any = self._client().chat.completions.create
        answer = create(
            model=model,
            messages=messages,
            response_format={"type": "json_schema", "json_schema": schema},
            max_completion_tokens=max_output_tokens,
            store=False,
        )
        if answer.usage is not None:
            spent[0] += answer.usage.prompt_tokens or 0
            spent[1] += answer.usage.completion_tokens or 0
        if not answer.choices:
            raise ModelAnswerInvalid("empty")
        choice = answer.choices[0]
        if choice.finish_reason == "length":
            return None
        if choice.finish_reason == "content_filter":
            raise ModelAnswerInvalid("content_filter")
        if getattr(choice.message, "refusal", None):
            raise ModelAnswerInvalid("refusal")
        return (choice.message.content or "")[:ANSWER_MAX_CHARACTERS]

    def _schema_was_ignored(self, text: str) -> None:
        """An endpoint whose Responses route answers something else is asked by chat from now on."""
        del text
        if self._api is None:
            self._api = "chat"

    def _client(self) -> OpenAI:
        import httpx2
        from openai import OpenAI

        with self._lock:
            if self._made is None:
                self._made = OpenAI(
                    base_url=self._base_url,
                    api_key=self._api_key,
                    max_retries=SDK_RETRIES,
                    timeout=httpx2.Timeout(self._timeout_s, connect=5.0),
                )
            return self._made


def _json(text: str) -> Any:
    """The JSON object in a text; some servers wrap it in a fence or in prose."""
    begin, end = text.find("{"), text.rfind("}")
    if begin < 0 or end < begin:
        raise ValueError("no object")
    return json.loads(text[begin : end + 1], parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
