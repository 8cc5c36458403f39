"""The table of measurements, in words."""

from __future__ import annotations

from dataclasses import dataclass

from shared.domain.speech.norms import NORMS, Norm
from shared.domain.stored.speech import StoredMetric
from shared.report.wording import VERDICTS, clock, listed, measured, number, title_of

METRIC_TITLES = {
    "speakingPace": "Pace",
    "fillerWords": "Filler words",
    "hesitations": "Hesitations",
    "pauses": "Pauses",
    "longPauses": "Long pauses",
    "responseLatency": "Time to answer",
    "talkShare": "Share of the talk",
    "longestMonologue": "Longest stretch",
    "interruptions": "You interrupted",
    "interrupted": "You were interrupted",
    "hedging": "Hedging",
    "ownership": "“I” rather than “we”",
    "figures": "Figures given",
    "answerLength": "Length of answers",
    "repetition": "Repeated phrases",
    "selfRepairs": "Corrections",
    "vocabulary": "Vocabulary",
    "jargon": "Abbreviations",
    "clarity": "Clarity of sound",
}
"""The order of the metrics, too; what is not here comes after them, under its own name."""
PLACES_SHOWN = 6
WORDS_SHOWN = 4
BY_WORDS = "; here of all words, as there are no times"


@dataclass(frozen=True, slots=True)
class MetricRow:
    """One metric in words; ``value`` is '' where it was not measured, then ``reason`` is not."""

    title: str
    definition: str
    value: str
    verdict: str
    mark: str
    """`ok`, `low`, `high`, or ''."""
    usual: str
    reason: str
    where: str


def metric_rows(metrics: dict[str, StoredMetric]) -> tuple[MetricRow, ...]:
    """The known metrics in their order, then whatever else was measured."""
    known = [name for name in METRIC_TITLES if name in metrics]
    further = sorted(metrics.keys() - METRIC_TITLES.keys())
    return tuple(_metric_row(name, metrics[name]) for name in known + further)


def _metric_row(name: str, metric: StoredMetric) -> MetricRow:
    value = metric.value
    norm = NORMS.get(name)
    mark = metric.verdict if value is not None and metric.verdict in VERDICTS else ""
    return MetricRow(
        title=METRIC_TITLES.get(name) or title_of(name),
        definition=metric.definition + (BY_WORDS if metric.detail.get("basis") == "words" else ""),
        value="" if value is None else measured(value, metric.unit),
        verdict=VERDICTS.get(mark or "", ""),
        mark=mark or "",
        usual=_usual(norm, metric.unit) if norm and value is not None else "",
        reason=(metric.reason or "it could not be measured") if value is None else "",
        where="" if value is None else _where(metric),
    )


def _usual(norm: Norm, unit: str) -> str:
    if norm.low is not None and norm.high is not None:
        low = number(100 * norm.low) if unit == "share" else number(norm.low)
        return f"{low} to {measured(norm.high, unit)}"
    if norm.high is not None:
        return f"up to {measured(norm.high, unit)}"
    return f"{measured(norm.low or 0.0, unit)} and more"


def _where(metric: StoredMetric) -> str:
    """The commonest words, and the first times in the recording."""
    most = metric.detail.get("most") or metric.detail.get("phrases")
    entries = [entry for entry in most if isinstance(entry, dict)] if isinstance(most, list) else []
    said = [f"“{entry['text']}” {entry['count']}×" for entry in entries if _counted(entry)]
    times = list(
        dict.fromkeys(clock(place.start) for place in metric.places if place.start is not None)
    )
    found = [listed(said[:WORDS_SHOWN])] if said else []
    if times:
        more = len(times) - PLACES_SHOWN
        shown = ", ".join(times[:PLACES_SHOWN])
        found.append(f"at {shown}{f' and {more} more' if more > 0 else ''}")
    return "; ".join(found)


def _counted(entry: dict[str, object]) -> bool:
    return isinstance(entry.get("text"), str) and isinstance(entry.get("count"), int)
