"""What each speaker id of a transcript did, and how often one took turns with another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from shared.domain.conversation import Line, Transcript
from shared.domain.speakers.asking import addressing, hosting, questions, telling

LEAST_WORDS = 20
"""A rate of fewer words than this is no rate."""

type Turns = Counter[frozenset[int]]
"""Two ids → how often one of them spoke right after the other."""


@dataclass(slots=True)
class Voice:
    """What one speaker id, or several that belong together, did."""

    id: int
    words: int = 0
    weight: int = 0
    """Milliseconds of speaking; words where the transcript has no times."""
    questions: int = 0
    hosting: int = 0
    telling: int = 0
    addressing: int = 0
    first: int = 0
    """The first line, as a position."""

    @property
    def asking_rate(self) -> float:
        """Questions and hosting phrases per 100 words."""
        return 100 * (self.questions + self.hosting) / max(self.words, LEAST_WORDS)

    @property
    def self_share(self) -> float:
        """How much more of themselves than of the other they speak, 0 to 1."""
        return (self.telling + 1) / (self.telling + self.addressing + 2)


def voices_of(transcript: Transcript) -> tuple[dict[int, Voice], list[bool]]:
    """Speaker id → what it did, 0 for everything where no line has one; and whether each line
    asks or hosts."""
    voices: dict[int, Voice] = {}
    said: defaultdict[int, list[list[str]]] = defaultdict(list)
    asking: list[bool] = []
    timed = transcript.has_timing
    for number, (line, words) in enumerate(zip(transcript.lines, transcript.words, strict=True)):
        if line.speaker_id is None:
            asking.append(False)
            continue
        voice = voices.get(line.speaker_id)
        if voice is None:
            voice = voices[line.speaker_id] = Voice(line.speaker_id, first=number)
        asked, hosted = questions(line.text, words), hosting(line.text, words)
        asking.append(asked + hosted > 0)
        voice.words += len(words)
        voice.weight += _length(line) if timed else len(words)
        voice.questions += asked
        voice.hosting += hosted
        said[line.speaker_id].append(words)
        voice.addressing += addressing(line.text, words)
    for id_, every in said.items():
        voices[id_].telling = telling(chain.from_iterable(every))
    if not voices and transcript.lines:
        spoken = sum(map(len, transcript.words))
        asked = sum(line.text.count("?") for line in transcript.lines)
        voices[0] = Voice(0, words=spoken, weight=spoken, questions=asked)
    return voices, asking


def _length(line: Line) -> int:
    return max((line.end or 0) - (line.start or 0), 0)


def turns_between(transcript: Transcript, asking: Sequence[bool], ids: Collection[int]) -> Turns:
    """How often each two of some voices take turns; what others say between is nothing.

    Where one voice follows another and neither asks, the one may just go on where the other
    stopped: one person to whom the recogniser gave two ids.

    Args:
        asking: whether each line asks or hosts.
    """
    spoken = [
        (line.speaker_id, asks)
        for line, asks in zip(transcript.lines, asking, strict=True)
        if line.speaker_id is not None and line.speaker_id in ids
    ]
    return Counter(
        frozenset((before, after))
        for (before, asked), (after, asks) in zip(spoken, spoken[1:], strict=False)
        if before != after and (asked or asks)
    )


def together(voices: Iterable[Voice]) -> Voice:
    """Several voices as one, with the id of the one that says most."""
    parts = list(voices)
    return Voice(
        max(parts, key=lambda voice: voice.words).id,
        words=sum(voice.words for voice in parts),
        weight=sum(voice.weight for voice in parts),
        questions=sum(voice.questions for voice in parts),
        hosting=sum(voice.hosting for voice in parts),
        telling=sum(voice.telling for voice in parts),
        addressing=sum(voice.addressing for voice in parts),
        first=min(voice.first for voice in parts),
    )
