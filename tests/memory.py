"""How much memory this process has taken, as the kernel counts it."""

from __future__ import annotations

from pathlib import Path


class PeakMemory:
    """The growth from where it was made to the peak since then.

    ``ru_maxrss`` will not do: a child inherits its parent's.
    """

    def __init__(self) -> None:
        Path("/proc/self/clear_refs").write_text("5")  # sets the peak to what is taken now
        self._before = _kib("VmRSS")

    def grown_mib(self) -> float:
        """Mebibytes."""
        return (_kib("VmHWM") - self._before) / 1024


def _kib(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise LookupError(name)
