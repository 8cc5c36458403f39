"""A blob as a file: seekable, and only the ranges that are read are fetched."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from shared.clients.storage.account import translated
from shared.errors import SourceChanged

if TYPE_CHECKING:
    from azure.storage.blob import BlobClient

SMALLEST_RANGE = 128 * 1024
LARGEST_RANGE = 4 * 1024**2
"""Bytes a request. Ranges grow while reading goes straight on, and shrink after a seek."""


class RangeReader(io.RawIOBase):
    """Holds one range in memory at a time; fails where the blob is not the one it was."""

    def __init__(self, blob: BlobClient, etag: str) -> None:
        """Asks for the size.

        Raises:
            SourceChanged: the blob is gone, or another one than ``etag`` says.
            StorageUnavailable
        """
        super().__init__()
        from azure.core import MatchConditions

        self._blob = blob
        self._same: dict[str, Any] = {
            "etag": etag,
            "match_condition": MatchConditions.IfNotModified,
        }
        with _expecting_the_same():
            self._size = int(blob.get_blob_properties(**self._same).size)
        self._position = 0
        self._start = 0
        self._range = b""
        self._want = SMALLEST_RANGE

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """The position in bytes."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position; nothing is fetched."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: object) -> int:
        """Read up to the buffer's length; fewer bytes at the end of a range.

        Raises:
            SourceChanged: the blob was overwritten or deleted since it was opened.
            StorageUnavailable
        """
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._position >= self._size or not view:
            return 0
        offset = self._position - self._start
        if not 0 <= offset < len(self._range):
            self._fetch()
            offset = 0
        part = self._range[offset : offset + len(view)]
        view[: len(part)] = part
        self._position += len(part)
        return len(part)

    def close(self) -> None:
        """Let go of the range that is held."""
        self._range = b""
        super().close()

    def _fetch(self) -> None:
        straight_on = bool(self._range) and self._position == self._start + len(self._range)
        self._want = min(self._want * 2, LARGEST_RANGE) if straight_on else SMALLEST_RANGE
        self._range = b""  # the old one and the new one are never held together
        with _expecting_the_same():
            fetched = self._blob.download_blob(
                offset=self._position,
                length=min(self._want, self._size - self._position),
                max_concurrency=1,
                **self._same,
            ).readall()
        self._start, self._range = self._position, fetched


@contextmanager
def _expecting_the_same() -> Iterator[None]:
    from azure.core.exceptions import ResourceModifiedError, ResourceNotFoundError

    with translated():
        try:
            yield
        except (ResourceModifiedError, ResourceNotFoundError):
            raise SourceChanged from None
