"""Timer functions. Every instance runs them; in the cloud a lock leaves them to one instance."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime

from local.functions_host import messages, schedule, settings
from local.functions_host.worker import Function, FunctionFailedError, Worker

_log = logging.getLogger("functions_host")


class Timer:
    """Calls one timer function at its times, in a thread; never twice at once."""

    def __init__(self, worker: Worker, function: Function, stopping: threading.Event) -> None:
        self._worker = worker
        self._function = function
        self._stopping = stopping
        self._schedule = schedule.parse(settings.resolve(str(function.trigger["schedule"])))
        self._last: datetime | None = None
        self._thread = threading.Thread(target=self._run, name=function.name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        if self._function.trigger.get("runOnStartup"):
            self._fire()
        while True:
            due = self._schedule.after(datetime.now(UTC))
            if self._stopping.wait((due - datetime.now(UTC)).total_seconds()):
                return
            self._fire(due)

    def _fire(self, due: datetime | None = None) -> None:
        now = due or datetime.now(UTC)
        data = timer_info(last=self._last, upcoming=self._schedule.after(now))
        self._last = now
        try:
            self._worker.submit(self._function, data).result()
        except FunctionFailedError:
            _log.debug("Timer '%s' waits for its next time", self._function.name)


def timer_info(last: datetime | None, upcoming: datetime | None) -> messages.Message:
    """What a timer function is given; times are UTC."""
    never = "0001-01-01T00:00:00"
    status = {
        "Last": last.isoformat() if last else never,
        "Next": upcoming.isoformat() if upcoming else never,
        "LastUpdated": last.isoformat() if last else never,
    }
    return messages.as_json(
        {"Schedule": {"AdjustForDST": True}, "ScheduleStatus": status, "IsPastDue": False}
    )
