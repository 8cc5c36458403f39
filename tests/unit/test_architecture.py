"""Who may import whom, enforced. The picture stands in docs/decisions and in this table."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

STDLIB_AND_PYDANTIC = "pydantic"
ALLOWED: dict[str, set[str]] = {
    "function_app": {"functions", "shared.observability", "shared.bootstrap"},
    "functions": {
        "functions",
        "shared.bootstrap",
        "shared.contracts",
        "shared.errors",
        "shared.observability",
    },
    "shared.bootstrap": {
        "shared.bootstrap",
        "shared.config",
        "shared.errors",
        "shared.services",
        "shared.clients",
        "shared.db",
    },
    "shared.config": {"shared.errors"},
    "shared": set(),
    "shared.prompts": set(),
    "shared.report": {"shared.report", "shared.domain"},
    "shared.errors": set(),
    "shared.observability": set(),
    "shared.contracts": {"shared.contracts", "shared.domain", "shared.errors"},
    "shared.domain": {"shared.domain", "shared.errors"},
    "shared.services": {
        "shared.services",
        "shared.db",
        "shared.domain",
        "shared.contracts",
        "shared.errors",
        "shared.observability",
        "shared.prompts",
        "shared.report",
    },
    "shared.clients": {
        "shared.clients",
        "shared.contracts.remote",
        "shared.errors",
        "shared.observability",
    },
    "shared.db": {"shared.db", "shared.domain", "shared.errors", "shared.config"},
    "local": {"local"},
}
"""Package → what of this project it may import."""

FIRST_LEVEL = {"functions", "shared", "local", "tests", "function_app", "evaluation"}
AZURE_FUNCTIONS_ONLY_IN = ("functions", "function_app")
PURE_THIRD_PARTY = {"pydantic", "pydantic_core"}


def modules() -> Iterator[tuple[str, Path]]:
    folders = [sorted((ROOT / name).rglob("*.py")) for name in ("functions", "shared", "local")]
    for path in [ROOT / "function_app.py", *(path for paths in folders for path in paths)]:
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


def imported(path: Path, *, module_level_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    nodes = _module_level(tree) if module_level_only else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def _module_level(tree: ast.Module) -> Iterator[ast.AST]:
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, ast.If | ast.Try | ast.With):
            pending.extend(ast.iter_child_nodes(node))


def rule_for(module: str) -> set[str] | None:
    matching = [name for name in ALLOWED if module == name or module.startswith(name + ".")]
    return ALLOWED[max(matching, key=len)] if matching else None


MODULES = dict(modules())


@pytest.mark.parametrize("module", MODULES)
def test_imports_follow_the_arrows(module: str) -> None:
    allowed = rule_for(module)
    if allowed is None:
        pytest.fail(f"{module} has no place in the table of who may import whom")
    for name in imported(MODULES[module]):
        if name.split(".")[0] not in FIRST_LEVEL:
            continue
        assert any(name == entry or name.startswith(entry + ".") for entry in allowed), (
            f"{module} may not import {name}"
        )


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("shared")])
def test_only_the_entry_points_know_azure_functions(module: str) -> None:
    names = imported(MODULES[module])
    assert not {name for name in names if name.startswith(("azure.functions", "azurefunctions"))}


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("shared.domain")])
def test_the_domain_is_pure(module: str) -> None:
    for name in imported(MODULES[module]):
        first = name.split(".")[0]
        assert first in sys.stdlib_module_names or first in PURE_THIRD_PARTY or first == "shared", (
            f"{module} imports {name}"
        )
        assert first not in {"os", "socket", "time", "random", "subprocess"}, (
            f"{module} reaches outside with {name}"
        )


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        module
        for module, path in MODULES.items()
        if module.startswith(("shared", "functions", "function_app"))
        and ("os.environ" in path.read_text() or "getenv" in path.read_text())
    }
    assert readers <= {"shared.config"}


def test_no_file_grows_past_300_lines() -> None:
    too_long = {
        module: lines
        for module, path in MODULES.items()
        if not path.name.endswith("_pb2.py")
        and not module.startswith("shared.domain.learned.")  # tables of weights
        and (lines := len(path.read_text().splitlines())) > 300
    }
    assert too_long == {}


COLD_START = """
import sys
import function_app
names = [f.get_function_name() for f in function_app.app.get_functions()]
heavy = [name for name in HEAVY if name in sys.modules]
print(len(sys.modules), len(names), *heavy)
"""
HEAVY = ("openai", "av", "alembic", "jwt", "jinja2", "pygal")
MODULE_BUDGET = 1200


def test_a_cold_start_imports_little_and_needs_no_environment() -> None:
    code = COLD_START.replace("HEAVY", repr(HEAVY))
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loaded, functions, *heavy = done.stdout.split()
    assert heavy == []
    assert int(functions) > 10
    assert int(loaded) < MODULE_BUDGET


def test_our_packages_are_not_shadowed_by_installed_ones() -> None:
    code = "import shared, functions; print(shared.__file__, functions.__file__, sep='\\n')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    for place in done.stdout.split():
        assert Path(place).is_relative_to(ROOT)
