"""Run a command that refuses to run as root: ``python -m local.not_root COMMAND …``.

For root, the command gets a user namespace of its own in which it is an ordinary user. Nothing of
the machine changes: no account is made, and no folder's owner or mode.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

ORDINARY_USER = 1000
_PR_SET_PDEATHSIG = 1


def become_ordinary_user() -> None:
    """Enter a user namespace where this process is not root; files stay accessible as before.

    Raises:
        OSError: the kernel or the container does not allow user namespaces.
    """
    user, group = os.geteuid(), os.getegid()
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{ORDINARY_USER} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{ORDINARY_USER} {group} 1", encoding="ascii")


def main() -> None:
    """Replace this process by the command."""
    if os.geteuid() == 0:
        parent = os.getppid()
        try:
            become_ordinary_user()
        except OSError as error:
            sys.exit(
                f"{sys.argv[1]} does not run as root, and no user namespace can be made here "
                f"({error.strerror}). Run make as an ordinary user."
            )
        # New credentials clear the wish to die with the parent: say it again.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit(1)
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 - replaces this process, no shell


if __name__ == "__main__":
    main()
