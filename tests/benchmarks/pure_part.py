"""How long the pure part takes for one hour of talk: ``python -m tests.benchmarks.pure_part``.

From the bytes of an index to the JSON that is stored, no IO. Printed are the least and the median
of many runs in milliseconds of processor time, step by step; on a busy machine only the least says
something. Every run has an interview and a practice of its own, made from its number: what was
worked out of a whole line or answer before helps none. What was worked out of a word does, as it
does in a process that has seen interviews.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import thread_time_ns

from shared.domain.analysis import (
    Analysis,
    ContentAnalysis,
    describe,
    overall_strengths,
    summarise_dimension,
    summarise_star,
)
from shared.domain.content.recommendations import recommend
from shared.domain.content.rubric import Dimension
from shared.domain.content.rules_analyser import MODEL_USED, assess
from shared.domain.content.scoring import overall_score
from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.practice.prep_feedback import compare
from shared.domain.practice.prep_sessions import read_prep_session
from shared.domain.speakers import assign_roles
from shared.domain.speech.measure import measure_speech
from shared.domain.speech.turns import Speech
from shared.domain.tone.sentiment import measure_sentiment
from shared.domain.transcript import parse_index, to_timestamps
from tests.benchmarks.one_hour import make_index, make_prep

RUNS = 25


@dataclass
class Clock:
    """Adds up what each step takes, in nanoseconds."""

    steps: dict[str, int] = field(default_factory=dict)

    def time[T](self, name: str, step: Callable[[], T]) -> T:
        """Run a step under a name."""
        begun = thread_time_ns()
        result = step()
        self.steps[name] = self.steps.get(name, 0) + thread_time_ns() - begun
        return result


def run(raw: bytes, prep: tuple[list[object], list[object]], clock: Clock) -> bytes:
    """Everything that is pure, once; the analysis as JSON."""
    transcript = clock.time("parse the index", lambda: parse_index(raw))
    clock.time("lines to store", lambda: to_timestamps(transcript))
    speakers = clock.time("speakers", lambda: assign_roles(transcript))
    exchanges = clock.time("exchanges", lambda: find_exchanges(transcript, speakers))
    speech = clock.time("look through", lambda: Speech.of(transcript, speakers))
    metrics = clock.time(
        "speech metrics", lambda: measure_speech(transcript, speakers, exchanges, speech)
    )
    assessments = clock.time(
        "rules",
        lambda: [assess(transcript, entry) for entry in exchanges if entry.is_assessed],
    )
    sentiment = clock.time("sentiment", lambda: measure_sentiment(transcript, speakers, speech))
    score = clock.time("score", lambda: overall_score(assessments, metrics))
    advice = clock.time("recommendations", lambda: recommend(exchanges, assessments, metrics))
    practised = clock.time("prep session", lambda: read_prep_session(*prep))
    feedback = clock.time("prep feedback", lambda: compare(exchanges, assessments, practised))

    def assemble() -> Analysis:
        content = ContentAnalysis(
            star_method=summarise_star(assessments),
            relevance=summarise_dimension(assessments, Dimension.RELEVANCE),
            dimensions={entry: summarise_dimension(assessments, entry) for entry in Dimension},
            exchanges=describe(exchanges, assessments, {}),
            strengths=overall_strengths(assessments),
            recommendations=advice,
            score=score,
            prep_feedback=feedback,
        )
        return Analysis(
            speech_metrics=metrics,
            content_analysis=content,
            sentiment=sentiment,
            overall_score=score.value,
            recommendations=tuple(entry.text for entry in advice),
            model_used=MODEL_USED,
        )

    analysis = clock.time("put together", assemble)
    return clock.time("to JSON", lambda: analysis.model_dump_json(by_alias=True).encode())


def main(runs: int = RUNS) -> None:
    """Print the table."""
    run(make_index(seed=0), make_prep(seed=0), Clock())
    clocks = [Clock() for _ in range(runs)]
    for number, clock in enumerate(clocks, start=1):
        run(make_index(seed=number), make_prep(seed=number), clock)
    totals = [sum(clock.steps.values()) / 1e6 for clock in clocks]
    rows = [f"{'step':<18}{'least ms':>10}{'median ms':>11}"]
    for name in clocks[0].steps:
        values = [clock.steps[name] / 1e6 for clock in clocks]
        rows.append(f"{name:<18}{min(values):>10.2f}{median(values):>11.2f}")
    rows.append(f"{'all':<18}{min(totals):>10.2f}{median(totals):>11.2f}   of {runs} runs")
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
