"""The labelled interviews as other recognisers write them: figures, no hesitations, no punctuation.

A change is made to the marked text of each line, so that the labels stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from shared.domain.language.numbers import NO_COUNT, PHRASE, readings
from tests.evaluation.labelled import FOLDER, HEADING, HELD_OUT, LINE, LabelledInterview, read
from tests.evaluation.measuring import Measured, measure

ARTICLE = re.compile(r"\ba (?=\d{3}\b|\d+,\d)")
PERCENT = re.compile(r"(\d) (?:percent|per cent)\b")
HESITATION = re.compile(r"\b(?:um+|uh+|er+m?)\b[,.]? ?", re.IGNORECASE)
MARK = re.compile(r"(\[[STAR] |[\]{}])")
PUNCTUATION = re.compile(r"[.,?!;:](?=\s|$)")
LEFT = re.compile(r"\w")


def in_figures(marked: str) -> str:
    """ "Twenty-five percent" as "25%", "a hundred" as "100"."""
    return PERCENT.sub(r"\1%", ARTICLE.sub("", PHRASE.sub(_figure, marked)))


def without_hesitations(marked: str) -> str:
    """Without um, uh and er, as most services write by default."""
    return HESITATION.sub("", marked)


def bare(marked: str) -> str:
    """In lower case, without punctuation."""
    pieces = MARK.split(marked)
    pieces[::2] = [PUNCTUATION.sub("", piece).lower() for piece in pieces[::2]]
    return "".join(pieces)


CHANGES: dict[str, Callable[[str], str]] = {
    "numbers in figures": in_figures,
    "no um and uh": without_hesitations,
    "no punctuation, no capitals": bare,
}


def rewritten(interview: LabelledInterview, change: Callable[[str], str]) -> LabelledInterview:
    """The same interview, every line of speech changed, but where nothing of it would be left."""
    text = (FOLDER / f"{interview.name}.txt").read_text(encoding="utf-8")
    head, begins, body = text.partition("transcript:\n")
    rows = [_changed(row, change) for row in body.splitlines()]
    return read(interview.name, "\n".join([f"{head}{begins}".rstrip("\n"), *rows]))


def measure_changes(known: Sequence[LabelledInterview]) -> dict[str, Measured]:
    """Name of a way of writing → how the rules do on the interviews that are held out."""
    held_out = [entry for entry in known if entry.half == HELD_OUT]
    return {
        name: measure([rewritten(entry, change) for entry in held_out], runs=1)
        for name, change in CHANGES.items()
    }


def _changed(row: str, change: Callable[[str], str]) -> str:
    match = LINE.fullmatch(row.strip())
    if match is None or HEADING.fullmatch(row):
        return row
    said = match[6]
    changed = change(said)
    return row[: match.start(6)] + (changed if LEFT.search(MARK.sub("", changed)) else said)


def _figure(match: re.Match[str]) -> str:
    values = readings(match[0])[0]
    if len(values) != 1 or values[0] < 0 or match[0].casefold() in NO_COUNT:
        return match[0]
    return f"{values[0]:,g}" if values[0] < 10**6 else match[0]
