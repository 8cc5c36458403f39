"""Single moments of interviews: what was said before, what the interviewer says then, the reply.

One a line of ``moments.txt``: ``kind | before | turn | reply``. They show many wordings of what is
asked everywhere, with answers of every length; where in an interview they stand is not told.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from shared.domain.conversation import ExchangeKind
from shared.domain.exchanges.cutting import GOES_ON
from tests.evaluation.labelled import KINDS

FILE = Path(__file__).parent / "moments.txt"


class Moment(NamedTuple):
    """One turn of an interviewer's; ``kind`` is None where it begins nothing."""

    kind: ExchangeKind | None
    before: str
    turn: str
    reply: str


def moments() -> list[Moment]:
    """All of them.

    Raises:
        ValueError: a line is not in the form.
    """
    return [_read(row) for row in FILE.read_text(encoding="utf-8").splitlines() if row.strip()]


def _read(row: str) -> Moment:
    parts = [part.strip() for part in row.split("|")]
    if len(parts) != 4 or not (parts[0] == GOES_ON or parts[0] in KINDS):
        raise ValueError(f"Not a moment: {row!r}")
    kind, before, turn, reply = parts
    return Moment(None if kind == GOES_ON else KINDS[kind], before, turn, reply)
