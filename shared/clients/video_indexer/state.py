"""How far Video Indexer is with a video, read from an answer that may hold anything."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from shared.contracts.remote import VideoIndex, VideoState
from shared.errors import VideoIndexerUnavailable

FAILURE_CODE = re.compile(r"[A-Za-z]{1,64}")


class _Head(BaseModel):
    state: Any = None
    processingProgress: Any = None
    failureCode: Any = None


class _State(BaseModel):
    """Of an index only this: anything may stand there, and some of it may be missing.

    What was heard and seen, megabytes of it, is not made into objects.
    """

    state: Any = None
    videos: Annotated[list[_Head] | Any, Field(union_mode="left_to_right")] = None


def read_index(video_id: str, body: bytes) -> VideoIndex:
    """What an answer of Get Video Index says.

    Raises:
        VideoIndexerUnavailable: it is none. Nothing else is ever raised, whatever the bytes are.
    """
    read = _read_state(body)
    first = read.videos[0] if isinstance(read.videos, list) and read.videos else None
    video = first if isinstance(first, _Head) else _Head()
    name = read.state or video.state
    state = VideoState(name) if name in list(VideoState) else VideoState.OTHER
    digits = re.match(r"\s*([0-9]{1,3})", str(video.processingProgress))
    code = video.failureCode
    return VideoIndex(
        video_id=video_id,
        state=state,
        progress_percent=min(int(digits[1]), 100) if digits else None,
        failure_code=code if isinstance(code, str) and FAILURE_CODE.fullmatch(code) else None,
        raw=body if state is VideoState.PROCESSED else None,
    )


def _read_state(body: bytes) -> _State:
    try:
        return _State.model_validate_json(body)
    except ValidationError:
        pass
    try:
        # The fast reader refuses half a surrogate pair, and a byte order mark.
        return _State.model_validate(json.loads(body.decode("utf-8-sig", "replace")))
    except (ValueError, RecursionError):
        raise VideoIndexerUnavailable("Video Indexer answered something else.") from None
