"""The app's public HTTP door, used exactly as the web app uses it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2


class RefusedError(RuntimeError):
    """The API answered with a problem document (RFC 9457); the message holds its code and text."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        code = problem.get("code", "unknown")
        text = problem.get("detail") or problem.get("title") or "no explanation"
        super().__init__(f"{status} {code}: {text}")
        self.status = status
        self.code = str(code)
        self.problem = problem


class HttpDoor:
    """A signed-in candidate at ``{base_url}/api``. Use it as a context manager.

    ``token`` is called for every request, so that a long wait outlives one token.
    """

    def __init__(self, base_url: str, token: Callable[[], str]) -> None:
        self.base_url = base_url.rstrip("/")
        self._token = token
        self._client = httpx2.Client(base_url=self.base_url, timeout=30)

    def __enter__(self) -> HttpDoor:
        return self

    def __exit__(self, *_error: object) -> None:
        self._client.close()

    def token(self) -> str:
        """The token of the candidate who is signed in."""
        return self._token()

    def request(self, method: str, path: str, **arguments: Any) -> httpx2.Response:
        """Any call with the bearer token; the response whatever its status."""
        headers = {"Authorization": f"Bearer {self._token()}"} | arguments.pop("headers", {})
        return self._client.request(method, f"/api{path}", headers=headers, **arguments)

    def create_interview(self, body: dict[str, Any]) -> dict[str, Any]:
        """POST /interviews; the interview with ``upload``."""
        return _object(self.request("POST", "/interviews", json=body))

    def interview(self, interview_id: str, *, include: str = "") -> dict[str, Any]:
        """GET /interviews/{id}, with the transcription and the analysis where ``include`` asks."""
        parameters = {"include": include} if include else {}
        return _object(self.request("GET", f"/interviews/{interview_id}", params=parameters))

    def follow(
        self,
        interview_id: str,
        *,
        every_seconds: float = 0.5,
        timeout_seconds: float | None = None,
        each_poll: Callable[[], None] = lambda: None,
    ) -> Iterator[dict[str, Any]]:
        """The interview each time it changed, until it is completed or failed.

        Polls with If-None-Match, so that a poll without news costs a 304. A door that does not
        answer for a while is asked again. ``each_poll`` is called before each; what it raises ends
        the wait.

        Raises:
            TimeoutError: neither completed nor failed in time.
        """
        deadline = None if timeout_seconds is None else time.monotonic() + timeout_seconds
        etag = ""
        while True:
            each_poll()
            headers = {"If-None-Match": etag} if etag else {}
            try:
                response = self.request("GET", f"/interviews/{interview_id}", headers=headers)
            except httpx2.TransportError:
                response = None
            if response is not None and response.status_code not in (304, 503):
                interview = _object(response)
                etag = response.headers.get("ETag", "")
                yield interview
                if interview["status"] in ("completed", "failed"):
                    return
            if deadline is not None and time.monotonic() > deadline:
                raise TimeoutError(f"interview {interview_id} did not end in {timeout_seconds:g} s")
            time.sleep(every_seconds)

    def offers(self, path: str, media_type: str) -> bool:
        """Whether a GET of this path gives that kind of document."""
        response = self.request("GET", path, headers={"Accept": media_type})
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        return response.status_code == httpx2.codes.OK and kind == media_type


def _object(response: httpx2.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = {"title": f"the answer is no JSON ({len(response.content)} bytes)"}
    if not isinstance(body, dict):
        body = {"title": "the answer is no JSON object"}
    if not response.is_success:
        raise RefusedError(response.status_code, body)
    return body
