"""Video Indexer says that it is done: believe only the token, and leave a durable message."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from shared.contracts.messages import IndexReady
from shared.domain import callback_token
from shared.errors import MalformedRequest, Unauthenticated
from shared.services.ports import MessageQueue

IDENTIFIER = re.compile(r"[A-Za-z0-9]{1,64}")


class Callbacks:
    """Verifies a callback before anything else is done; no database query is made for it."""

    def __init__(
        self, queue: MessageQueue, keys: tuple[bytes, ...], clock: Callable[[], datetime]
    ) -> None:
        self._queue = queue
        self._keys = keys
        self._clock = clock

    def receive(self, query: Mapping[str, str]) -> None:
        """Returns only when the message is durable.

        The state in the query is not looked at: the worker asks Video Indexer itself.

        Raises:
            Unauthenticated: the token is not one for this interview and generation, or too old.
            MalformedRequest: the token is good, but the video's id cannot be one.
            StorageUnavailable: the message could not be stored; the sweep will find the interview.
        """
        interview_id = query.get("interview", "")
        generation = query.get("generation", "")
        number = int(generation) if re.fullmatch(r"[0-9]{1,6}", generation, re.ASCII) else -1
        if not callback_token.verify(
            query.get("token", ""),
            interview_id=interview_id,
            generation=number,
            now=self._clock(),
            keys=self._keys,
        ):
            raise Unauthenticated("The callback's token is not valid.")
        video_id = query.get("id")
        if video_id is not None and not IDENTIFIER.fullmatch(video_id):
            raise MalformedRequest("id is not a video's id.")
        message = IndexReady(interview_id=interview_id, generation=number)
        self._queue.send(message.to_json())
