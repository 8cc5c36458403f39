"""Azure AI Video Indexer's REST API, as the pipeline needs it."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, Strict, TypeAdapter, ValidationError

from shared.clients.bounded_http import (
    Answer,
    BoundedHttp,
    NoAnswerError,
    TooLargeError,
    retry_after,
)
from shared.clients.video_indexer.account import ANSWER_MAX_BYTES, VideoIndexerAccount
from shared.clients.video_indexer.state import read_index
from shared.contracts.remote import VideoIndex, VideoState
from shared.errors import SubmissionUnknown, TranscriptionRejected, VideoIndexerUnavailable

INDEX_MAX_BYTES = 64 * 1024**2
PRESET = "AudioOnly"
"""Transcript with speakers and sentiments; no faces, and no price for pictures."""
EXCLUDED = (
    "Faces", "ObservedPeople", "Emotions", "Celebrities", "KnownPeople", "Labels", "ShotType",
)  # fmt: skip
"""Emotions: Video Indexer's own terms forbid assessing people by them."""
ALREADY_THERE = frozenset({"VIDEO_INDEXING_IN_PROGRESS", "ALREADY_EXISTS"})
REFUSED = frozenset({400, 413, 415, 422})
VIDEO_ID = re.compile(r"[A-Za-z0-9]{1,64}")
FAILED_LATELY = "VIDEO_ALREADY_FAILED"
FAILED_LATELY_WAIT_S = 1800.0
"""For two hours after it failed, Video Indexer does not take the same recording again."""
PATIENCE_S = 5.0
"""How long a call may wait for its turn."""


class _Error(BaseModel):
    ErrorType: str = ""


class _Video(BaseModel):
    id: str


class _Deletion(BaseModel):
    failedAssets: Any = None


_JSON_TEXT = TypeAdapter(Annotated[str, Strict()])


class AzureVideoIndexer:
    """The client; every method may raise VideoIndexerUnavailable and IdentityUnavailable."""

    def __init__(
        self,
        *,
        account_resource_id: str,
        get_arm_token: Callable[[], str],
        take_turn: Callable[[float], float],
        arm_url: str = "https://management.azure.com",
        api_url: str = "https://api.videoindexer.ai",
        account_id: str | None = None,
        location: str | None = None,
        timeout_s: float = 30.0,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Opens nothing yet.

        Args:
            take_turn: given the seconds that a call may wait, those until its turn; raises
                VideoIndexerUnavailable where that would be longer.
        """
        self._http = BoundedHttp(timeout_s)
        self._api_url = api_url
        self._take_turn = take_turn
        self._patience_s = patience_s
        self._account = VideoIndexerAccount(
            self._http,
            arm_url=arm_url,
            resource_id=account_resource_id,
            get_arm_token=get_arm_token,
            account_id=account_id,
            location=location,
        )

    def submit(
        self, *, media_url: str, external_id: str, name: str, callback_url: str, language: str
    ) -> str:
        """Start indexing by URL; see the port."""
        query = [
            ("name", name[:80]),
            ("externalId", external_id),
            ("videoUrl", media_url),
            ("callbackUrl", callback_url),
            ("language", language),
            ("indexingPreset", PRESET),
            ("streamingPreset", "NoStreaming"),
            ("privacy", "Private"),
            ("preventDuplicates", "false"),
            ("sendSuccessEmail", "false"),
            *(("excludedAI", kind) for kind in EXCLUDED),
        ]
        answer = self._call("POST", "/Videos", query)
        if answer.status == 409 or _error_type(answer) in ALREADY_THERE:
            # It has this recording already: from a try whose answer was lost.
            found = self.find(external_id)
            if found is not None:
                return found
            # Its own search may not know yet what it has accepted.
            raise SubmissionUnknown("Video Indexer is busy with the same recording.", 60)
        if answer.status in REFUSED:
            if _error_type(answer) == FAILED_LATELY:
                raise VideoIndexerUnavailable("It failed not long ago.", FAILED_LATELY_WAIT_S)
            raise TranscriptionRejected("transcription_rejected")
        try:
            body = self._good(answer)
            return self._video_id(body, lambda body: _Video.model_validate_json(body).id)
        except VideoIndexerUnavailable as error:
            if answer.status < 300 or (answer.status >= 500 and answer.status != 503):
                raise SubmissionUnknown(str(error), error.retry_after) from None
            raise

    def find(self, external_id: str) -> str | None:
        """The video submitted under this external id."""
        query = [("externalId", external_id)]
        answer = self._call("GET", "/Videos/GetIdByExternalId", query)
        if answer.status == 404:
            return None
        return self._video_id(self._good(answer), _JSON_TEXT.validate_json)

    def index(self, video_id: str) -> VideoIndex | None:
        """State, progress, and the index once it is there."""
        query = [("includeSummarizedInsights", "false")]
        answer = self._call(
            "GET", f"/Videos/{_checked(video_id)}/Index", query, most_bytes=INDEX_MAX_BYTES
        )
        if answer.status == 404:
            return None
        if answer.status == 400:
            kind = _error_type(answer)
            if kind == "VIDEO_INDEXING_IN_PROGRESS":  # seen in 10/2022 instead of 200
                return VideoIndex(video_id, VideoState.PROCESSING, None, None, None)
            if kind == "VIDEO_REMOVED":
                return None
        return read_index(video_id, self._good(answer))

    def delete(self, video_id: str) -> None:
        """Delete a video; one that is gone is a success, one half deleted is tried again."""
        answer = self._call("DELETE", f"/Videos/{_checked(video_id)}", [])
        if answer.status in (204, 404):
            return
        body = self._good(answer)
        try:
            done = not body.strip() or not _Deletion.model_validate_json(body).failedAssets
        except ValidationError:
            done = False
        if not done:
            raise VideoIndexerUnavailable("Video Indexer deleted only a part.")

    def portal_url(self, video_id: str) -> str:
        """The video in the portal, for whoever may log in there."""
        account = self._account.place().account_id
        return f"https://www.videoindexer.ai/accounts/{account}/videos/{video_id}/"

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def _call(
        self,
        method: str,
        path: str,
        query: list[tuple[str, str]],
        *,
        most_bytes: int = ANSWER_MAX_BYTES,
    ) -> Answer:
        place = self._account.place()
        url = f"{self._api_url}/{place.location}/Accounts/{place.account_id}{path}"
        answer = self._send(method, url, query, most_bytes)
        if answer.status == 401:
            answer = self._send(method, url, query, most_bytes)
        return answer

    def _send(self, method: str, url: str, query: list[tuple[str, str]], most_bytes: int) -> Answer:
        delay = self._take_turn(self._patience_s)
        if delay > 0:
            time.sleep(delay)
        token = self._account.token()
        headers = {
            "Authorization": f"Bearer {token}",
            "x-ms-client-request-id": str(uuid.uuid4()),
        }
        try:
            answer = self._http.request(
                method, url, query=query, headers=headers, most_bytes=most_bytes
            )
        except (NoAnswerError, TooLargeError) as error:
            unknown = method == "POST" and getattr(error, "sent", True)
            kind = SubmissionUnknown if unknown else VideoIndexerUnavailable
            raise kind("Video Indexer does not answer.") from None
        if answer.status == 401:
            self._account.forget(token)
        return answer

    @staticmethod
    def _good(answer: Answer) -> bytes:
        if answer.status == 200:
            return answer.body
        wait = retry_after(answer.headers.get("retry-after"), datetime.now(UTC))
        raise VideoIndexerUnavailable(f"Video Indexer answered {answer.status}.", wait)

    @staticmethod
    def _video_id(body: bytes, read: Callable[[bytes], str]) -> str:
        try:
            video_id = read(body)
        except ValidationError:
            video_id = ""
        if not VIDEO_ID.fullmatch(video_id):
            # It may have been accepted: the next try finds it by its external id.
            raise VideoIndexerUnavailable("Video Indexer answered something else.")
        return video_id


def _checked(video_id: str) -> str:
    if not VIDEO_ID.fullmatch(video_id):
        raise VideoIndexerUnavailable("That is not a video's id.")
    return video_id


def _error_type(answer: Answer) -> str:
    if answer.status == 200:
        return ""
    try:
        return _Error.model_validate_json(answer.body).ErrorType
    except ValidationError:
        return ""
