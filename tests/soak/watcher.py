"""Looks at every interview while things break: no step backwards, no result without its parts."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import suppress

import psycopg

from tests.acceptance.scripted import ORDER
from tests.soak.stage import Stage

LOOK_EVERY_S = 0.3
RESUMES = "analysis_unavailable"
"""The one failure that the sweep goes on from by itself."""
LOOK = """
    SELECT i.id, i.status, p.failure_code, t.id IS NOT NULL, a.id IS NOT NULL
    FROM "Interview" i
    LEFT JOIN pipeline.processing p ON p.interview_id = i.id
    LEFT JOIN "Transcription" t ON t."interviewId" = i.id
    LEFT JOIN "Analysis" a ON a."interviewId" = i.id
"""


class Watcher:
    """A thread that looks from ``start`` to ``stop``."""

    def __init__(self, stage: Stage) -> None:
        self.failures: Counter[str] = Counter()
        """Reason → how many interviews had failed for it, at any time."""
        self.violations: list[str] = []
        self.most_under_way = 0
        self._stage = stage
        self._last: dict[str, tuple[str, str | None]] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_again_and_again, daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self, meddled_with: set[str]) -> None:
        """Look no more. What was done again because its candidate wanted it is no violation."""
        self._over.set()
        self._thread.join()
        self.violations = [
            found for found in self.violations if found.split()[0] not in meddled_with
        ]

    def _look_again_and_again(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            with suppress(psycopg.OperationalError):
                self._look()

    def _look(self) -> None:
        under_way = 0
        for interview_id, status, code, transcribed, analysed in self._stage.rows(LOOK):
            under_way += status not in ("completed", "failed")
            if status == "completed" and not (transcribed and analysed):
                self.violations.append(f"{interview_id} completed without its parts")
            if status == "analyzing" and not transcribed:
                self.violations.append(f"{interview_id} analyzing without a transcript")
            before = self._last.get(interview_id)
            if before == (status, code):
                continue
            if before is not None and not _follows(before, status):
                self.violations.append(f"{interview_id} went from {before} to {status}")
            if status == "failed":
                self.failures[str(code)] += 1
            self._last[interview_id] = (status, code)
        self.most_under_way = max(self.most_under_way, under_way)


def _follows(before: tuple[str, str | None], status: str) -> bool:
    """Whether an interview may come to this status by itself."""
    was, code = before
    if was == "failed":
        return status == "failed" or code == RESUMES
    if was == "completed":
        return status == "completed"
    return ORDER.index(status) >= ORDER.index(was)
