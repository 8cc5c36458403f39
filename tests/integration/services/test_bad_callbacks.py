"""A thousand callbacks with bad tokens cost a few hashes each, and nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.azurite import Azurite
from shared.config import load_settings
from tests.integration.services.callback_flood import KEY

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.proves("W13")
def test_w13_a_thousand_bad_tokens_touch_neither_database_nor_queue(
    database_url: str, azurite: Azurite
) -> None:
    settings = {
        "DATABASE_URL": database_url,
        "RECORDINGS_STORAGE": azurite.connection_string,
        "VIDEO_INDEXER_ACCOUNT_RESOURCE_ID": (
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.VideoIndexer/accounts/a"
        ),
        "CALLBACK_BASE_URL": "https://backend.example.com",
        "CALLBACK_KEY": KEY.decode(),
        "TOKEN_ISSUER": "https://issuer.example.com",
        "TOKEN_AUDIENCE": "interview-buddy",
        "TOKEN_JWKS_URL": "https://issuer.example.com/jwks",
    }
    load_settings(settings)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.integration.services.callback_flood", "1000"],
        capture_output=True, check=True, cwd=ROOT, env=os.environ | settings, timeout=300,
    )  # fmt: skip
    counted = json.loads(ran.stdout)
    assert counted["flood"] == {"statuses": [401], "statements": 0, "sends": 0}
    # A good one leaves its message, and makes no query either.
    assert counted["good"]["status"] == 202
    assert counted["good"]["sends"] >= 1
    assert counted["good"]["statements"] == 0
    assert counted["good"]["statements_at_last"] >= 1
