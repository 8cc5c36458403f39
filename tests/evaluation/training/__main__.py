"""``make learn``: write the modules of weights anew.

Learned from every interview that is not held out. After it, `make eval` measures what came of it.
"""

from __future__ import annotations

import sys

from tests.evaluation.labelled import HELD_OUT, labelled_interviews
from tests.evaluation.training.decisions import DECISIONS
from tests.evaluation.training.weights_module import path_of, written


def main() -> None:
    """Learn every decision, and say what was written."""
    known = [entry for entry in labelled_interviews() if entry.half != HELD_OUT]
    for decision in DECISIONS:
        learned = decision.learned_from(known)
        path = path_of(decision)
        path.write_text(written(decision, learned), encoding="utf-8")
        sys.stdout.write(
            f"{path.name}: {len(learned.weights)} features from {len(known)} interviews\n"
        )


if __name__ == "__main__":
    main()
