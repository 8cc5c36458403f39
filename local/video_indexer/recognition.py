"""Who says what in a recording: Moonshine's small English model, with its speaker clusters."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from local.video_indexer.index_document import Line

RATE = 16_000
"""Samples a second that the model wants, in one channel of floats between -1 and 1."""
SILENCE_PEAK = 0.001
SILENCE_KEPT_S = 3
"""Of a longer silence only this much is listened to; nobody speaks in the rest."""
UPDATE_S = 10.0
OPTIONS = {"identify_speakers": "true", "diarization_analyze_cadence": "2.5"}
"""Voices are compared every 2.5 seconds. Every five is quicker still, but two people who speak in
short sentences became one."""


def recognise(
    seconds: Iterable[NDArray[np.float32]], heard: Callable[[float], None]
) -> tuple[list[Line], float]:
    """The lines of a recording and its length in seconds.

    ``seconds`` are pieces of one second each; ``heard`` is told how many went by. The model gives
    no confidence, so no line has one. A transcriber serves one file, for its speaker ids
    run on.
    """
    transcriber = _transcriber()
    try:
        transcriber.start()
        clock = _Clock()
        silent = 0
        for piece in seconds:
            silent = silent + 1 if float(np.abs(piece).max(initial=0.0)) < SILENCE_PEAK else 0
            length = len(piece) / RATE
            if silent > SILENCE_KEPT_S:
                clock.skip(length)
            else:
                transcriber.add_audio(piece.tolist(), RATE)
                clock.listen(length)
            heard(clock.now)
        # Without a second of silence after it, the last word may be cut off; and stopping does not
        # look at what came since the last update.
        transcriber.add_audio([0.0] * RATE, RATE)
        transcriber.update_transcription(transcriber.MOONSHINE_FLAG_FORCE_UPDATE)
        if transcriber.stop() is None:
            raise RuntimeError("the recogniser failed; its own words are in the log")
        return _lines(transcriber.heard, clock), clock.now
    finally:
        transcriber.close()


def _transcriber() -> Any:
    from moonshine_voice.moonshine_api import ModelArch, Transcript
    from moonshine_voice.transcriber import Transcriber
    from moonshine_voice.utils import get_assets_path

    class LeanTranscriber(Transcriber):  # type: ignore[misc]
        """Leaves out the sound of every line, a list of floats that grows with each update."""

        heard: list[_Heard] = []

        def _parse_transcript(self, pointer: Any) -> Any:
            if pointer:
                found = pointer.contents
                self.heard = [_read(found.lines[i]) for i in range(found.line_count)]
            return Transcript(lines=[])

    return LeanTranscriber(Path(get_assets_path()) / "tiny-en", ModelArch.TINY, UPDATE_S, OPTIONS)


@dataclass(frozen=True, slots=True)
class _Heard:
    text: str
    start: float
    duration: float
    shares: dict[int, float]
    """Seconds by speaker cluster."""


def _read(line: Any) -> _Heard:
    shares: dict[int, float] = {}
    for i in range(line.speaker_span_count if line.speaker_spans else 0):
        span = line.speaker_spans[i]
        shares[span.speaker_index] = shares.get(span.speaker_index, 0.0) + span.duration
    text = ctypes.string_at(line.text).decode("utf-8", "replace").strip() if line.text else ""
    return _Heard(text, line.start_time, line.duration, shares)


class _Clock:
    """Finds a moment of the recording from a moment of what was listened to."""

    def __init__(self) -> None:
        self._listened = 0.0
        self._starts = [0.0]
        self._skipped = [0.0]

    @property
    def now(self) -> float:
        return self._listened + self._skipped[-1]

    def listen(self, seconds: float) -> None:
        self._listened += seconds

    def skip(self, seconds: float) -> None:
        if self._starts[-1] == self._listened:
            self._skipped[-1] += seconds
        else:
            self._starts.append(self._listened)
            self._skipped.append(self._skipped[-1] + seconds)

    def moment(self, listened: float) -> float:
        return listened + self._skipped[bisect_right(self._starts, listened) - 1]


def _lines(found: list[_Heard], clock: _Clock) -> list[Line]:
    numbers: dict[int, int] = {}
    lines: list[Line] = []
    for heard in found:
        if not heard.text:
            continue
        speaker = lines[-1].speaker if lines else 1
        if heard.shares:
            cluster = max(heard.shares, key=heard.shares.__getitem__)
            speaker = numbers.setdefault(cluster, len(numbers) + 1)
        start = clock.moment(heard.start)
        end = max(start, min(start + heard.duration, clock.now))
        lines.append(Line(speaker, heard.text, start, end, confidence=None))
    return lines
