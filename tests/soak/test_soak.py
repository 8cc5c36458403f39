"""A short soak of a fixed plan; `make soak` is the long one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.run import soak


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own: Postgres, which never runs as root, must get in."""
    made = Path(tempfile.mkdtemp(prefix="interview-buddy-soak-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.mark.proves("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "F14", "F17", "F43", "F61")
def test_every_promise_is_kept_in_a_short_storm(folder: Path) -> None:
    said: list[str] = []
    report = soak(folder, seed=4, interviews=16, minutes=0.3, by_itself_s=5, say=said.append)
    assert report.broken == [], [*said, *report.figures]
