"""The search for Python 3.13: what is tried, and what the person is told when there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "local" / "find_python.sh"
REAL = Path(os.path.realpath(getattr(sys, "_base_executable", sys.executable)))


def search(home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the script with nothing on PATH but what a test puts into ``home``/bin."""
    (home / "bin").mkdir(exist_ok=True)
    return subprocess.run(
        ["/bin/sh", str(SCRIPT)],
        env={"HOME": str(home), "PATH": str(home / "bin"), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def program(file: Path, script: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


def real_python(file: Path) -> Path:
    return program(file, f'exec "{REAL}" "$@"')


@pytest.fixture
def bare_home(tmp_path: Path) -> Path:
    """A home without any Python, on a machine that has none in /usr either."""
    if any(Path(folder, "python3.13").exists() for folder in ("/usr/bin", "/usr/local/bin")):
        pytest.skip("this machine has a Python 3.13 where Debian puts it")
    program(tmp_path / "bin" / "cat", 'exec /bin/cat "$@"')
    return tmp_path


def test_python_from_the_environment_comes_first(tmp_path: Path) -> None:
    found = search(tmp_path, PYTHON=str(REAL))
    assert (found.returncode, found.stdout.strip()) == (0, str(REAL))


def test_on_path(tmp_path: Path) -> None:
    real_python(tmp_path / "bin" / "python3.13")
    assert search(tmp_path).stdout.strip() == str(REAL)


def test_a_shim_that_refuses_is_passed_over_for_pyenvs_own_folder(tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3.13", "echo 'command not found' >&2; exit 127")
    real_python(tmp_path / ".pyenv" / "versions" / "3.13.9" / "bin" / "python3.13")
    found = search(tmp_path)
    assert (found.returncode, found.stdout.strip()) == (0, str(REAL))


def test_pyenv_root_may_be_elsewhere(tmp_path: Path) -> None:
    real_python(tmp_path / "elsewhere" / "versions" / "3.13.0" / "bin" / "python3.13")
    found = search(tmp_path, PYENV_ROOT=str(tmp_path / "elsewhere"))
    assert found.stdout.strip() == str(REAL)


def test_another_version_is_not_taken(bare_home: Path) -> None:
    program(bare_home / "bin" / "python3", "echo 3.12")
    assert search(bare_home).returncode == 1


def test_uv_is_asked_to_fetch_one(bare_home: Path) -> None:
    fetched = bare_home / "fetched"
    program(
        bare_home / "bin" / "uv",
        f'if [ "$2" = install ]; then : >"{fetched}"; '
        f'elif [ -e "{fetched}" ]; then echo "{REAL}"; fi',
    )
    found = search(bare_home)
    assert (found.returncode, found.stdout.strip()) == (0, str(REAL))
    assert fetched.exists()


def test_nothing_found_says_what_to_do(bare_home: Path) -> None:
    found = search(bare_home)
    assert found.returncode == 1
    assert found.stdout == ""
    for remedy in ("pyenv install 3.13", "uv python install 3.13", "apt install", "PYTHON=/path"):
        assert remedy in found.stderr


def test_a_python_without_venv_names_the_package(bare_home: Path) -> None:
    program(
        bare_home / "bin" / "python3.13",
        'case "$2" in *version_info*) echo 3.13 ;; *) exit 1 ;; esac',
    )
    found = search(bare_home)
    assert found.returncode == 1
    assert "apt install python3.13-venv" in found.stderr
