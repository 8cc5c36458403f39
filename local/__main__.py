"""What ``make run`` and ``make token`` call: ``python -m local run``, ``python -m local token``."""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from local.app_host import APP_FOLDER
from local.data_folder import DataFolder
from local.identity_issuer import IdentityIssuer

DEFAULT_PORT = 7071
DEFAULT_USER = "demo-candidate"


class EndRequested(BaseException):
    """A signal asked the stack to end; like KeyboardInterrupt, it is no error."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def main() -> int:
    """Parse the command line, with what ``make`` passes in the environment as defaults."""
    arguments = _parser().parse_args()
    if arguments.command == "token":
        return _token(arguments)
    if arguments.with_parent:
        _end_with_parent()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _request_end)
    from local.run import run

    try:
        return run(arguments)
    except EndRequested as request:
        return 0 if request.number == signal.SIGINT else 128 + request.number


def _parser() -> argparse.ArgumentParser:
    given = {name: value for name, value in os.environ.items() if value}
    parser = argparse.ArgumentParser(prog="python -m local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="start the stack, take a recording through it, serve")
    run.add_argument("--video", type=Path, default=given.get("VIDEO"), help="your own recording")
    run.add_argument("--prep", type=Path, default=given.get("PREP"), help="its prep session, JSON")
    run.add_argument("--out", type=Path, default=given.get("OUT"), help="write the result there")
    run.add_argument("--once", action="store_true", default=given.get("ONCE", "0") != "0")
    run.add_argument("--port", type=int, default=given.get("PORT", DEFAULT_PORT))
    run.add_argument("--with-parent", action="store_true", help="end when the caller dies")
    token = commands.add_parser("token", help="print a bearer token for the running stack")
    for command in (run, token):
        command.add_argument("--data", type=Path, default=given.get("DATA", APP_FOLDER / ".data"))
        command.add_argument("--user", default=given.get("USER_ID", DEFAULT_USER))
    return parser


def _token(arguments: argparse.Namespace) -> int:
    port = DataFolder(arguments.data).remembered_ports().get("issuer")
    if port is None:
        print(f"No stack has run on {arguments.data} yet: make run", file=sys.stderr)
        return 1
    print(IdentityIssuer(arguments.data, port).token(arguments.user))
    return 0


def _end_with_parent() -> None:
    parent = os.getppid()
    pr_set_pdeathsig = 1
    ctypes.CDLL(None, use_errno=True).prctl(pr_set_pdeathsig, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(1)


def _request_end(number: int, _frame: FrameType | None) -> None:
    # Once is enough: an impatient second Ctrl-C must not cut the stopping short.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise EndRequested(number)


if __name__ == "__main__":
    sys.exit(main())
