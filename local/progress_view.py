"""Shows how far an interview is: one bar for each stage, or plain lines where no terminal is."""

from __future__ import annotations

import time
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.progress import TimeElapsedColumn as ElapsedColumn

STAGES: tuple[tuple[str, str, int, int], ...] = (
    ("uploading", "Uploading", 0, 15),
    ("uploaded", "Checking the recording", 15, 20),
    ("transcribing", "Transcribing", 20, 75),
    ("analyzing", "Analysing", 75, 100),
)
"""Status, title, and the part of the API's ``percent`` that belongs to the stage."""


class ProgressView:
    """Use it as a context manager; tell it of bytes sent and of every answer of the API."""

    def __init__(self, console: Console, upload_bytes: int) -> None:
        self._console = console
        self._begun = time.monotonic()
        self._current = 0
        self._sent = 0
        self._bytes = max(upload_bytes, 1)
        self._bars: Progress | None = None
        self._tasks: list[TaskID] = []

    def __enter__(self) -> ProgressView:
        if self._console.is_terminal:
            self._bars = Progress(
                TextColumn("  {task.description:<24}"),
                BarColumn(bar_width=36),
                TaskProgressColumn(),
                ElapsedColumn(),
                console=self._console,
            )
            self._tasks = [
                self._bars.add_task(title, total=100, start=False) for _, title, _, _ in STAGES
            ]
            self._bars.start()
            self._bars.start_task(self._tasks[0])
        return self

    def __exit__(self, *_error: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def sent(self, count: int) -> None:
        """So many bytes more have arrived in storage."""
        self._sent += count
        self._show(0, 100 * self._sent / self._bytes)

    def upload_done(self) -> None:
        """The recording is stored; the next thing is that the app notices."""
        self._move_to(1)

    def changed(self, interview: dict[str, Any]) -> None:
        """The API's newest word on the interview."""
        status = interview["status"]
        if status == "completed":
            self._move_to(len(STAGES))
            return
        for number, (name, _, begins, ends) in enumerate(STAGES):
            if name == status and number >= self._current:
                self._move_to(number)
                self._show(number, 100 * (interview["percent"] - begins) / (ends - begins))

    def _move_to(self, number: int) -> None:
        while self._current < number:
            self._show(self._current, 100)
            title = STAGES[self._current][1]
            if self._bars is None:
                self._console.print(f"  {title}: done in {time.monotonic() - self._begun:.1f} s")
            else:
                self._bars.stop_task(self._tasks[self._current])
            self._begun = time.monotonic()
            self._current += 1
            if self._bars is not None and self._current < len(STAGES):
                self._bars.start_task(self._tasks[self._current])

    def _show(self, number: int, percent: float) -> None:
        if self._bars is not None:
            self._bars.update(self._tasks[number], completed=min(max(percent, 0), 100))
