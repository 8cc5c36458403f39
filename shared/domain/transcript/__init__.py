"""A transcript from Video Indexer's index, and from the lines as they are stored."""

from __future__ import annotations

from shared.domain.transcript.index import parse_index
from shared.domain.transcript.stored_lines import from_timestamps, to_timestamps
from shared.domain.transcript.times import milliseconds

__all__ = ["from_timestamps", "milliseconds", "parse_index", "to_timestamps"]
