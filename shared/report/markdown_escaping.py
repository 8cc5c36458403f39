"""Text in Markdown that stays text, whatever it holds."""

from __future__ import annotations

import re

SPECIAL = re.compile(r"[\\`*_\[\]<>#|~!$^]|&(?=#|\w+;)")
AT_THE_START = re.compile(r"^(?:[-+=](?=[-+=\s]|$)|\d{1,9}(?=[.)](?:\s|$)))")
LINK = re.compile(r"(?<=[a-zA-Z]):(?=//)|(?<=\bwww)\.|@|(?<=mailto):|(?<=xmpp):", re.IGNORECASE)
"""What GitHub's Markdown makes links of by itself."""


def escaped(value: object) -> str:
    """One line of plain text: nothing in it is markup, a link, or the beginning of a block."""
    text = " ".join(str(value).split())
    text = SPECIAL.sub(r"\\\g<0>", text)
    text = LINK.sub(r"\\\g<0>", text)
    if start := AT_THE_START.match(text):
        # A digit cannot be escaped, what follows it can.
        place = start.end() if start[0].isdigit() else 0
        text = f"{text[:place]}\\{text[place:]}"
    return text
