"""The outermost boxes of an MP4 or QuickTime file (ISO/IEC 14496-12), read by ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

MOST_BOXES = 64
"""Few files have more than five, unless they are fragmented, and that is seen early."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What the outermost boxes tell."""

    fragmented: bool
    """Written in pieces while it was recorded; what stands there can be played, cut off or not."""
    complete: bool
    """The index is there, and no box promises more than the file has."""


def layout(content: BinaryIO, size: int) -> Layout:
    """Walk from box to box; reads 16 bytes of each."""
    position = 0
    has_index = False
    for _ in range(MOST_BOXES):
        if position + 8 > size:
            return Layout(fragmented=False, complete=has_index)
        content.seek(position)
        header = content.read(16)
        kind, length = header[4:8], int.from_bytes(header[:4])
        if length == 1:
            length = int.from_bytes(header[8:16])
        elif length == 0:  # to the end of the file
            length = size - position
        if kind == b"moof":
            return Layout(fragmented=True, complete=has_index)
        has_index = has_index or kind == b"moov"
        if length < 8 or position + length > size:
            return Layout(fragmented=False, complete=False)
        position += length
    return Layout(fragmented=False, complete=has_index)
