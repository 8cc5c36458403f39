"""``make eval`` measures the language model that the settings name, with how far its runs agree."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.evaluation.document import DOCUMENT
from tests.stand_ins.language_model import running_language_model

ROOT = Path(__file__).parents[3]


def test_a_configured_model_gets_a_table_of_its_own() -> None:
    before = DOCUMENT.read_text()
    with running_language_model() as server:
        done = subprocess.run(
            [sys.executable, "-m", "tests.evaluation", "--only", "retail_very_weak"],
            cwd=ROOT,
            env=os.environ
            | {
                "MODEL_BASE_URL": server.base_url,
                "MODEL_NAME": "judge",
                "MODEL_API_KEY": "key",  # pragma: allowlist secret
                "MODEL_API": "chat",
            },
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
    rules, model = done.stdout.split("\n\n| precision", maxsplit=1)
    assert "2 runs of rules-" in rules
    assert "2 runs of judge" in model
    assert "alike" in model
    assert len(server.received) >= 8  # four judged answers, twice
    assert DOCUMENT.read_text() == before


def test_an_unknown_interview_is_named() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.evaluation", "--only", "nobody"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert "nobody" in done.stderr
