"""``make eval``: how well an analyser finds what people find in the labelled interviews.

Measures the rules, and the language model too where the settings name one.
"""

from __future__ import annotations

import argparse
import sys

from tests.evaluation.labelled import labelled_interviews
from tests.evaluation.measuring import Measured, measure
from tests.evaluation.table import table


def main() -> None:
    """Print the table; with ``--mistakes`` every wrong decision on development interviews."""
    parser = argparse.ArgumentParser(prog="python -m tests.evaluation", description=__doc__)
    parser.add_argument("--mistakes", action="store_true", help="list them (development only)")
    arguments = parser.parse_args()
    interviews = labelled_interviews()
    measured = measure(interviews)
    sys.stdout.write(table(measured) + "\n")
    if arguments.mistakes:
        sys.stdout.write("\n" + _mistakes(measured) + "\n")


def _mistakes(measured: Measured) -> str:
    return "\n".join(
        f"{labelled.name} ({labelled.quality:.0f}, score {comparison.score}): {mistake}"
        for labelled, comparison in zip(measured.interviews, measured.comparisons, strict=True)
        if labelled.half == "development"
        for mistake in comparison.mistakes
    )


if __name__ == "__main__":
    main()
