"""Transcripts written as scripts: ``I:`` asks, ``C:`` answers, ``(2.5)`` is a pause in seconds."""

from __future__ import annotations

import re

from shared.domain.conversation import Line, Transcript

WORDS_PER_MINUTE = 150
INTERVIEWER, CANDIDATE = 1, 2
GAP_MS = 300


def transcript(script: str, *, timed: bool = True, confidence: float | None = 0.9) -> Transcript:
    """One line of the script is one line of the transcript; ``I2:`` is a second interviewer."""
    lines: list[Line] = []
    clock = 0
    for row in script.strip().splitlines():
        match = re.fullmatch(r"\s*(I\d?|C)?:?\s*(?:\((\d+(?:\.\d+)?)\)\s*)?(.*)", row)
        assert match is not None
        who, pause, text = match.groups()
        clock += int(float(pause) * 1000) if pause else GAP_MS
        length = max(int(len(text.split()) / WORDS_PER_MINUTE * 60_000), 300)
        speaker = CANDIDATE if who in ("C", None) else INTERVIEWER
        if who and who[1:]:
            speaker = 10 + int(who[1:])
        lines.append(
            Line(
                start=clock if timed else None,
                end=clock + length if timed else None,
                text=text,
                speaker_id=speaker,
                confidence=confidence,
            )
        )
        clock += length
    return Transcript(lines=tuple(lines), duration_ms=clock if timed else None)
