"""How numbers, times and names are put into words; the filters of both templates."""

from __future__ import annotations

import re

TYPES = {
    "behavioral": "Behavioural interview",
    "technical": "Technical interview",
    "phone": "Phone interview",
    "panel": "Panel interview",
}
MINUS = "−"
VERDICTS = {"ok": "in the usual range", "low": "below the usual range", "high": "above it"}
KINDS = {"follow_up": "Follow-up", "candidate_questions": "Your own questions"}
REASONS = {
    "no_evidence": "the language model named no words of yours that you said",
    "model_unavailable": "the language model did not answer",
    "too_long": "longer than the language model reads",
    "length": "the language model came to no end",
    "content_filter": "the language model's filter kept it back",
    "refusal": "the language model refused",
}
"""Why a part is missing, as it is stored → in words."""
NO_ANSWER = "the language model gave no usable answer"
SPOKEN_UNITS = {"words/min": "words a minute", "s": "s", "count": "", "share": "%"}


def clock(milliseconds: int | None) -> str:
    """``1:05``, or ``1:02:03`` from the first hour on; '' where the time is not known."""
    if milliseconds is None:
        return ""
    minutes, seconds = divmod(max(milliseconds, 0) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def length(milliseconds: int | None) -> str:
    """``32 s``, ``4 min 5 s``, ``1 h 2 min``."""
    if milliseconds is None:
        return ""
    seconds = round(max(milliseconds, 0) / 1000)
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def number(value: float | None) -> str:
    """No more digits than say something: 163, 12.4, 1.85."""
    if value is None:
        return "–"
    if abs(value) >= 20:
        return f"{value:.0f}".replace("-", MINUS)
    text = (f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}").rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", MINUS)


def whole(value: float | None) -> str:
    """A score as it is shown: 51."""
    return "–" if value is None else f"{value:.0f}"


def tenths(value: float) -> str:
    """A score where the reader may want to reckon with it: 51.2."""
    return f"{value:.1f}".removesuffix(".0")


def signed(value: float) -> str:
    """With its sign, as a change is written."""
    text = tenths(abs(value))
    if text == "0":
        return "±0"
    return f"+{text}" if value > 0 else f"{MINUS}{text}"


def percent(share: float | None) -> str:
    """``67 %`` of a share from 0 to 1."""
    return "–" if share is None else f"{100 * share:.0f} %"


def measured(value: float, unit: str) -> str:
    """A metric's number with its unit."""
    if unit == "share":
        return percent(value)
    spoken = SPOKEN_UNITS.get(unit, unit)
    return f"{number(value)} {spoken}".rstrip()


def title_of(name: str) -> str:
    """``longPauses`` or ``follow_up`` as words: ``Long pauses``, ``Follow up``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name).lower().split()
    return " ".join(words).capitalize()


def kind(name: str) -> str:
    """What an exchange is for, in words."""
    return KINDS.get(name) or title_of(name)


def opening(text: str, words: int = 7) -> str:
    """The first words of a text, to find it again."""
    parts = text.split()
    return text if len(parts) <= words else f"{' '.join(parts[:words])} …"


def listed(entries: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(entries[:-1]), *entries[-1:]]))


def reason(code: str) -> str:
    """Why a part is missing, in words; what is words already stays."""
    return code if " " in code else REASONS.get(code, NO_ANSWER)
