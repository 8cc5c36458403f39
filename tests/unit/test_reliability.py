"""docs/reliability.md is what the tests say, and no case is left without a word."""

from __future__ import annotations

import re

from tests.reliability.marks import proofs
from tests.reliability.table import DOCUMENT, cases, rows


def test_every_case_is_shown_or_says_why_not() -> None:
    shown = proofs()
    silent = [name for name, case in cases().items() if name not in shown and "why" not in case]
    assert silent == []


def test_what_is_shown_does_not_also_say_that_it_cannot_be() -> None:
    shown = proofs()
    assert [name for name, case in cases().items() if name in shown and "why" in case] == []


def test_every_mark_names_a_case() -> None:
    assert proofs().keys() <= cases().keys()


def test_the_document_lists_the_tests_as_they_are() -> None:
    def without_results(lines: list[str]) -> list[str]:
        return [re.sub(r"\|[^|]*\|$", "|", line) for line in lines if line.startswith("| ")]

    document = DOCUMENT.read_text(encoding="utf-8").splitlines()
    assert without_results(rows({})) == [
        line for line in without_results(document) if re.match(r"\| (id|[A-Z]\d+) \|", line)
    ], "run `make reliability`"
