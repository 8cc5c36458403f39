"""Thousands of requests made from the OpenAPI document, valid and not, over the running stack."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from local.stack import Stack

SEED = 20261124
EXAMPLES = 80
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")


@pytest.mark.proves("V12")
def test_two_thousand_requests_and_every_check(stack: Stack, tmp_path: Path) -> None:
    """No server error, nothing undocumented, nothing invalid accepted, nothing valid refused,
    authentication never ignored, nothing usable after it was deleted."""
    token = stack.token(f"schema-{secrets.token_hex(4)}")
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            f"--config-file={CONFIGURATION}", "run", f"{stack.base_url}/api/openapi.json",
            f"--url={stack.base_url}/api", f"--header=Authorization: Bearer {token}",
            f"--seed={SEED}", f"--max-examples={EXAMPLES}", "--workers=2", "--no-color",
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    generated = re.search(r"(\d+) generated", done.stdout)
    assert generated is not None, done.stdout[-2000:]
    assert int(generated[1]) >= 2000
