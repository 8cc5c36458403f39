"""A process of its own that is flooded with callbacks; says what they cost, as JSON.

It counts what reaches the database driver, and what is sent over HTTP by anybody in the process.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import azure.functions as func
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import Pool

from shared.domain import callback_token

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
INTERVIEW = "clx1"


def bad_queries(count: int) -> list[dict[str, str]]:
    """Every way to be wrong, over and over."""
    now = datetime.now(UTC)
    day = timedelta(days=1)

    def signed(key: bytes, ends: datetime, interview: str = INTERVIEW) -> str:
        return callback_token.sign(interview_id=interview, generation=1, expires_at=ends, key=key)

    good = signed(KEY, now + day)
    tokens = [
        "", "x", good[:-1], good.upper(), f"{good}x", "é" * 43, "A" * 4096, "' OR 1=1 --",
        signed(OTHER_KEY, now + day), signed(KEY, now - day), signed(KEY, now + day, "clx2"),
    ]  # fmt: skip
    return [
        {"interview": INTERVIEW, "generation": "1", "token": tokens[number % len(tokens)],
         "id": "765ae329c7", "state": "Processed"}  # pragma: allowlist secret
        for number in range(count)
    ]  # fmt: skip


def main(count: int) -> None:
    """Flood the function with bad tokens, then send one good one."""
    from function_app import app
    from shared.bootstrap import adapters

    done: Counter[str] = Counter(statements=0, sends=0)

    def count_statement(*_arguments: Any) -> None:
        done["statements"] += 1

    def count_send(what: str, _arguments: Any) -> None:
        done["sends"] += what == "http.client.send"

    event.listen(Engine, "before_cursor_execute", count_statement)
    event.listen(Pool, "connect", count_statement)
    sys.addaudithook(count_send)
    callback = next(
        one.get_user_function()
        for one in app.get_functions()
        if one.get_function_name() == "video_indexer_callback"
    )

    def call(query: dict[str, str]) -> int:
        request = func.HttpRequest(
            method="POST", url="http://localhost/api/x", params=query, body=b""
        )
        context = SimpleNamespace(
            invocation_id="i", trace_context=SimpleNamespace(trace_parent=None)
        )
        return int(callback(request, context).status_code)

    refused = [call(query) for query in bad_queries(count)]
    flood = {"statuses": sorted(set(refused)), **done}
    token = callback_token.sign(
        interview_id=INTERVIEW, generation=1, expires_at=datetime.now(UTC) + timedelta(days=1),
        key=KEY,
    )  # fmt: skip
    good = call({"interview": INTERVIEW, "generation": "1", "token": token})
    after = {"status": good, **done}
    # The counters do count.
    adapters.database().check()
    after["statements_at_last"] = done["statements"]
    sys.stdout.write(json.dumps({"flood": flood, "good": after}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
