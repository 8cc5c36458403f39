"""One analyser over the whole labelled set: counts per group, rank agreement, agreement of runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from shared.domain.analysis import Analysis
from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.speakers import assign_roles
from shared.services.analysis.analyser import JobContext, analyse
from shared.services.analysis.comparing import PrepSnapshot
from shared.services.analysis.language_model_port import LanguageModel
from shared.services.analysis.spending import Allowance, Budget
from tests.evaluation.comparing import Comparison, compare
from tests.evaluation.counting import Counts, kendall_tau_b
from tests.evaluation.labelled import HELD_OUT, LabelledInterview

ADVERSARIAL = "adversarial"
GROUPS: dict[str, Callable[[LabelledInterview], bool]] = {
    "development": lambda entry: entry.half == "development" and entry.kind != ADVERSARIAL,
    HELD_OUT: lambda entry: entry.half == HELD_OUT and entry.kind != ADVERSARIAL,
    "adversarial": lambda entry: entry.kind == ADVERSARIAL,
    "all": lambda _: True,
}
"""Column of the table → which interviews it is about."""


@dataclass(frozen=True, slots=True)
class Measured:
    """An analyser's comparisons, in the order of the interviews, and how its runs agree."""

    analyser: str
    interviews: tuple[LabelledInterview, ...]
    comparisons: tuple[Comparison, ...]
    levels_repeated: float
    """Share of levels and STAR parts that every run gave alike."""
    score_range: float
    """Mean difference between the highest and the lowest score of one interview."""
    runs: int

    def counts(self, group: str, measure: str) -> Counts:
        """All decisions of one measure in one group."""
        return sum((entry.counts[measure] for entry in self._of(group)), Counts())

    def tau(self, group: str) -> float | None:
        """Kendall's tau-b of the scores with the labelled quality."""
        entries = self._of(group)
        return kendall_tau_b(
            [entry.score for entry in entries], [entry.quality for entry in entries]
        )

    def _of(self, group: str) -> list[Comparison]:
        belongs = GROUPS[group]
        pairs = zip(self.interviews, self.comparisons, strict=True)
        return [comparison for labelled, comparison in pairs if belongs(labelled)]


def measure(
    interviews: Sequence[LabelledInterview],
    model: LanguageModel | None = None,
    budget: Budget | None = None,
    runs: int = 2,
) -> Measured:
    """Analyse every interview the way the app does, ``runs`` times; the first run is compared."""
    comparisons: list[Comparison] = []
    repeated: list[bool] = []
    ranges: list[float] = []
    name = ""
    for labelled in interviews:
        speakers = assign_roles(labelled.transcript)
        exchanges = find_exchanges(labelled.transcript, speakers)
        analyses = [
            analyse(
                labelled.transcript,
                speakers,
                job=JobContext(company="", job_title="", interview_type=labelled.kind),
                prep=_prep(labelled),
                model=model,
                allowance=Allowance(budget or Budget()),
            )
            for _ in range(runs)
        ]
        name = analyses[0].model_used
        comparisons.append(compare(labelled, speakers, exchanges, analyses[0]))
        verdicts = [_verdicts(analysis) for analysis in analyses]
        keys = set().union(*verdicts)
        repeated += [len({verdict.get(key) for verdict in verdicts}) == 1 for key in keys]
        scores = [analysis.overall_score for analysis in analyses]
        ranges.append(max(scores) - min(scores))
    return Measured(
        analyser=name,
        interviews=tuple(interviews),
        comparisons=tuple(comparisons),
        levels_repeated=fmean(repeated) if repeated else 1.0,
        score_range=fmean(ranges) if ranges else 0.0,
        runs=runs,
    )


def together(parts: Sequence[Measured]) -> Measured:
    """Several measurements as one, in the order of the interviews' names."""
    measured = [part for part in parts if part.interviews]
    pairs = sorted(
        (pair for part in measured for pair in zip(part.interviews, part.comparisons, strict=True)),
        key=lambda pair: pair[0].name,
    )
    weights = [len(part.interviews) for part in measured]
    return Measured(
        analyser=measured[0].analyser,
        interviews=tuple(labelled for labelled, _ in pairs),
        comparisons=tuple(comparison for _, comparison in pairs),
        levels_repeated=fmean((part.levels_repeated for part in measured), weights),
        score_range=fmean((part.score_range for part in measured), weights),
        runs=measured[0].runs,
    )


def _prep(labelled: LabelledInterview) -> PrepSnapshot | None:
    if not labelled.practised:
        return None
    return PrepSnapshot(
        questions=[{"id": key, "question": question} for key, question, _ in labelled.practised],
        practice_answers=[
            {"questionId": key, "answer": answer} for key, _, answer in labelled.practised
        ],
    )


def _verdicts(analysis: Analysis) -> dict[tuple[int, str], int | bool | None]:
    """(exchange, dimension or part) → its level, or whether it is there."""
    verdicts: dict[tuple[int, str], int | bool | None] = {}
    for exchange in analysis.content_analysis.exchanges:
        for entry in exchange.levels:
            verdicts[exchange.index, entry.dimension] = entry.level
        for part in exchange.star:
            verdicts[exchange.index, part.part] = part.present
    return verdicts
