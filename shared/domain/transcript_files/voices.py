"""WebVTT's own tags: who speaks (``<v Name>``), and words that are timed one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shared.domain.transcript_files.markup import entities_read, spaced

TAG = re.compile(r"<([^<>]{0,1000})>")
"""Everything between angle brackets is a tag in WebVTT; a literal one is escaped."""
VOICE = re.compile(r"v(?:\.[^\s]{0,200})?(?:\s+(.*))?", re.DOTALL)
SUNG = re.compile(r"<\d{1,4}:\d{2}(?::\d{2})?[.,]\d{1,3}>")


def has_voices(text: str) -> bool:
    """Whether a voice is named."""
    return "<v" in text and any(_voice(match[1]) for match in TAG.finditer(text))


def voices(rows: Sequence[str]) -> list[tuple[str, str]]:
    """(speaker, words) in the order they stand; '' where no voice is open."""
    text = "\n".join(rows)
    parts: list[tuple[str, str]] = []
    speaker, begun = "", 0
    for match in TAG.finditer(text):
        voice = _voice(match[1])
        if voice is None and match[1].strip() != "/v":
            continue
        parts.append((speaker, words_of(text[begun : match.start()])))
        speaker, begun = voice or "", match.end()
    parts.append((speaker, words_of(text[begun:])))
    return [part for part in parts if part[1]]


def words_of(text: str) -> str:
    """Words alone: every tag gone, entities read, one blank between words."""
    return spaced(entities_read(TAG.sub("", text)))


def _voice(tag: str) -> str | None:
    match = VOICE.fullmatch(tag)
    if match is None:
        return None
    return spaced(entities_read(match[1] or ""))
