"""A start with a missing or wrong setting fails, and names it without its value."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import function_app"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "FUNCTIONS_WORKER_RUNTIME": "python", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.proves("C15")
def test_a_missing_setting_is_named() -> None:
    failed = start()
    assert failed.returncode != 0
    assert "DATABASE_URL" in failed.stderr
    assert "CALLBACK_KEY" in failed.stderr


@pytest.mark.proves("C15")
def test_a_short_key_is_named_and_not_shown() -> None:
    failed = start(CALLBACK_KEY="short-secret")
    assert "CALLBACK_KEY" in failed.stderr
    assert "short-secret" not in failed.stderr
