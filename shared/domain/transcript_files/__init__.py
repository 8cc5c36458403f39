"""An existing transcript, from whatever file it stands in, as a Transcript.

WebVTT (Teams, Zoom), SubRip, and text: Teams, Zoom, Google Meet, Otter, or just ``Name: text``.
Nothing is invented: lines without a time have none, and what has no speaker has none.
"""

from __future__ import annotations

from typing import Literal

from shared.domain.conversation import Transcript
from shared.domain.transcript_files.cues import has_cues, is_webvtt, read_cues
from shared.domain.transcript_files.labels import find_speaker, named_candidate
from shared.domain.transcript_files.markup import cleaned
from shared.domain.transcript_files.segments import transcript_of
from shared.domain.transcript_files.text import read_text
from shared.errors import NotATranscript

__all__ = [
    "BYTES_MAX", "LINES_MAX", "Format", "find_speaker", "named_candidate", "read_transcript",
]  # fmt: skip

Format = Literal["auto", "vtt", "srt", "text"]
BYTES_MAX = 4 * 1024**2
LINES_MAX = 100_000
LINE_CHARACTERS_MAX = 250_000


def read_transcript(text: str, kind: Format = "auto", *, bytes_max: int = BYTES_MAX) -> Transcript:
    """Read a transcript; ``kind`` says what it is where that should not be guessed.

    Lines come in the order of their times. Where a file says only when a turn begins, ``end`` is
    None; where it says nothing, ``start`` is too. ``speaker_id`` counts from 1 in the order of the
    first words and is None where the file names nobody.

    Raises:
        NotATranscript: names the line and the reason. Nothing else is ever raised.
    """
    if len(text) > bytes_max or len(text.encode("utf-8", "replace")) > bytes_max:
        raise NotATranscript(f"more than {bytes_max} bytes", line=1)
    lines = cleaned(text)
    if len(lines) > LINES_MAX:
        raise NotATranscript(f"more than {LINES_MAX} lines", line=LINES_MAX + 1)
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_CHARACTERS_MAX:
            raise NotATranscript(f"more than {LINE_CHARACTERS_MAX} characters", line=number)
    if kind == "text" or (kind == "auto" and not is_webvtt(lines) and not has_cues(lines)):
        return transcript_of(read_text(lines))
    return transcript_of(read_cues(lines))
