"""How long an interview takes beside speech recognition: ``python -m tests.benchmarks.whole_way``.

The whole stack by its own settings, an interview of an hour, and a stand-in for Video Indexer that
says at once what was heard. Printed are the seconds from the upload's end to `completed`, each time
and their median.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from local.http_door import HttpDoor
from local.stack import Stack
from shared.domain.transcript import parse_index
from tests.acceptance.scripted import new_interview, scripted, upload_sample, wait_for_end
from tests.benchmarks.one_hour import make_index

TIMES = 10


def main(times: int = TIMES) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="interview-buddy-way-") as folder:
        Path(folder).chmod(0o755)  # Postgres, which never runs as root, must get in
        taken = _seconds(Path(folder) / "data", times)
    sys.stdout.write(f"median {median(taken):.2f} s, longest {max(taken):.2f} s\n")


def _seconds(data: Path, times: int) -> list[float]:
    taken = []
    with Stack.start(data) as stack:
        candidate = "candidate-of-the-benchmark"
        outcome = {"transcript": an_hour()}
        with (
            HttpDoor(stack.base_url, lambda: stack.token(candidate)) as door,
            scripted(stack, outcome),
        ):
            for _ in range(times):
                created = new_interview(door)
                upload_sample(created)
                begun = time.monotonic()
                assert wait_for_end(door, created["id"])["status"] == "completed"
                taken.append(time.monotonic() - begun)
                sys.stdout.write(f"{taken[-1]:.2f} s\n")
                sys.stdout.flush()
    return taken


def an_hour() -> list[dict[str, object]]:
    """What is said in an hour, as the stand-in is told it: times in seconds."""
    return [
        {
            "start": (line.start or 0) / 1000,
            "end": (line.end or 0) / 1000,
            "text": line.text,
            "speaker": line.speaker_id,
        }
        for line in parse_index(make_index()).lines
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES)
