"""The data plane: api.videoindexer.ai's paths below an account."""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request, Response

from local.video_indexer.accounts import ACCOUNT_ID, Accounts
from local.video_indexer.control import Control
from local.video_indexer.index_document import index, listed
from local.video_indexer.videos import UNFINISHED, Video, VideoStore
from local.video_indexer.work import Work

NAME_MOST = 80
QUERY_MOST = 4096
CHOICES = {
    "indexingPreset": (
        "Default", "AudioOnly", "VideoOnly", "BasicAudio", "BasicVideo", "Advanced",
        "AdvancedAudio", "AdvancedVideo",
    ),
    "streamingPreset": ("Default", "NoStreaming", "SingleBitrate"),
    "privacy": ("Private", "Public"),
}  # fmt: skip
LANGUAGE = re.compile(r"auto|multi|[a-z]{2,3}(-[A-Za-z]{2,8}){0,2}")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class DataPlane:
    """Answers calls whose token has been checked."""

    def __init__(self, store: VideoStore, accounts: Accounts, work: Work, control: Control) -> None:
        self._store = store
        self._accounts = accounts
        self._work = work
        self._control = control

    def upload(self, request: Request) -> Response:
        """Accept a recording by its address."""
        query = request.args
        wrong = _wrong(query, len(request.query_string))
        if wrong:
            return error(400, *wrong)
        source = query["videoUrl"].partition("?")[0]
        outcome = self._control.next_outcome()

        def make(video_id: str) -> Video:
            return Video(
                id=video_id,
                name=query["name"],
                url=query["videoUrl"],
                external_id=query.get("externalId"),
                callback_url=query.get("callbackUrl"),
                language=query.get("language", "en-US"),
                preset=query.get("indexingPreset", "Default"),
                streaming_preset=query.get("streamingPreset", "Default"),
                privacy=query.get("privacy", "Private"),
                excluded=query.getlist("excludedAI"),
                outcome=outcome,
            )

        video = self._store.add(
            make, lambda other: other.state in UNFINISHED and other.source == source
        )
        if video is None:
            return error(
                409, "VIDEO_INDEXING_IN_PROGRESS", "The same video is being indexed already."
            )
        self._control.count_upload(video.external_id)
        self._control.callbacks.early(video.callback_url, video.id)
        answer = reply(200, listed(video, ACCOUNT_ID))
        self._work.begin(video)
        return answer

    def find(self, request: Request) -> Response:
        """A video's id by its external id, as a JSON string."""
        external_id = request.args.get("externalId")
        if not external_id:
            return error(400, "INVALID_INPUT", "externalId is missing.")
        video = self._store.find(external_id)
        lag = timedelta(seconds=self._control.find_lag_s)
        if video is None or datetime.now(UTC) - datetime.fromisoformat(video.created) < lag:
            return error(404, "VIDEO_NOT_FOUND", "No video has this external id.")
        return reply(200, video.id)

    def index(self, _request: Request, video_id: str) -> Response:
        """State, progress and insights."""
        video = self._store.get(video_id)
        if video is None:
            return error(404, "BREAKDOWN_NOT_FOUND", "There is no such video.")
        heard = self._store.insights(video_id) if video.state == "Processed" else None
        # A test may give the whole document, to see how a client takes one that is odd.
        if heard is not None and "videos" in heard:
            return reply(200, heard | {"id": video.id})
        return reply(200, index(video, ACCOUNT_ID, self._accounts.view_token(video_id), heard))

    def delete(self, _request: Request, video_id: str) -> Response:
        """Forget a video."""
        if not self._store.delete(video_id):
            return error(404, "VIDEO_NOT_FOUND", "There is no such video.")
        return Response(status=204)

    def list(self, request: Request) -> Response:
        """A page of videos, newest first."""
        size = min(max(request.args.get("pageSize", 25, int), 1), 1000)
        skip = max(request.args.get("skip", 0, int), 0)
        videos = self._store.all()[::-1]
        page = [listed(video, ACCOUNT_ID) for video in videos[skip : skip + size]]
        done = skip + size >= len(videos)
        return reply(
            200,
            {"results": page, "nextPage": {"pageSize": size, "skip": skip + size, "done": done}},
        )


def reply(status: int, body: Any) -> Response:
    """A JSON answer."""
    return Response(json.dumps(body), status, content_type="application/json; charset=utf-8")


def error(status: int, kind: str, message: str) -> Response:
    """Video Indexer's way to say no."""
    return reply(status, {"ErrorType": kind, "Message": f"{message} Trace id: '{uuid.uuid4()}'."})


def _wrong(query: MultiDict[str, str], query_length: int) -> tuple[str, str] | None:
    """What is wrong first with the query of an upload."""
    if len(query.get("name", "")) > NAME_MOST:
        return "VIDEO_NAME_TOO_LONG", f"name is longer than {NAME_MOST} characters."
    faults = {
        "the query is too long": query_length > QUERY_MOST,
        "name is missing": not query.get("name"),
        "videoUrl must be an https address": not _may_be_called(query.get("videoUrl", "")),
        "callbackUrl must be an https address": "callbackUrl" in query
        and not _may_be_called(query["callbackUrl"]),
        "language is not known": not LANGUAGE.fullmatch(query.get("language", "en-US")),
    }
    for name, allowed in CHOICES.items():
        faults[f"{name} is not one of {', '.join(allowed)}"] = (
            query.get(name, allowed[0]) not in allowed
        )
    found = next((text for text, wrong in faults.items() if wrong), None)
    return ("INVALID_INPUT", f"{found}.") if found else None


def _may_be_called(url: str) -> bool:
    """https, or on this machine http, which is all that Azurite and the local host speak."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    return bool(parts.hostname) and (parts.scheme == "https" or local)
