"""Text out of a transcript file: no tags, no entities, nothing that cannot be stored or seen."""

from __future__ import annotations

import html
import re

from shared.errors import NotATranscript

BINARY_SHARE = 0.05
"""More unprintable characters than this at the beginning: bytes of something else."""
BINARY_FEW = 8
LOOKED_AT = 4096
NO_TRANSCRIPT = re.compile(r"\s*(?:\{\\rtf|%PDF-|PK\x03\x04|\{\s*\"|\[\s*\{|<\?xml\b)")
"""How other kinds of document begin: RTF, PDF, Office and zip, JSON, XML."""
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd\ufffe\uffff]")
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)
"""Controls, soft hyphens, zero widths, writing directions, byte order marks, half surrogates."""
LINE_BREAK = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
TAG = re.compile(
    r"</?(?:i|b|u|s|c|v|p|a|br|em|rt|div|font|lang|ruby|span|strong)\b[^<>]{0,300}>"
    r"|\{\\[^{}]{0,100}\}",
    re.IGNORECASE,
)
"""Tags that players know; anything else between angle brackets may have been said."""
LINE_TAG = re.compile(r"<(?:br\s*/?|/p|/div)\s*>", re.IGNORECASE)


def cleaned(text: str) -> list[str]:
    """The lines of a file, without what nobody can see.

    Raises:
        NotATranscript: these are the bytes of another kind of document.
    """
    beginning = text[:LOOKED_AT]
    if NO_TRANSCRIPT.match(beginning.lstrip("\ufeff")):
        raise NotATranscript("this is a document of another kind", line=1)
    if len(UNPRINTABLE.findall(beginning)) > max(BINARY_FEW, BINARY_SHARE * len(beginning)):
        raise NotATranscript("this is not text", line=1)
    return INVISIBLE.sub("", LINE_BREAK.sub("\n", text)).split("\n")


def plain(text: str) -> str:
    """Words alone: known tags gone, entities read, white space made one blank."""
    if "<" in text or "{" in text:
        text = TAG.sub("", LINE_TAG.sub(" ", text))
    return spaced(entities_read(text))


def entities_read(text: str) -> str:
    """``&amp;`` is ``&``; without its semicolon it is what somebody wrote."""
    if "&" not in text:
        return text
    return INVISIBLE.sub("", ENTITY.sub(lambda match: html.unescape(match[0]), text))


def spaced(text: str) -> str:
    """One blank between words, none around them."""
    return " ".join(text.split())
