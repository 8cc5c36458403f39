"""What a model's server answered, read from its bytes: servers bend both formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

type Api = Literal["responses", "chat"]
type Stopped = Literal["complete", "length", "content_filter", "refusal", "failed"]

TOKENS_MAX = 10**9


def _count(value: Any) -> int | None:
    """Tokens where they are a sensible number; a server's nonsense must not reach the books."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= TOKENS_MAX:
        return None
    return value


def _list(value: Any) -> Any:
    return [] if value is None else value


Count = Annotated[int | None, BeforeValidator(_count)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class _Usage(_Part):
    input_tokens: Count = None
    output_tokens: Count = None
    prompt_tokens: Count = None
    completion_tokens: Count = None


class _Content(_Part):
    type: str = ""
    text: str | None = None
    refusal: str | None = None


class _Item(_Part):
    type: str = ""
    content: Annotated[list[_Content], BeforeValidator(_list)] = Field(default_factory=list)


class _Details(_Part):
    reason: str | None = None


class _Responses(_Part):
    status: str | None = None
    incomplete_details: _Details | None = None
    output: list[_Item]
    usage: _Usage | None = None


class _Message(_Part):
    content: str | None = None
    refusal: str | None = None


class _Choice(_Part):
    finish_reason: str | None = None
    message: _Message


class _Chat(_Part):
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: its text, why it ended, and what it took where the server says so."""

    text: str
    stopped: Stopped
    input_tokens: int | None
    output_tokens: int | None


def read_reply(api: Api, body: bytes) -> Reply:
    """Read one complete body. Tool calls are not looked at: no tool is ever offered.

    Raises:
        ValueError: the body is not an answer of this API.
    """
    return _read_responses(body) if api == "responses" else _read_chat(body)


def _read_responses(body: bytes) -> Reply:
    answer = _Responses.model_validate_json(body)
    parts = [part for item in answer.output if item.type == "message" for part in item.content]
    usage = answer.usage or _Usage()
    stopped: Stopped = "complete"
    if any(part.type == "refusal" for part in parts):
        stopped = "refusal"
    elif answer.status == "incomplete":
        reason = answer.incomplete_details.reason if answer.incomplete_details else None
        stopped = "content_filter" if reason == "content_filter" else "length"
    elif answer.status in ("failed", "cancelled"):
        stopped = "failed"
    text = "".join(part.text or "" for part in parts if part.type == "output_text")
    return Reply(text, stopped, usage.input_tokens, usage.output_tokens)


def _read_chat(body: bytes) -> Reply:
    answer = _Chat.model_validate_json(body)
    choice = answer.choices[0]
    usage = answer.usage or _Usage()
    stopped: Stopped = "complete"
    if choice.message.refusal:
        stopped = "refusal"
    elif choice.finish_reason in ("length", "content_filter"):
        stopped = "length" if choice.finish_reason == "length" else "content_filter"
    text = choice.message.content or ""
    return Reply(text, stopped, usage.prompt_tokens, usage.completion_tokens)
