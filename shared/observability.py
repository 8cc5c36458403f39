"""Logs: ids bound to every line, one summary line per invocation, secrets taken out.

A line is ``event key=value key=value``; values are JSON-encoded, so that no value can forge a
line. What belongs into a log are ids, counts, codes and durations, never what somebody said.
"""

from __future__ import annotations

import contextvars
import hashlib
import json
import logging
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

logger = logging.getLogger("interview_buddy")

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_bound: contextvars.ContextVar[Mapping[str, Any]] = contextvars.ContextVar(
    "bound", default=_NOTHING
)

QUIET = (
    "azure", "httpx", "httpx2", "httpcore", "httpcore2", "openai", "urllib3", "msal", "sqlalchemy",
    "libav",
)  # fmt: skip
"""Libraries that would log URLs with signatures, or a line per request."""

_SECRETS = re.compile(
    r"(?i)((?:sig|signature|accesstoken|access_token|token|code|key|accountkey|password)=)[^&\s\"';,]+"
    r"|(bearer\s+)[a-z0-9._~+/=-]+"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_.-]+"
    r"|(://[^:/@\s]+:)[^@\s]+(?=@)"
)


def redact(text: str) -> str:
    """The text without signatures, tokens, keys and passwords in URLs."""
    return _SECRETS.sub(lambda match: (match[1] or match[2] or match[3] or "") + "[redacted]", text)


class RedactionFilter(logging.Filter):
    """Takes secrets out of every record that passes, tracebacks included."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage())
        record.args = None
        if record.exc_info and not record.exc_text:
            # Vendors put URLs and row data into their messages: keep kinds and places only.
            record.exc_text = redact(_traceback_without_messages(record.exc_info[1]))
        record.exc_info = None
        return True


def _traceback_without_messages(error: BaseException | None) -> str:
    lines = []
    while error is not None:
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        frame = error.__traceback__
        while frame is not None:
            code = frame.tb_frame.f_code
            lines.append(f"  {code.co_filename}:{frame.tb_lineno} {code.co_qualname}")
            frame = frame.tb_next
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


def configure_logging() -> None:
    """Quieten the talkative libraries and put the redaction before every line of our own."""
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
        _filter_once(logging.getLogger(name))
    logger.setLevel(logging.INFO)
    _filter_once(logger)
    for handler in logging.getLogger().handlers:
        if not any(isinstance(entry, RedactionFilter) for entry in handler.filters):
            handler.addFilter(RedactionFilter())


def _filter_once(target: logging.Logger) -> None:
    if not any(isinstance(entry, RedactionFilter) for entry in target.filters):
        target.addFilter(RedactionFilter())


def bind(**values: Any) -> None:
    """Add ids to the summary line, and to every line from here to the end of the invocation."""
    _bound.set({**_bound.get(), **values})


def hashed(user_id: str) -> str:
    """A short, stable stand-in for a user's id that can stand in a log."""
    return hashlib.sha256(user_id.encode()).hexdigest()[:12]


def log(event: str, level: int = logging.INFO, **values: Any) -> None:
    """One line: the event, the ids bound so far, and these values."""
    logger.log(level, "%s", _line(event, {**_bound.get(), **values}))


def log_exception(event: str, error: BaseException, **values: Any) -> None:
    """One line for an error that was not expected, with where it happened but not what it said."""
    logger.error("%s", _line(event, {**_bound.get(), **values}), exc_info=error)


@contextmanager
def invocation(name: str, **values: Any) -> Iterator[dict[str, Any]]:
    """Bind ids for the time of one invocation and end with its summary line.

    The dictionary that is yielded takes further values for that line.
    """
    token = _bound.set({**values})
    summary: dict[str, Any] = {}
    begun = time.perf_counter()
    outcome = "ok"
    try:
        yield summary
    except BaseException as error:
        outcome = getattr(error, "code", type(error).__name__)
        raise
    finally:
        spent = round((time.perf_counter() - begun) * 1000, 1)
        log(name, **{"outcome": outcome, **summary, "duration_ms": spent})
        _bound.reset(token)


def _line(event: str, values: dict[str, Any]) -> str:
    pairs = (f"{key}={json.dumps(value, default=str)}" for key, value in values.items())
    return " ".join((event, *pairs))
