"""``python -m tests.fuzz TARGET CORPUS [libFuzzer options]``."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["shared", "jwt"]):
    from tests.fuzz import targets

if __name__ == "__main__":
    name, corpus, *options = sys.argv[1:]
    target = targets.TARGETS[name]
    folder = Path(corpus)
    folder.mkdir(parents=True, exist_ok=True)
    for seed in target.seeds():
        (folder / sha256(seed).hexdigest()[:16]).write_bytes(seed)

    def one_input(data: bytes) -> None:
        target.check(data)

    atheris.Setup([sys.argv[0], str(folder), *options], one_input)
    atheris.Fuzz()
