"""Takes uploads to their end: by listening, or as a test scripted it."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock, Timer
from typing import Any

from local.video_indexer.callbacks import Callbacks
from local.video_indexer.index_document import Line, insights
from local.video_indexer.listening import ListeningError, listen
from local.video_indexer.videos import Video, VideoStore

logger = logging.getLogger(__name__)
SPOKEN = "en-US"
"""The recogniser knows English alone, so that is what a language of auto becomes."""


class Work:
    """One recording is listened to at a time, for the model uses every core; scripts run beside."""

    def __init__(self, store: VideoStore, callbacks: Callbacks, media: Path) -> None:
        self._store = store
        self._callbacks = callbacks
        self._media = media
        self._ears = ThreadPoolExecutor(max_workers=1, thread_name_prefix="listening")
        self._actors = ThreadPoolExecutor(max_workers=4, thread_name_prefix="scripted")
        self._lock = Lock()
        self._held: list[Video] = []

    def begin(self, video: Video) -> None:
        """Work on this video in the background."""
        outcome = video.outcome
        if outcome is None:
            self._ears.submit(self._guarded, self._listen, video)
        elif outcome.get("hold"):
            self._store.update(video.id, state="Processing", progress=10)
            with self._lock:
                self._held.append(video)
        elif outcome.get("after_s"):
            self._store.update(video.id, state="Processing", progress=10)
            timer = Timer(float(outcome["after_s"]), self._act_later, (video,))
            timer.daemon = True
            timer.start()
        else:
            self._act_later(video)

    def release(self) -> None:
        """Let everything end that a script holds in Processing."""
        with self._lock:
            held, self._held = self._held, []
        for video in held:
            self._act_later(video)

    def close(self) -> None:
        """Begin nothing new; what is under way is taken up at the next start."""
        self._ears.shutdown(wait=False, cancel_futures=True)
        self._actors.shutdown(wait=False, cancel_futures=True)

    def _act_later(self, video: Video) -> None:
        self._actors.submit(self._guarded, self._act, video)

    def _guarded(self, work: Any, video: Video) -> None:
        try:
            work(video)
        except ListeningError as error:
            self._fail(video, error.code, str(error))
        except Exception:
            logger.exception("video %s", video.id)
            self._fail(video, "General", "Something went wrong.")

    def _listen(self, video: Video) -> None:
        if self._store.update(video.id, state="Processing", progress=1) is None:
            return
        shown = 1

        def progress(percent: int) -> None:
            nonlocal shown
            if percent > shown:
                shown = percent
                if self._store.update(video.id, progress=percent) is None:
                    raise ListeningError("VideoDeleted", "The video was deleted meanwhile.")

        lines, duration_s = listen(video.url, self._media / video.id, progress)
        self._done(video, insights(lines, duration_s, _language(video), video.excluded), duration_s)

    def _act(self, video: Video) -> None:
        outcome = video.outcome or {}
        if failure := outcome.get("failure"):
            self._fail(video, failure["code"], failure.get("message", ""))
        elif outcome.get("state"):
            self._end(video, state=outcome["state"])
        elif "index" in outcome:
            self._done(video, outcome["index"], float(outcome.get("duration_s", 0)))
        else:
            lines = [Line(**line) for line in outcome.get("transcript", [])]
            duration_s = float(outcome.get("duration_s", max((x.end for x in lines), default=0)))
            heard = insights(lines, duration_s, _language(video), video.excluded)
            self._done(video, heard, duration_s)

    def _done(self, video: Video, heard: dict[str, Any], duration_s: float) -> None:
        self._end(
            video, insights=heard, state="Processed", progress=100, duration_s=round(duration_s, 3)
        )

    def _fail(self, video: Video, code: str, message: str) -> None:
        self._end(video, state="Failed", failure_code=code, failure_message=message)

    def _end(self, video: Video, **changes: Any) -> None:
        ended = self._store.update(video.id, **changes)
        if ended is not None:
            self._callbacks.announce(video.callback_url, video.id, ended.state)


def _language(video: Video) -> str:
    return SPOKEN if video.language in ("auto", "multi") else video.language
