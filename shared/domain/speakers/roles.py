"""Which voice is whose: splinters joined, the two sides found, the user's word above all."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from shared.domain.conversation import Role, Speaker, Speakers, Transcript
from shared.domain.speakers.sides import Sides, divide
from shared.domain.speakers.voices import Turns, Voice, together, turns_between, voices_of

CONFIRM_BELOW = 0.7
"""Below this confidence the user is asked which voice is theirs."""
SMALL_SHARE = 0.08
"""A voice with less of the speaking time than this may be a splinter of another."""
MANY_INTERVIEWERS = frozenset({"panel"})
SELDOM = 3
"""Whoever asks less often than this in 100 words is nobody's interviewer."""
HARDLY = 1
"""Questions in 100 words of all voices together, below which there may be no interviewer."""


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
    voices, asking = voices_of(transcript)
    if confirmed_candidate_ids is not None:
        return _as_the_user_says(transcript, voices, confirmed_candidate_ids)
    if not voices:
        return Speakers(speakers=(), confidence=0.0, needs_confirmation=False)
    large = {id_: voices[id_] for id_ in _large(voices)}
    turns = turns_between(transcript, asking, large)
    if _is_one_person(voices, large, turns):
        return _monologue(transcript, voices)
    sides = divide(tuple(large.values()), turns)
    candidate = max(sorted(sides.candidate), key=lambda id_: voices[id_].words)
    merged = dict.fromkeys(sides.candidate - {candidate}, candidate)
    merged |= _splinters(voices, sides, candidate)
    roles = {
        id_: Role.CANDIDATE if merged.get(id_, id_) == candidate else Role.INTERVIEWER
        for id_ in voices
    }
    confidence, evidence = _certainty(sides, voices, interview_type)
    return _result(transcript, voices, roles, confidence, evidence, merged)


def _as_the_user_says(
    transcript: Transcript, voices: Mapping[int, Voice], candidate_ids: Collection[int]
) -> Speakers:
    roles = {id_: Role.CANDIDATE if id_ in candidate_ids else Role.INTERVIEWER for id_ in voices}
    said = _result(transcript, voices, roles, 1.0, ("the user said so",), {})
    return said.model_copy(update={"confirmed_by_user": True})


def _large(voices: Mapping[int, Voice]) -> frozenset[int]:
    """The voices that are no splinters: two at least, where there are two, and whoever asks most,
    since each of a panel says little."""
    total = sum(voice.weight for voice in voices.values())
    ranked = sorted(voices, key=lambda id_: -voices[id_].weight)
    asking = max(ranked, key=lambda id_: voices[id_].questions + voices[id_].hosting)
    return frozenset([*ranked[:2], asking]) | {
        id_ for id_ in ranked if voices[id_].weight >= SMALL_SHARE * total
    }


def _splinters(voices: Mapping[int, Voice], sides: Sides, candidate: int) -> dict[int, int]:
    """Small voices → the large one they came from: of the side that asks as often as they do."""
    own = together(voices[id_] for id_ in sides.candidate)
    theirs = together(voices[id_] for id_ in sides.interviewers)
    asks_from = min((own.asking_rate + theirs.asking_rate) / 2, SELDOM)
    return {
        id_: theirs.id if voice.asking_rate >= asks_from else candidate
        for id_, voice in voices.items()
        if id_ not in sides.candidate | sides.interviewers
    }


def _is_one_person(voices: Mapping[int, Voice], large: Mapping[int, Voice], turns: Turns) -> bool:
    """Nobody asks, or voices follow one another without ever taking turns or asking."""
    if len(voices) == 1:
        return True
    if any(voice.addressing > max(voice.telling, 2) for voice in large.values()):
        return False
    asked = sum(voice.questions + voice.hosting for voice in voices.values())
    words = sum(voice.words for voice in voices.values())
    if (asked == 0 and words > 40) or (asked <= 1 and words > 400):
        return True
    if words < 100 or turns.total() >= len(large) or 100 * asked >= HARDLY * words:
        return False
    return all(voice.asking_rate < SELDOM for voice in large.values())


def _monologue(transcript: Transcript, voices: Mapping[int, Voice]) -> Speakers:
    """All of it is the candidate's: an interview without an interviewer."""
    roles = dict.fromkeys(voices, Role.CANDIDATE)
    largest = max(voices.values(), key=lambda voice: voice.words)
    unlabelled = all(line.speaker_id is None for line in transcript.lines)
    if unlabelled and largest.questions:
        # Nothing says who asks and who answers; the user knows whether it is all theirs.
        evidence = ("no speakers are named, and somebody asks",)
        return _result(transcript, voices, roles, 0.5, evidence, {})
    evidence = ("nobody asks: a recording of one person alone",)
    merged = {id_: largest.id for id_ in voices if id_ != largest.id}
    return _result(transcript, voices, roles, 0.9 if len(voices) == 1 else 0.75, evidence, merged)


def _certainty(
    sides: Sides, voices: Mapping[int, Voice], interview_type: str | None
) -> tuple[float, tuple[str, ...]]:
    reasons = []
    for role, ids in (("candidate", sides.candidate), ("interviewer", sides.interviewers)):
        side = together(voices[id_] for id_ in ids)
        named = " and ".join(str(id_) for id_ in sorted(ids))
        reasons.append(
            f"speaker {named} as {role}: {side.words} words, "
            f"asks {side.asking_rate:.1f} times in 100"
        )
    confidence = min(0.97, 0.5 + sides.margin / 2)
    if len(sides.candidate) > 1:
        confidence -= 0.1
        reasons.append("the candidate's voices never take turns with one another")
    if len(sides.interviewers) > 1 and interview_type not in MANY_INTERVIEWERS:
        confidence -= 0.1
        reasons.append("more voices than an interview of this type has")
    return max(confidence, 0.1), tuple(reasons)


def _result(
    transcript: Transcript,
    voices: Mapping[int, Voice],
    roles: Mapping[int, Role],
    confidence: float,
    evidence: tuple[str, ...],
    merged: Mapping[int, int],
) -> Speakers:
    total = sum(voice.weight for voice in voices.values()) or 1
    listed = tuple(
        Speaker(
            id=id_,
            name=transcript.speaker_names.get(id_, f"Speaker #{id_}"),
            role=roles[id_],
            share=round(voice.weight / total, 4),
            words=voice.words,
            merged_with=merged.get(id_),
        )
        for id_, voice in sorted(voices.items())
    )
    return Speakers(
        speakers=listed,
        confidence=round(confidence, 2),
        needs_confirmation=confidence < CONFIRM_BELOW,
        evidence=evidence,
    )
