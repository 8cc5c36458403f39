"""The tables in docs/evaluation.md, between its two marks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.evaluation.labelled import HELD_OUT, LabelledInterview
from tests.evaluation.measuring import Measured
from tests.evaluation.rewriting import measure_changes
from tests.evaluation.table import table, table_of_changes

DOCUMENT = Path(__file__).parents[2] / "docs" / "evaluation.md"
BEGIN = "<!-- written by `make eval` -->\n"
END = "<!-- until here -->\n"


def tables(rules: Measured, known: Sequence[LabelledInterview]) -> str:
    """What belongs between the marks."""
    changes = {"as labelled": rules, **measure_changes(known)}
    return f"{table(rules)}\n\n{table_of_changes(changes, HELD_OUT)}"


def written_table(document: Path) -> str:
    """What stands between the marks.

    Raises:
        ValueError: a mark is not there.
    """
    _, table, _ = _parts(document)
    return table


def rewrite(document: Path, table: str) -> None:
    """Put a table between the marks; everything else stays.

    Raises:
        ValueError: a mark is not there.
    """
    before, _, after = _parts(document)
    document.write_text(f"{before}{BEGIN}\n{table}\n\n{END}{after}", encoding="utf-8")


def _parts(document: Path) -> tuple[str, str, str]:
    text = document.read_text(encoding="utf-8")
    before, begun, rest = text.partition(BEGIN)
    table, ended, after = rest.partition(END)
    if not begun or not ended:
        raise ValueError(f"{document.name} has no marks for the table")
    return before, table.strip(), after
