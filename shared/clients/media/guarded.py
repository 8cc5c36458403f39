"""Opens a recording with FFmpeg without trusting it.

FFmpeg only ever gets our file object and the one demuxer that the first bytes ask for, so that a
playlist or a reference inside a recording cannot make it open an address or a local file. How much
it may read and how much memory it may ask for at once is bounded.
"""

from __future__ import annotations

import ctypes
import io
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from av.container import InputContainer

MOST_STREAMS = 16
LARGEST_BLOCK_BYTES = 40 * 1024**2
"""What FFmpeg may allocate in one piece. An index takes 24 bytes a sample: enough for 7.9 hours at
60 pictures a second. A file of 1.5 kB that claims 20 million samples took 700 MB without this."""


class BudgetSpentError(Exception):
    """More was read than was allowed."""


class GuardedFile(io.RawIOBase):
    """A file with a limit on how much is read, which remembers the error that FFmpeg hides."""

    def __init__(self, file: BinaryIO, budget: int | None = None) -> None:
        super().__init__()
        self._file = file
        self._left = budget
        self.failure: Exception | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def writable(self) -> bool:
        """As far as the file is."""
        return self._file.writable()

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """The position in bytes."""
        return self._file.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position."""
        return self._file.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        """Read.

        Raises:
            BudgetSpentError
        """
        if self._left is not None and self._left <= 0:
            self.failure = self.failure or BudgetSpentError()
            raise self.failure
        try:
            data = self._file.read(size)
        except Exception as error:
            self.failure = error
            raise
        if self._left is not None:
            self._left -= len(data)
        return data

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write all of it."""
        try:
            return self._file.write(data)
        except Exception as error:
            self.failure = error
            raise

    def raise_own_failure(self) -> None:
        """Raise what went wrong with the file itself, and not with what is in it."""
        if self.failure is not None and not isinstance(self.failure, BudgetSpentError):
            raise self.failure


def open_media(content: GuardedFile, demuxer: str) -> InputContainer:
    """Open a recording.

    Raises:
        av.FFmpegError, OSError, ValueError, BudgetSpentError: it is not what it seemed to be.
    """
    import av

    _limit_memory()
    options = {"protocol_whitelist": "none", "max_streams": str(MOST_STREAMS)}
    if demuxer == "mov":
        # Without ignidx every fragment of a fragmented file is looked at before the first packet.
        options |= {"enable_drefs": "0", "fflags": "+ignidx"}
    return av.open(content, mode="r", format=demuxer, options=options, io_open=_refuse)


def _refuse(url: str, flags: int, options: dict[str, str]) -> object:
    del url, flags, options
    raise PermissionError("a recording wanted another file")


@cache
def _limit_memory() -> None:
    """Once for the process; PyAV has no call for it, but the library that it has loaded does."""
    import av

    av.logging.set_level(None)
    library = ctypes.CDLL(av._core.__file__)
    library.av_max_alloc.argtypes = [ctypes.c_size_t]
    library.av_max_alloc.restype = None
    library.av_max_alloc(LARGEST_BLOCK_BYTES)
