"""The account of Video Indexer: where it is, and a token for it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from pydantic import BaseModel, ValidationError

from shared.clients.bounded_http import (
    Answer,
    BoundedHttp,
    NoAnswerError,
    TooLargeError,
    retry_after,
)
from shared.errors import VideoIndexerUnavailable

API_VERSION = "2025-04-01"
TOKEN_LIFE_S = 3600
TOKEN_EARLY_S = 600
"""A token lives an hour; it is replaced ten minutes before."""
ANSWER_MAX_BYTES = 1024**2
WAIT_S = 10.0
"""How long a call waits for another one that is fetching what both need."""
IDENTIFIER = re.compile(r"[A-Za-z0-9-]{1,64}")


class _Token(BaseModel):
    accessToken: str


class _Properties(BaseModel):
    accountId: str


class _Account(BaseModel):
    location: str
    properties: _Properties


@dataclass(frozen=True, slots=True)
class Place:
    """The account's id and its region, as they stand in the API's paths."""

    account_id: str
    location: str


class VideoIndexerAccount:
    """Reads the account resource once, and keeps its token until shortly before it ends."""

    def __init__(
        self,
        http: BoundedHttp,
        *,
        arm_url: str,
        resource_id: str,
        get_arm_token: Callable[[], str],
        account_id: str | None = None,
        location: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._http = http
        self._resource = f"{arm_url}{resource_id}"
        self._get_arm_token = get_arm_token
        self._place = Place(account_id, location) if account_id and location else None
        self._lock = Lock()
        self._token = ""
        self._token_ends = 0.0

    def place(self) -> Place:
        """Where the account is.

        Raises:
            VideoIndexerUnavailable, IdentityUnavailable
        """
        with self._held():
            if self._place is None:
                account = self._ask("GET", "", None)
                try:
                    read = _Account.model_validate_json(account.body)
                except ValidationError:
                    raise VideoIndexerUnavailable("The account cannot be read.") from None
                # "East US" and "eastus" are the same region; paths want the second.
                location = read.location.replace(" ", "").lower()
                if not all(map(IDENTIFIER.fullmatch, (read.properties.accountId, location))):
                    raise VideoIndexerUnavailable("The account cannot be read.")
                self._place = Place(read.properties.accountId, location)
            return self._place

    def token(self) -> str:
        """A token for the account.

        Raises:
            VideoIndexerUnavailable, IdentityUnavailable
        """
        with self._held():
            now = self._clock()
            if not self._token or now >= self._token_ends - TOKEN_EARLY_S:
                wanted = {"permissionType": "Contributor", "scope": "Account"}
                answer = self._ask("POST", "/generateAccessToken", wanted)
                try:
                    self._token = _Token.model_validate_json(answer.body).accessToken
                except ValidationError:
                    raise VideoIndexerUnavailable("No account token was given.") from None
                self._token_ends = now + TOKEN_LIFE_S
            return self._token

    def forget(self, token: str) -> None:
        """This token was refused: the next one is asked for anew."""
        with self._held():
            if self._token == token:
                self._token = ""

    @contextmanager
    def _held(self) -> Iterator[None]:
        """The lock. Where the account hangs, the callers do not queue up to hang one by one."""
        if not self._lock.acquire(timeout=WAIT_S):
            raise VideoIndexerUnavailable("The account does not answer.")
        try:
            yield
        finally:
            self._lock.release()

    def _ask(self, method: str, suffix: str, body: dict[str, str] | None) -> Answer:
        try:
            answer = self._http.request(
                method,
                f"{self._resource}{suffix}",
                query=[("api-version", API_VERSION)],
                headers={"Authorization": f"Bearer {self._get_arm_token()}"},
                json=body,
                most_bytes=ANSWER_MAX_BYTES,
            )
        except (NoAnswerError, TooLargeError):
            raise VideoIndexerUnavailable("The account does not answer.") from None
        if answer.status != 200:
            wait = retry_after(answer.headers.get("retry-after"), datetime.now(UTC))
            raise VideoIndexerUnavailable(f"The account answered {answer.status}.", wait)
        return answer
