"""What came of one request to a model: an answer, a parameter refused, or a failure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.clients.bounded_http import retry_after
from shared.clients.language_model.replies import Api, Reply, read_reply
from shared.errors import BackendError, ModelAnswerInvalid, ModelUnavailable

if TYPE_CHECKING:
    from openai import APIStatusError

CHARACTERS_PER_TOKEN = 4
REFUSABLE = ("store", "max_completion_tokens")
"""Parameters that some servers do not know; left out for those that say so."""
UNKNOWN = re.compile(
    r"unknown|unrecogni|unsupported|unexpected|extra|not (?:permitted|allowed|supp)"
)

TOO_LONG = re.compile(r"context[_ ](?:length|size|window)")
"""context_length_exceeded, exceed_context_size_error, "maximum context length is"."""


class RouteMissing(BackendError):
    """The endpoint has no such route, or no such model, or does not take what this API sends.

    ``otherwise`` is the error where no other API is left to try.
    """

    def __init__(self, otherwise: BackendError) -> None:
        super().__init__(str(otherwise))
        self.otherwise = otherwise


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one request, and the tokens it took."""

    reply: Reply | None = None
    failure: ModelUnavailable | None = None
    again: bool = True
    """Whether the next request may end differently; at once where there was no failure."""
    input_tokens: int = 0
    output_tokens: int = 0


def answered(api: Api, body: bytes, estimate: int) -> Tried:
    """What a body of status 200 holds; tokens are estimated where the server does not count."""
    try:
        reply = read_reply(api, body)
    except ValueError:
        return Tried(Reply("", "complete", estimate, 0), input_tokens=estimate)
    sent = estimate if reply.input_tokens is None else reply.input_tokens
    came = reply.output_tokens
    if came is None:
        came = len(reply.text) // CHARACTERS_PER_TOKEN
    if reply.stopped == "failed":
        failure = ModelUnavailable("The model failed while it answered.")
        return Tried(failure=failure, input_tokens=sent, output_tokens=came)
    counted = Reply(reply.text, reply.stopped, sent, came)
    return Tried(counted, input_tokens=sent, output_tokens=came)


def refused_parameters(error: APIStatusError) -> set[str]:
    """Parameters that the server says it does not know."""
    if error.status_code not in (400, 422) or error.code == "content_filter":
        return set()
    said = str(error.body).casefold()
    if not UNKNOWN.search(said):
        return set()
    return {name for name in REFUSABLE if re.search(rf"\b{name}\b", said)}


def failed(error: APIStatusError, api: Api) -> Tried:
    """What a status means, and whether to try again; raises where the answer is final."""
    status = error.status_code
    header = error.response.headers.get("retry-after")
    after = retry_after(header, datetime.now(UTC))
    unavailable = ModelUnavailable(f"The model answered {status}.", retry_after=after)
    if status in (404, 405, 501):
        raise RouteMissing(unavailable)
    if status >= 500 or status in (408, 409, 429):
        return Tried(failure=unavailable, again=error.code != "insufficient_quota")
    if status < 400 or status in (401, 402, 403):
        # Whoever runs this mends it; no answer changes it.
        return Tried(failure=unavailable, again=False)
    if error.code == "content_filter":
        raise ModelAnswerInvalid("content_filter")
    if TOO_LONG.search(str(error.body).casefold()):
        raise ModelAnswerInvalid("too_long")  # on any route
    invalid = ModelAnswerInvalid(f"status_{status}")
    if api == "responses":
        # Some servers have the route and do not take a schema on it.
        raise RouteMissing(invalid)
    raise invalid
