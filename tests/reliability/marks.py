"""The ``proves`` marks of all tests, read from their source: no test has to run for it.

A test whose name begins with ids, ``test_j03_no_algorithm``, is marked by its name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def proofs() -> dict[str, list[str]]:
    """Case id → the tests that show it, as ``folder/test_file.py::test_name``, sorted."""
    found: dict[str, set[str]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        for identifier, test in _marks(file):
            found.setdefault(identifier, set()).add(test)
    return {identifier: sorted(tests) for identifier, tests in sorted(found.items())}


def _marks(file: Path) -> Iterator[tuple[str, str]]:
    name = file.relative_to(TESTS).as_posix()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            for identifier in (*_ids(node.decorator_list), *_named(node.name)):
                yield identifier, f"{name}::{node.name}"
        elif isinstance(node, ast.Assign) and _is_pytestmark(node):
            for identifier in _ids([node.value]):
                yield identifier, name


def _named(function: str) -> Iterator[str]:
    """The ids at the beginning of a test's name: ``test_j03_no_algorithm`` shows J03."""
    leading = re.match(r"test_((?:[a-z]\d\d_)*)", function)
    assert leading is not None
    yield from (identifier.upper() for identifier in leading[1].split("_") if identifier)


def _is_pytestmark(node: ast.Assign) -> bool:
    return any(isinstance(name, ast.Name) and name.id == "pytestmark" for name in node.targets)


def _ids(nodes: list[ast.expr]) -> Iterator[str]:
    """The ids in every ``….proves("…")`` below these nodes; also those on single parameters."""
    for outer in nodes:
        for node in ast.walk(outer):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "proves"
            ):
                yield from (ast.literal_eval(argument) for argument in node.args)
