"""The videos of the account, kept as JSON files so that a restart forgets nothing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from local.data_folder import write_private

UNFINISHED = ("Uploaded", "Processing")


@dataclass(frozen=True, slots=True)
class Video:
    """One upload; ``outcome`` is what a test scripted for it, None when it is listened to."""

    id: str
    name: str
    url: str
    external_id: str | None
    callback_url: str | None
    language: str
    preset: str
    streaming_preset: str
    privacy: str
    excluded: list[str]
    outcome: dict[str, Any] | None = None
    created: str = field(default_factory=lambda: datetime.now(UTC).isoformat())
    state: str = "Uploaded"
    progress: int = 0
    failure_code: str | None = None
    failure_message: str = ""
    duration_s: float = 0.0

    @property
    def source(self) -> str:
        """The recording's address without its signature: what two uploads have in common."""
        return self.url.partition("?")[0]


class VideoStore:
    """All videos by id; thread-safe. Insights lie in a file of their own, for they are large."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._videos: dict[str, Video] = {}
        found = [_read(file) for file in folder.glob("*.video.json")]
        for video in sorted(found, key=lambda video: video.created):
            self._videos[video.id] = video

    def add(self, make: Callable[[str], Video], refuse: Callable[[Video], bool]) -> Video | None:
        """Keep what ``make`` returns for a new id, unless a video is there that ``refuse`` hits."""
        with self._lock:
            if any(map(refuse, self._videos.values())):
                return None
            video = make(secrets.token_hex(5))
            self._keep(video)
            return video

    def get(self, video_id: str) -> Video | None:
        """The video, or None."""
        with self._lock:
            return self._videos.get(video_id)

    def find(self, external_id: str) -> Video | None:
        """The newest video with this external id."""
        with self._lock:
            for video in reversed(self._videos.values()):
                if video.external_id == external_id:
                    return video
            return None

    def all(self) -> list[Video]:
        """Every video, oldest first."""
        with self._lock:
            return list(self._videos.values())

    def unfinished(self) -> list[Video]:
        """What a stopped process left half done."""
        return [video for video in self.all() if video.state in UNFINISHED]

    def update(
        self, video_id: str, *, insights: dict[str, Any] | None = None, **changes: Any
    ) -> Video | None:
        """Change fields and store insights; None when the video was deleted meanwhile."""
        with self._lock:
            if video_id not in self._videos:
                return None
            if insights is not None:
                write_private(self._insights_file(video_id), json.dumps(insights))
            video = replace(self._videos[video_id], **changes)
            self._keep(video)
            return video

    def insights(self, video_id: str) -> dict[str, Any] | None:
        """What was stored by ``update``."""
        with self._lock:
            file = self._insights_file(video_id)
            found = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
        return dict(found) if found is not None else None

    def delete(self, video_id: str) -> bool:
        """Whether it was there."""
        with self._lock:
            self._insights_file(video_id).unlink(missing_ok=True)
            self._video_file(video_id).unlink(missing_ok=True)
            return self._videos.pop(video_id, None) is not None

    def _keep(self, video: Video) -> None:
        write_private(self._video_file(video.id), json.dumps(asdict(video)))
        self._videos[video.id] = video

    def _video_file(self, video_id: str) -> Path:
        return self._folder / f"{video_id}.video.json"

    def _insights_file(self, video_id: str) -> Path:
        return self._folder / f"{video_id}.insights.json"


def _read(file: Path) -> Video:
    return Video(**json.loads(file.read_text(encoding="utf-8")))
