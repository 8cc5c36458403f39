"""``make eval``: how well an analyser finds what people find in the labelled interviews.

Measures the rules and writes their table into docs/evaluation.md; measures the language model too
where MODEL_BASE_URL and MODEL_NAME name one, and prints that table only: it is yours, and costs
calls. No other setting is needed.
"""

from __future__ import annotations

import argparse
import sys

from tests.evaluation.configured import configured_budget, configured_model
from tests.evaluation.document import DOCUMENT, rewrite, tables
from tests.evaluation.labelled import labelled_interviews
from tests.evaluation.measuring import Measured, measure
from tests.evaluation.table import table
from tests.evaluation.training.folds import measure_rules


def main() -> None:
    """Print the tables; with ``--mistakes`` every wrong decision on development interviews."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("--mistakes", action="store_true", help="list them (development only)")
    parser.add_argument("--only", metavar="NAME", help="one interview; the document stays as it is")
    arguments = parser.parse_args()
    known = labelled_interviews()
    interviews = [entry for entry in known if arguments.only in (None, entry.name)]
    if not interviews:
        parser.error(f"no interview is called {arguments.only!r}")
    rules = measure_rules(interviews, known)
    sys.stdout.write(table(rules) + "\n")
    if arguments.only is None:
        rewrite(DOCUMENT, tables(rules, known))
    if arguments.mistakes:
        sys.stdout.write("\n" + _mistakes(rules) + "\n")
    model = configured_model()
    if model is not None:
        judged = measure(interviews, model, configured_budget())
        sys.stdout.write(f"\n{table(judged)}\n")


def _mistakes(measured: Measured) -> str:
    return "\n".join(
        f"{labelled.name} ({labelled.quality:.0f}, score {comparison.score}): {mistake}"
        for labelled, comparison in zip(measured.interviews, measured.comparisons, strict=True)
        if labelled.half == "development"
        for mistake in comparison.mistakes
    )


if __name__ == "__main__":
    main()
