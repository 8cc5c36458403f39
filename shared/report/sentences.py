"""Whole sentences of the report, made from what was measured and judged."""

from __future__ import annotations

from datetime import datetime

from shared.domain.speech.norms import NORMS
from shared.domain.stored.content import StoredStarPart
from shared.domain.stored.prep import StoredPair
from shared.report.metric_rows import METRIC_TITLES
from shared.report.view import Question, Report, by_rules
from shared.report.wording import clock, kind, length, listed, number, signed, tenths, title_of

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
TONE_SOURCES = {
    "video-indexer": "as the speech service labels each line",
    "lexicon": "by the words of feeling and judgement in it",
}
PAIR_VERDICTS = {
    "better": "better than practised",
    "worse": "worse than practised",
    "same": "about as good as practised",
}


def day(moment: datetime) -> str:
    """``26 November 2026``, whatever the server's locale."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"


def sentence(text: str) -> str:
    """With a capital at its beginning; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def tone_source(report: Report) -> str:
    """How the tone was found."""
    return TONE_SOURCES.get(report.stored.sentiment.source, "from the words alone")


def star_in_words(star: tuple[StoredStarPart, ...]) -> str:
    """For those who do not see the letters."""
    heard = [part.part for part in star if part.present]
    missing = [part.part for part in star if not part.present]
    found = []
    if heard:
        found.append(f"heard: {listed(heard)}")
    if missing:
        found.append(f"not heard: {listed(missing)}")
    return "; ".join(found)


def spoken_so(question: Question) -> str:
    """When and how the answer was spoken."""
    exchange, spoken = question.exchange, question.spoken
    facts = [kind(exchange.kind)] if exchange.kind != "question" else []
    start = exchange.answer_span.start if exchange.answer_span else None
    if start is not None:
        facts.append(f"at {clock(start)}")
    words = spoken.words if spoken and spoken.words is not None else exchange.answer_words
    if words is not None:
        facts.append(f"{words} words")
    if spoken is not None:
        if spoken.duration_ms is not None:
            facts.append(length(spoken.duration_ms))
        if spoken.words_per_minute is not None:
            facts.append(f"{number(spoken.words_per_minute)} words a minute")
        for count, one, many in (
            (spoken.fillers, "filler", "fillers"),
            (spoken.hesitations, "hesitation", "hesitations"),
            (spoken.hedges, "hedge", "hedges"),
            (spoken.figures, "figure", "figures"),
            (spoken.pauses, "pause", "pauses"),
        ):
            if count:
                facts.append(f"{count} {one if count == 1 else many}")
        if spoken.response_latency_ms is not None:
            facts.append(f"begun after {number(spoken.response_latency_ms / 1000)} s")
        facts += spoken.flags
    return " · ".join(fact for fact in facts if fact)


def pair_in_words(pair: StoredPair, report: Report) -> str:
    """Where it was asked, and how the score moved."""
    facts = []
    place = report.numbers.get(pair.exchange)
    if place is not None:
        facts.append(f"Question {place}")
    if pair.verdict in PAIR_VERDICTS:
        facts.append(PAIR_VERDICTS[pair.verdict])
    if pair.practised_score is not None and pair.said_score is not None:
        facts.append(f"{tenths(pair.practised_score)} practised, {tenths(pair.said_score)} said")
    if pair.score_change is not None:
        facts.append(f"{signed(pair.score_change)} points")
    if pair.rehearsed:
        facts.append("almost word for word as practised")
    return " · ".join(facts)


def judged_by(report: Report) -> str:
    """Who judged, and with which version."""
    name = report.stored.model_used
    if not name:
        return "Who judged was not noted."
    if by_rules(report.stored):
        return f"Judged by the rule-based analyser, {name}."
    return (
        f"Judged by the language model {name}; every quote of it was looked up in the transcript."
    )


def sources(report: Report) -> list[tuple[str, str]]:
    """The measured metrics that have a usual range, and who says so."""
    return [
        (METRIC_TITLES.get(name, title_of(name)), norm.source)
        for name, norm in NORMS.items()
        if name in report.stored.speech_metrics.metrics
    ]
