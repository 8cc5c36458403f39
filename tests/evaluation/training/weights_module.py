"""A module of weights, as text."""

from __future__ import annotations

import json
from pathlib import Path

from shared.domain.learned.linear import Linear
from tests.evaluation.training.decisions import Decision

FOLDER = Path(__file__).parents[3] / "shared" / "domain" / "learned"


def path_of(decision: Decision) -> Path:
    """Where its weights are stored."""
    return FOLDER / f"{decision.name}.py"


def written(decision: Decision, learned: Linear) -> str:
    """The module's text: a feature a line, in the order of the alphabet."""
    rows = "\n".join(
        f"    {_quoted(name)}: {weights},".replace(", ", ",")
        for name, weights in sorted(learned.weights.items())
    )
    return (
        f'"""{decision.about} Written by `make learn`."""\n\n'
        "from shared.domain.learned.linear import Linear\n\n"
        "# fmt: off\n"
        f"{decision.name.upper()} = Linear(\n    ({', '.join(map(_quoted, learned.classes))}),\n"
        f"    {learned.bias},\n    {{\n{rows}\n    }},\n)\n"
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
