"""Fetches a recording from its address and turns it into what Video Indexer would have heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import av
import av.error
import httpx2
import numpy as np
from numpy.typing import NDArray

from local.video_indexer.index_document import Line
from local.video_indexer.recognition import RATE, recognise

SHORTEST_S = 2.0
FETCH_TIMEOUT_S = 30.0
HEAD_BYTES = 64
"""An EBML header names its document type, `webm` or `matroska`, this early."""


class ListeningError(Exception):
    """Nothing will come of this recording; ``code`` is Video Indexer's failureCode."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def listen(url: str, file: Path, progress: Callable[[int], None]) -> tuple[list[Line], float]:
    """The lines and the length in seconds of the recording at ``url``.

    ``file`` is where the recording may lie meanwhile; ``progress`` is told whole percents, which
    are the share of the recording that was listened to.

    Raises:
        ListeningError: it cannot be fetched, or holds no sound that can be read.
    """
    try:
        fetch(url, file)
        progress(5)
        with file.open("rb") as stream:
            if b"webm" in stream.read(HEAD_BYTES):
                raise ListeningError("UnsupportedFileType", "The file type is not supported.")
        return _listen_to(file, progress)
    finally:
        file.unlink(missing_ok=True)


def fetch(url: str, file: Path) -> None:
    """Copy the recording.

    Raises:
        ListeningError: VideoUrlUnreachable
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with httpx2.stream("GET", url, timeout=FETCH_TIMEOUT_S) as answer:
            if answer.status_code != 200:
                raise ListeningError(
                    "VideoUrlUnreachable", f"The video URL answered {answer.status_code}."
                )
            with file.open("wb") as stream:
                for chunk in answer.iter_bytes():
                    stream.write(chunk)
    except (httpx2.HTTPError, httpx2.InvalidURL):
        raise ListeningError("VideoUrlUnreachable", "The video URL is unreachable.") from None


def decode(file: Path, length: Callable[[float], None]) -> Iterator[NDArray[np.float32]]:
    """The first audio track in mono, in pieces of a second; ``length`` is told the seconds first.

    Raises:
        ListeningError: UnsupportedFileType, InvalidInput
    """
    try:
        with av.open(str(file)) as container:
            if not container.streams.audio:
                raise ListeningError("InvalidInput", "The file has no audio track.")
            length(container.duration / av.time_base if container.duration else 0.0)
            resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE, frame_size=RATE)
            for frame in container.decode(audio=0):
                # A recording that begins late, or has a hole, keeps its place in time no better
                # than its samples do: players count samples as well.
                frame.pts = None
                for piece in resampler.resample(frame):
                    yield piece.to_ndarray()[0]
            for piece in resampler.resample(None):
                yield piece.to_ndarray()[0]
    except (av.error.FFmpegError, ValueError):
        raise ListeningError("UnsupportedFileType", "The file cannot be decoded.") from None


def _listen_to(file: Path, progress: Callable[[int], None]) -> tuple[list[Line], float]:
    expected = 0.0

    def expect(seconds: float) -> None:
        nonlocal expected
        expected = seconds

    def heard(seconds: float) -> None:
        if expected:
            progress(5 + min(int(seconds / expected * 94), 94))

    lines, duration = recognise(decode(file, expect), heard)
    if duration < SHORTEST_S:
        raise ListeningError("InvalidInput", "The file is shorter than two seconds.")
    return lines, duration
