"""Who is the candidate: roles for the voices of a transcript, and how sure they are.

Recognisers split one voice into several, above all at its edges. The evidence is who asks and who
answers, who speaks more, and who takes turns with whom; it is weighed, not believed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from shared.domain.conversation import Line, Role, Speaker, Speakers, Transcript

CONFIRM_BELOW = 0.7
"""Below this confidence the user is asked which voice is theirs."""
SMALL_SHARE = 0.08
"""A voice with less of the speaking time than this may be a splinter of another."""
MANY_INTERVIEWERS = frozenset({"panel"})

ASKING = re.compile(
    r"(?:^|[.!?,]\s+)(?:so |and |okay,? |great,? |alright,? |well,? )*"
    r"(?:tell (?:me|us)|walk (?:me|us)|describe|give (?:me|us)|talk (?:me|us)? ?(?:through|about)|"
    r"can you|could you|would you|what|why|how|when|where|who|which|do you|did you|have you|"
    r"are you|is there|let's (?:talk|move|start)|explain|share)\b",
    re.IGNORECASE,
)
HOSTING = re.compile(
    r"\b(?:thanks? (?:you )?(?:so much )?for (?:joining|coming|taking the time|your time)|"
    r"welcome|our (?:team|company|next steps?|process)|next steps|get back to you|be in touch|"
    r"next question|the role (?:is|involves|we)|we're looking for|any questions for (?:me|us)|"
    r"your (?:resume|cv|background|experience))\b",
    re.IGNORECASE,
)
TELLING = re.compile(
    r"\b(?:i|my|me|i'm|i've|i'd|i'll)\b",
    re.IGNORECASE,
)
WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(slots=True)
class _Voice:
    """What one speaker id did."""

    id: int
    words: int = 0
    spoken_ms: int = 0
    lines: int = 0
    questions: int = 0
    hosting: int = 0
    telling: int = 0
    first: int = 0

    @property
    def asking_rate(self) -> float:
        """Questions and hosting phrases per 100 words."""
        return 100 * (self.questions + self.hosting) / max(self.words, 20)

    @property
    def telling_rate(self) -> float:
        """First person per 100 words."""
        return 100 * self.telling / max(self.words, 20)


def assign_roles(
    transcript: Transcript,
    *,
    interview_type: str | None = None,
    confirmed_candidate_ids: Collection[int] | None = None,
) -> Speakers:
    """Give each voice a role.

    Args:
        confirmed_candidate_ids: what the user said; then nothing is guessed.
    """
    voices = _voices(transcript)
    total = sum(_weight(voice, transcript) for voice in voices.values()) or 1
    if confirmed_candidate_ids is not None:
        chosen = {voice for voice in confirmed_candidate_ids if voice in voices}
        roles = {id_: Role.CANDIDATE if id_ in chosen else Role.INTERVIEWER for id_ in voices}
        return _result(
            transcript, voices, roles, {}, total, 1.0, ("the user said so",), by_user=True
        )
    if not voices:
        return Speakers(speakers=(), confidence=0.0, needs_confirmation=False)
    merged = _merge(transcript, voices, total)
    groups = _groups(voices, merged)
    if _is_monologue(groups):
        roles = dict.fromkeys(voices, Role.CANDIDATE)
        keep = max(groups, key=lambda group: group.words)
        unlabelled = all(line.speaker_id is None for line in transcript.lines)
        if unlabelled and keep.questions:
            # Nothing says who asks and who answers; the user knows whether it is all theirs.
            evidence = ("no speakers are named, and somebody asks",)
            return _result(transcript, voices, roles, {}, total, 0.5, evidence)
        evidence = ("nobody asks: a recording of one person alone",)
        merged = {id_: keep.id for id_ in voices if id_ != keep.id}
        sure = 0.9 if len(groups) == 1 else 0.75
        return _result(transcript, voices, roles, merged, total, sure, evidence)
    scores = {group.id: _candidate_score(group, groups) for group in groups}
    ranked = sorted(groups, key=lambda group: -scores[group.id])
    best, runner_up = ranked[0], ranked[1]
    margin = scores[best.id] - scores[runner_up.id]
    confidence = min(0.97, 0.5 + margin / 2)
    reasons = [
        f"speaker {best.id} asks {best.asking_rate:.1f} times in 100 words, "
        f"speaker {runner_up.id} {runner_up.asking_rate:.1f}",
        f"speaker {best.id} has {best.words} words, speaker {runner_up.id} {runner_up.words}",
    ]
    if len(groups) > 2 and interview_type not in MANY_INTERVIEWERS:
        confidence -= 0.1
        reasons.append("more voices than an interview of this type has")
    roles = {
        id_: Role.CANDIDATE if merged.get(id_, id_) == best.id else Role.INTERVIEWER
        for id_ in voices
    }
    return _result(transcript, voices, roles, merged, total, max(confidence, 0.1), tuple(reasons))


def _voices(transcript: Transcript) -> dict[int, _Voice]:
    voices: dict[int, _Voice] = {}
    for number, line in enumerate(transcript.lines):
        if line.speaker_id is None:
            continue
        voice = voices.setdefault(line.speaker_id, _Voice(line.speaker_id, first=number))
        voice.words += len(WORDS.findall(line.text))
        voice.spoken_ms += _length(line)
        voice.lines += 1
        voice.questions += line.text.count("?") or len(ASKING.findall(line.text))
        voice.hosting += len(HOSTING.findall(line.text))
        voice.telling += len(TELLING.findall(line.text))
    if not voices and transcript.lines:
        # No speakers at all: everything is one voice.
        voices[0] = _Voice(
            0,
            words=sum(len(WORDS.findall(line.text)) for line in transcript.lines),
            questions=sum(line.text.count("?") for line in transcript.lines),
        )
    return voices


def _length(line: Line) -> int:
    return (line.end or 0) - (line.start or 0) if line.end is not None else 0


def _weight(voice: _Voice, transcript: Transcript) -> int:
    return voice.spoken_ms if transcript.has_timing else voice.words


def _merge(transcript: Transcript, voices: dict[int, _Voice], total: int) -> dict[int, int]:
    """Splinters → the voice they belong to: small, asking nothing, and between its lines."""
    neighbours: dict[int, Counter[int]] = {}
    spoken = [line.speaker_id for line in transcript.lines if line.speaker_id is not None]
    for before, after in zip(spoken, spoken[1:], strict=False):
        if before != after:
            neighbours.setdefault(before, Counter())[after] += 1
            neighbours.setdefault(after, Counter())[before] += 1
    merged: dict[int, int] = {}
    large = {
        id_ for id_, voice in voices.items() if _weight(voice, transcript) >= SMALL_SHARE * total
    }
    if not large:
        large = {max(voices, key=lambda id_: voices[id_].words)}
    for id_, voice in voices.items():
        if id_ in large:
            continue
        beside = [
            other for other, _ in neighbours.get(id_, Counter()).most_common() if other in large
        ]
        if not beside:
            beside = sorted(large, key=lambda other: -voices[other].words)
        # A splinter talks like the voice it came from; who asks at all is no candidate's splinter.
        if voice.questions + voice.hosting > 0:
            merged[id_] = max(large, key=lambda other: voices[other].asking_rate)
        else:
            merged[id_] = min(beside, key=lambda other: voices[other].asking_rate)
    return merged


def _groups(voices: dict[int, _Voice], merged: dict[int, int]) -> list[_Voice]:
    groups = {
        id_: _Voice(id_, first=voice.first) for id_, voice in voices.items() if id_ not in merged
    }
    for id_, voice in voices.items():
        group = groups[merged.get(id_, id_)]
        group.words += voice.words
        group.spoken_ms += voice.spoken_ms
        group.lines += voice.lines
        group.questions += voice.questions
        group.hosting += voice.hosting
        group.telling += voice.telling
        group.first = min(group.first, voice.first)
    return list(groups.values())


def _is_monologue(groups: list[_Voice]) -> bool:
    if len(groups) == 1:
        return True
    asked = sum(group.questions + group.hosting for group in groups)
    words = sum(group.words for group in groups)
    return (asked == 0 and words > 40) or (asked <= 1 and words > 400)


def _candidate_score(voice: _Voice, groups: list[_Voice]) -> float:
    """From 0 to 1: asks less than the others, speaks more, and tells about themselves."""
    words = sum(group.words for group in groups) or 1
    asking = sum(group.asking_rate for group in groups) or 1
    telling = sum(group.telling_rate for group in groups) or 1
    first = min(group.first for group in groups)
    return (
        0.45 * (1 - voice.asking_rate / asking)
        + 0.3 * voice.words / words
        + 0.15 * voice.telling_rate / telling
        + 0.1 * (voice.first != first)
    )


def _result(
    transcript: Transcript,
    voices: dict[int, _Voice],
    roles: dict[int, Role],
    merged: dict[int, int],
    total: int,
    confidence: float,
    evidence: tuple[str, ...],
    *,
    by_user: bool = False,
) -> Speakers:
    listed = tuple(
        Speaker(
            id=id_,
            name=transcript.speaker_names.get(id_, f"Speaker #{id_}"),
            role=roles[id_],
            share=round(_weight(voice, transcript) / total, 4),
            words=voice.words,
            merged_with=merged.get(id_),
        )
        for id_, voice in sorted(voices.items())
    )
    return Speakers(
        speakers=listed,
        confidence=round(confidence, 2),
        needs_confirmation=not by_user and confidence < CONFIRM_BELOW,
        confirmed_by_user=by_user,
        evidence=evidence,
    )
