"""How long an interview takes beside speech recognition: ``python -m tests.benchmarks.whole_way``.

The whole stack by its own settings, an interview of an hour, and a stand-in for Video Indexer that
says at once what was heard. Printed are the seconds from the upload's end to `completed`, each time
and their median.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from local.http_door import HttpDoor
from local.stack import Stack
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
    """What is said in an hour, as the stand-in is told it."""
    (video,) = json.loads(make_index())["videos"]
    return [
        {
            "start": seconds(line["instances"][0]["start"]),
            "end": seconds(line["instances"][0]["end"]),
            "text": line["text"],
            "speaker": line["speakerId"],
        }
        for line in video["insights"]["transcript"]
    ]


def seconds(clock: str) -> float:
    """Of ``0:01:02.5``."""
    hours, minutes, rest = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else TIMES)
