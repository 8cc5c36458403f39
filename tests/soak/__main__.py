"""``python -m tests.soak``: SEED, INTERVIEWS and MINUTES from the environment."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from tests.soak.run import soak


def main() -> int:
    seed = int(os.environ.get("SEED") or secrets.randbelow(10**6))
    interviews = int(os.environ.get("INTERVIEWS") or 200)
    minutes = float(os.environ.get("MINUTES") or 5)
    # Not a private folder: Postgres, which never runs as root, must get in.
    folder = Path(tempfile.mkdtemp(prefix="interview-buddy-soak-"))
    folder.chmod(0o755)
    report = soak(folder, seed=seed, interviews=interviews, minutes=minutes, say=_say)
    for line in report.figures:
        _say(line)
    if report.broken:
        _say(f"\n{len(report.broken)} promises were broken (SEED={seed}; logs are in {folder}):")
        for line in report.broken:
            _say(f"  {line}")
        return 1
    shutil.rmtree(folder)
    _say("every promise was kept")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
