"""One run of the soak, from an empty stack to a verdict."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.soak import quiet, verdict
from tests.soak.candidates import KINDS, Candidates, planned
from tests.soak.chaos import SCRIPTED_FAILURES, Chaos
from tests.soak.stage import Stage, stage
from tests.soak.watcher import Watcher

BY_ITSELF_S = 90.0
BEGIN_WITHIN = 0.5
"""The share of the storm in which interviews begin; the rest meets those that are under way."""
TOOK = """
    SELECT extract(epoch FROM "updatedAt" - "createdAt")::float FROM "Interview"
    WHERE status = 'completed'
"""


@dataclass
class Report:
    """What was promised and not kept, and the figures, a line each."""

    broken: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)


def soak(
    folder: Path,
    *,
    seed: int,
    interviews: int,
    minutes: float,
    by_itself_s: float = BY_ITSELF_S,
    say: Callable[[str], None],
) -> Report:
    """Let everything break for so many minutes, then see that every promise was kept.

    For ``by_itself_s`` after that nothing is done, to see how soon what is left ends by itself.
    """
    with stage(folder) as opened:
        say(f"seed {seed}: {interviews} interviews, {minutes:g} minutes of chaos")
        return _soak(opened, seed, interviews, minutes * 60, by_itself_s, say)


def _soak(
    opened: Stage, seed: int, count: int, storm_s: float, by_itself_s: float,
    say: Callable[[str], None],
) -> Report:  # fmt: skip
    report = Report()
    candidates = Candidates(opened, planned(seed, count, within_s=storm_s * BEGIN_WITHIN))
    chaos, watcher = Chaos(opened, seed), Watcher(opened)
    begun = time.monotonic()
    watcher.start()
    chaos.start()
    candidates.start()
    candidates.over.wait(storm_s)
    say("the storm is over: everything runs again")
    chaos.stop()
    candidates.over.set()
    candidates.finish(quiet.PATIENCE_S)
    ended = quiet.come_to_an_end(opened, candidates, by_itself_s)
    say(f"every interview has ended: {time.monotonic() - begun:.0f} s since the beginning")
    watcher.stop({one.id for one in candidates.interviews if one.is_meddled_with})
    report.broken += watcher.violations
    report.broken += verdict.untrue_reasons(watcher.failures, chaos.counts[SCRIPTED_FAILURES])
    report.broken += verdict.calls_after_the_end(opened, candidates)
    took = [row[0] for row in opened.rows(TOOK)]
    retries = quiet.retry_what_can_be(opened, candidates)
    quiet.finish_deletions(opened)
    opened.run_timer("retention")
    before = verdict.state_of(opened)
    quiet.deliver_all_again(opened, candidates, random.Random(seed))
    if verdict.state_of(opened) != before:
        report.broken.append("what was delivered again had an effect")
    report.broken += verdict.broken_promises(opened, candidates)
    report.figures = [
        f"interviews: {count} (" + ", ".join(
            f"{sum(one.kind == kind for one in candidates.interviews)} {kind}" for kind in KINDS
        ) + f"), {watcher.most_under_way} under way at once",
        "broken: " + ", ".join(f"{number} x {name}" for name, number in chaos.counts.items()),
        *(
            f"{name}, until all was ready again: median {statistics.median(seconds):.1f} s, "
            f"longest {max(seconds):.1f} s"
            for name, seconds in chaos.back_after_s.items()
        ),
        "candidates were answered: "
        + ", ".join(f"{number} x {said}" for said, number in sorted(candidates.answers.items())),
        f"from creation to completed: {_spread(took)}",
        "ended after the storm, of what was under way: "
        + (", ".join(f"{share} in {seconds:g} s" for share, seconds in ended.items()) or "nothing"),
        "failed on the way: "
        + (", ".join(f"{n} x {code}" for code, n in watcher.failures.most_common()) or "none"),
        f"retries by candidates: {retries}; "
        f"deleted: {sum(one.gone for one in candidates.interviews)}",
        f"calls of the model: {before[2]}; recordings accepted: {sum(before[1].values())}",
    ]  # fmt: skip
    return report


def _spread(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return "too few"
    cuts = statistics.quantiles(seconds, n=20)
    return f"median {cuts[9]:.0f} s, 95 % within {cuts[18]:.0f} s, longest {max(seconds):.0f} s"
