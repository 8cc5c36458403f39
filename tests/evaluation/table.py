"""The table of an evaluation, in Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from tests.evaluation.counting import Counts
from tests.evaluation.measuring import GROUPS, Measured

MEASURES = (
    "candidate's lines",
    "exchanges",
    "kinds of exchanges",
    "lexical fillers",
    "STAR parts",
    "prep matches",
)
TARGETS = {"exchanges": 0.90, "lexical fillers": 0.85, "STAR parts": 0.70, "prep matches": 0.80}
"""Least F1 of the rule-based analyser, over all interviews and over the held-out ones."""
TAU_TARGET = 0.6


def table(measured: Measured) -> str:
    """Rows are measures, columns the groups: ``precision / recall / F1``."""
    rows = [
        ["precision / recall / **F1**", *GROUPS, "target"],
        ["---", *("---" for _ in GROUPS), "---"],
    ]
    for measure in MEASURES:
        counts = [measured.counts(group, measure) for group in GROUPS]
        target = TARGETS.get(measure)
        rows.append([measure, *map(_cell, counts), f"{target:.2f}" if target else ""])
    valid = [measured.counts(group, "valid quotes").precision for group in GROUPS]
    rows.append(["valid quotes (precision)", *map(_ratio, valid), "1.00"])
    ranks = [measured.tau(group) for group in GROUPS]
    rows.append(["score and gold order (tau-b)", *map(_ratio, ranks), f"{TAU_TARGET:.2f}"])
    sizes = [sum(map(belongs, measured.interviews)) for belongs in GROUPS.values()]
    rows.append(["interviews", *map(str, sizes), ""])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    agreement = (
        f"{measured.runs} runs of {measured.analyser}: {measured.levels_repeated:.0%} of levels and"
        f" STAR parts alike, scores of one interview {measured.score_range:.1f} points apart"
        " on average."
    )
    return "\n".join([*lines, "", agreement])


def table_of_changes(measured: Mapping[str, Measured], group: str) -> str:
    """Rows are ways of writing, columns the measures' F1, and tau-b."""
    names = list(TARGETS)
    rows = [[f"{group}, F1", *names, "tau-b"], ["---", *("---" for _ in names), "---"]]
    for change, found in measured.items():
        ratios = [found.counts(group, name).f1 for name in names]
        rows.append([change, *map(_ratio, [*ratios, found.tau(group)])])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _cell(counts: Counts) -> str:
    return f"{_ratio(counts.precision)} / {_ratio(counts.recall)} / **{_ratio(counts.f1)}**"


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
