"""What ``make run`` does: start the stack, take one interview through it, report, serve."""

from __future__ import annotations

import json
import sys
import threading
import time
from argparse import Namespace
from pathlib import Path

from rich.console import Console

from local.app_host import APP_FOLDER
from local.block_upload import UploadFailedError
from local.data_folder import StackRunsAlreadyError
from local.http_door import HttpDoor, RefusedError
from local.prep_session import BadPrepFileError
from local.processes import ChildFailedError
from local.stack import PortTakenError, Stack
from local.terminal_report import print_failure, print_report
from local.walkthrough import (
    Recording,
    UnusableFileError,
    own_recording,
    sample_recording,
    walk_through,
)

CHECK_SECONDS = 0.5
DEFAULT_DATA = APP_FOLDER / ".data"
SETTINGS_FILE = APP_FOLDER / "local.settings.json"


class CrashedError(RuntimeError):
    """A part of the stack ended by itself; the message has the end of its log."""


def run(arguments: Namespace) -> int:
    """The whole of ``make run``; returns the exit status.

    0: ended as asked, and with ONCE the interview was completed. 1: something went wrong.
    2: an argument cannot be used.
    """
    console = Console(highlight=False)
    try:
        recording = _recording(arguments)
        with _start(arguments, console) as stack:
            return _use(stack, recording, arguments, console)
    except (UnusableFileError, BadPrepFileError) as error:
        return _stopped(error, 2)
    except (
        PortTakenError,
        StackRunsAlreadyError,
        ChildFailedError,
        TimeoutError,
        RefusedError,
        UploadFailedError,
        CrashedError,
    ) as error:
        return _stopped(error, 1)


def _recording(arguments: Namespace) -> Recording:
    if arguments.video is None:
        return sample_recording()
    return own_recording(Path(arguments.video), arguments.prep)


def _start(arguments: Namespace, console: Console) -> Stack:
    begun = time.monotonic()
    console.print("Starting the local stack")
    stack = Stack.start(
        Path(arguments.data),
        arguments.port,
        # Where `func start` looks for it; a stack with data of its own keeps it to itself.
        settings_file=SETTINGS_FILE if Path(arguments.data).resolve() == DEFAULT_DATA else None,
        step=lambda name, seconds: console.print(f"  {name}: up in {seconds:.1f} s"),
    )
    console.print(f"Serving on {stack.base_url} after {time.monotonic() - begun:.1f} s\n")
    return stack


def _use(stack: Stack, recording: Recording, arguments: Namespace, console: Console) -> int:
    def still_whole() -> None:
        crash = stack.crashed()
        if crash is not None:
            raise CrashedError(crash)

    user = arguments.user
    with HttpDoor(stack.base_url, lambda: stack.token(user)) as door:
        result = walk_through(
            door,
            recording,
            database_url=stack.database_url,
            user_id=user,
            console=console,
            each_poll=still_whole,
        )
        if arguments.out is not None:
            text = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
            arguments.out.write_text(text, encoding="utf-8")
        completed = result["status"] == "completed"
        if completed:
            print_report(console, result)
        else:
            print_failure(console, result)
        if arguments.once:
            return 0 if completed else 1
        for line in where_to_read(stack, result["id"], user):
            console.print(line, soft_wrap=True, markup=False)
    forever = threading.Event()
    while not forever.wait(CHECK_SECONDS):
        still_whole()
    return 0


def where_to_read(stack: Stack, interview_id: str, user: str) -> tuple[str, ...]:
    """What a reader may type next; the indented lines go into a shell as they are."""
    interview = f"{stack.base_url}/api/interviews/{interview_id}"
    curl = 'curl -H "Authorization: Bearer $TOKEN"'
    return (
        "The report as a page for the browser, as Markdown, and everything as JSON, over HTTP:",
        f"  TOKEN={stack.token(user)}",
        f"  {curl} {interview}/report > report.html",
        f"  {curl} {interview}/report.md",
        f"  {curl} '{interview}?include=transcription,analysis'",
        f"A new token (they last an hour): make -s token USER_ID={user}",
        f"Settings of this stack, for func start: {stack.settings_file.name}",
        f"Serving on {stack.base_url} until Ctrl-C. Logs: {stack.data.path / 'logs'}",
    )


def _stopped(error: Exception, status: int) -> int:
    print(f"\n{error}", file=sys.stderr)
    return status
