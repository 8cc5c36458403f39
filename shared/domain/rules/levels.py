"""From what the rules counted to a level in each dimension: 1 to 4, never 5.

Each function says its rule; thresholds were set on the labelled set in ``evaluation``.
"""

from __future__ import annotations

from shared.domain.rubric import Dimension, StarPart
from shared.domain.rules.findings import THIN_WORDS, Findings
from shared.domain.rules.questions import Asked

HIGHEST = 4
"""Rules cannot tell a very good answer from a good one."""
LONG_WORDS = 320


def levels_of(findings: Findings) -> dict[Dimension, int]:
    """Every dimension's level; 1 everywhere where there is no answer."""
    if findings.empty:
        return dict.fromkeys(Dimension, 1)
    judged = {
        Dimension.SUBSTANCE: _substance(findings),
        Dimension.STRUCTURE: _structure(findings),
        Dimension.RELEVANCE: _relevance(findings),
        Dimension.CREDIBILITY: _credibility(findings),
        Dimension.DIFFERENTIATION: _differentiation(findings),
    }
    return {dimension: min(max(round(value), 1), HIGHEST) for dimension, value in judged.items()}


def _per_hundred(count: int, findings: Findings) -> float:
    return 100 * count / max(findings.words, 40)


def _substance(findings: Findings) -> float:
    """Deeds, figures and names make an answer specific; vague words and brevity unmake it."""
    value = 1.0
    value += min(findings.own + findings.shared * 0.5, 4) * 0.3
    value += min(findings.figures, 4) * 0.3
    value += min(findings.names, 3) * 0.2
    value += 0.5 * (findings.words >= 45) + 0.4 * (findings.words >= 90)
    value -= 0.25 * min(_per_hundred(findings.manner["vague"], findings), 4)
    if findings.words < THIN_WORDS:
        value = min(value, 2)
    return value if findings.figures else min(value, 3)


def _structure(findings: Findings) -> float:
    """Parts of STAR where a story is told or asked for, else words that give an order."""
    if findings.words < 12:
        return 1
    if findings.story or findings.asked is Asked.EXPERIENCE:
        shown = set(findings.star)
        value = 1.0 + 0.5 * len(shown)
        value += 0.5 * (StarPart.ACTION in shown and StarPart.RESULT in shown)
        value += 0.5 * bool(shown & {StarPart.SITUATION, StarPart.TASK})
    else:
        value = 1.6 + 0.35 * min(findings.manner["order"], 4) + 0.4 * (findings.words >= 40)
    value -= 0.8 * (findings.words > LONG_WORDS) + 0.5 * (findings.words < THIN_WORDS)
    return value


def _relevance(findings: Findings) -> float:
    """Shared topics with the question, and the kind of answer that was asked for."""
    if findings.words < 12:
        return 1.5 if findings.overlap else 1
    share = findings.overlap / max(min(findings.asked_words, 4), 1)
    value = 2.0 + 1.3 * min(share, 1.0)
    if findings.asked is Asked.EXPERIENCE:
        value += 0.9 if findings.story else -0.7
    else:
        value += 0.5 * (findings.words >= 35)
    value -= 0.5 * (findings.words > LONG_WORDS) + 0.5 * (findings.words < THIN_WORDS)
    return value - 0.2 * min(_per_hundred(findings.manner["vague"], findings), 3)


def _credibility(findings: Findings) -> float:
    """Figures, names and deeds support a claim; hedges and set phrases weaken it."""
    value = 1.0
    value += min(findings.figures, 3) * 0.5
    value += min(findings.names, 2) * 0.3
    value += min(findings.own, 4) * 0.3
    value += 0.4 * (findings.words >= 60)
    value -= 0.2 * min(_per_hundred(findings.manner["hedge"], findings), 5)
    value -= 0.3 * min(findings.manner["cliche"], 3)
    return min(value, 2) if findings.words < THIN_WORDS else value


def _differentiation(findings: Findings) -> float:
    """Own decisions and insights in an own story, and no set phrases."""
    value = 1.0
    value += 0.6 * bool(findings.own) + 0.3 * min(findings.own, 3) * 0.5
    value += 0.6 * min(findings.manner["insight"], 2)
    value += 0.4 * bool(findings.figures) + 0.3 * bool(findings.names)
    value -= 0.4 * min(findings.manner["cliche"], 3)
    value -= 0.2 * min(_per_hundred(findings.manner["vague"], findings), 4)
    return min(value, 2) if findings.words < THIN_WORDS else value
