"""What is installed is what was looked at, and nothing secret is in the repository."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from shared.config import load_settings
from shared.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.proves("C13")
@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_with_its_hashes(name: str) -> None:
    """`make setup` installs with --require-hashes, which refuses what is not."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    packages = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert len(packages) > 20
    for line in packages:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


@pytest.mark.proves("C13")
@pytest.mark.parametrize("file", sorted(ROOT.glob("*/*/package-lock.json")), ids=str)
def test_every_npm_package_is_pinned_with_its_hash(file: Path) -> None:
    packages = json.loads(file.read_text())["packages"]
    for name, entry in packages.items():
        assert name == "" or entry.get("link") or entry["integrity"].startswith("sha512-"), name


@pytest.mark.proves("C14")
def test_what_holds_secrets_is_not_in_the_repository() -> None:
    ignored = subprocess.run(
        ["git", "check-ignore", "local.settings.json", ".data/secrets"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ignored.returncode == 128:
        pytest.skip("this is not a clone")
    assert ignored.stdout.split() == ["local.settings.json", ".data/secrets"]


@pytest.mark.proves("C14", "C15")
def test_the_example_alone_does_not_start() -> None:
    values = json.loads((ROOT / "local.settings.example.json").read_text())["Values"]
    assert len(values["CALLBACK_KEY"]) < 32
    with pytest.raises(ConfigurationError, match="CALLBACK_KEY"):
        load_settings(values)
