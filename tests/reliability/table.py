"""The table in docs/reliability.md: case, what it is, the tests that show it, how they ended."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from tests.reliability.marks import proofs

CASES = Path(__file__).with_name("cases.toml")
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def cases() -> dict[str, dict[str, str]]:
    """Case id → ``what`` it is and, where no test can show it, ``why`` not."""
    return tomllib.loads(CASES.read_text(encoding="utf-8"))


def outcomes(junit_file: Path) -> dict[str, Counter[str]]:
    """Test → how often it passed, failed or was skipped, over its parameters."""
    found: dict[str, Counter[str]] = {}
    for case in ElementTree.parse(junit_file).iter("testcase"):  # noqa: S314 (our own file)
        module = case.attrib["classname"].removeprefix("tests.").replace(".", "/") + ".py"
        test = f"{module}::{case.attrib['name'].split('[')[0]}"
        ended = {child.tag for child in case}
        result = (
            "failed"
            if ended & {"failure", "error"}
            else "skipped"
            if "skipped" in ended
            else "passed"
        )
        for key in (test, module):
            found.setdefault(key, Counter())[result] += 1
    return found


def rows(results: Mapping[str, Counter[str]]) -> list[str]:
    """The table's lines in Markdown; without results the last column stays as it was."""
    shown = proofs()
    lines = ["| id | case | shown by | result |", "|---|---|---|---|"]
    for identifier, case in cases().items():
        tests = shown.get(identifier, [])
        by = "<br>".join(f"`{test}`" for test in tests) or f"no test: {case.get('why', '')}"
        lines.append(f"| {identifier} | {_cell(case['what'])} | {by} | {_result(tests, results)} |")
    return lines


def written(document: str, results: Mapping[str, Counter[str]]) -> str:
    """The document with the table made anew between its two marks."""
    before, rest = document.split(BEGIN)
    _, after = rest.split(END)
    table = "\n".join(rows(results))
    return f"{before}{BEGIN}\n{table}\n{END}{after}"


def _result(tests: list[str], results: Mapping[str, Counter[str]]) -> str:
    total: Counter[str] = Counter()
    for test in tests:
        total += results.get(test, Counter())
    return ", ".join(f"{count} {name}" for name, count in sorted(total.items()))


def _cell(text: str) -> str:
    return re.sub(r"([|<>*_])", r"\\\1", text)
