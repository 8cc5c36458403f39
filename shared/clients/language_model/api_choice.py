"""Which of the two APIs an endpoint speaks well: found out by its first answers, and kept."""

from __future__ import annotations

from threading import Lock
from typing import Literal

from shared.clients.language_model.replies import Api


class ApiChoice:
    """The Responses API until it shows that it is missing, or that it ignores the schema.

    Some servers have the route and answer it with prose, so a 404 is not the only sign. There is no
    probe: it would make every first analysis wait for one more answer.
    """

    def __init__(self, api: Literal["auto", "responses", "chat"] = "auto") -> None:
        self._lock = Lock()
        self._settled: Api | None = None if api == "auto" else api
        self._given = api != "auto"
        self._guess: Api = "responses"

    def current(self) -> Api:
        """The one to ask by now."""
        with self._lock:
            return self._settled or self._guess

    def proved(self, api: Api) -> None:
        """A usable answer came; Responses wins where both give some."""
        with self._lock:
            if not self._given and (self._settled is None or api == "responses"):
                self._settled = api

    def failed(self, api: Api) -> Api | None:
        """``api`` has no route here or ignores the schema; the other one where it may be tried."""
        with self._lock:
            if self._given or self._settled == api:
                return None
            other: Api = "chat" if api == "responses" else "responses"
            self._guess = other
            return self._settled or other
