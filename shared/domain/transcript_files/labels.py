"""Who speaks, where a file says it with ``Name: text``; and what only looks like it.

"Result: sales went up" is something that was said. A label is believed where it is a role, looks
like a name, or comes back again and again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from shared.domain.transcript_files.markup import spaced

NAME_CHARACTERS = 60
NAME_WORDS = 6
OFTEN = 3
"""Something before a colon that looks like no name is believed from this often on."""
SHARE = 0.2
"""Where the first words have no label, so many of the paragraphs must have one."""

LABEL = re.compile(r"[\s>•*_–—-]{0,8}([^:：\n]{1,60})(?::|：)[*_]{0,3}(?:\s+|$)")
DECORATION = " \t*_>•–—-"
_ROLES = """
interviewer interviewers interviewee candidate applicant recruiter manager hr host guest moderator
panelist panellist speaker me you q a question answer
"""
ROLES = frozenset(_ROLES.split())
CANDIDATES = frozenset({"candidate", "interviewee", "applicant", "me"})
NUMBERED = re.compile(
    r"(?:interviewer|candidate|speaker|participant|person|panell?ist|voice|guest)[ _#-]{0,3}"
    r"\d{1,3}",
    re.IGNORECASE,
)
_ORDINARY = """
situation task action actions result results outcome learning note notes example examples summary
conclusion date time title subject duration attendees participants invitees meeting transcript
recording language location topic company position role warning tip agenda goal goals step first
second third firstly secondly finally however also so and but then because problem solution
challenge context background impact update important remember fact story lesson point idea reason
ps http https kind webvtt file source subtitles captions
"""
ORDINARY = frozenset(_ORDINARY.split())
"""Words that people say, or write above a transcript, before a colon."""
_PARTICLES = "de da del della der den di do dos du el la le van von y e bin ibn of"
PARTICLES = frozenset(_PARTICLES.split())
NO_NAME = re.compile(r"[?!;=<>{}\"“”|\\/…]|\.\s+[a-z]|\.\.")


def looks_like_a_name(text: str) -> bool:
    """Whether every word of it begins as names do; scripts without capitals pass."""
    words = [word for word in text.replace(",", " ").split() if any(map(str.isalnum, word))]
    if not 0 < len(words) <= NAME_WORDS or len(text) > NAME_CHARACTERS or NO_NAME.search(text):
        return False
    if text.casefold() in ORDINARY or all(word.casefold() in ORDINARY for word in words):
        return False
    letters = [(word, next(filter(str.isalnum, word))) for word in words]
    return not letters[0][1].isdigit() and all(
        not first.islower() or word in PARTICLES or word.startswith("(") for word, first in letters
    )


def is_a_role(text: str) -> bool:
    """Whether it names a part in an interview instead of a person."""
    return text.casefold() in ROLES or NUMBERED.fullmatch(text) is not None


def split_label(text: str) -> tuple[str, str]:
    """What stands before the first colon, and the rest; ('', text) where nothing does."""
    match = LABEL.match(text)
    if match is None:
        return "", text
    return spaced(match[1]).strip(DECORATION), text[match.end() :]


def labels_of(paragraphs: Iterable[str], *, always: bool = False) -> frozenset[str]:
    """The labels that are believed to be speakers; empty where the text is not labelled.

    Args:
        paragraphs: the beginnings of everything that may begin with a label.
        always: believe them however few they are among the paragraphs.
    """
    counts: Counter[str] = Counter()
    total = 0
    first: str | None = None
    for paragraph in paragraphs:
        label = split_label(paragraph)[0]
        total += 1
        first = label if first is None else first
        if label:
            counts[label] += 1
    believed = frozenset(label for label, count in counts.items() if _believed(label, count))
    labelled = sum(counts[label] for label in believed)
    if first in believed or (labelled > 1 and (always or labelled >= SHARE * total)):
        return believed
    return frozenset()


def _believed(label: str, count: int) -> bool:
    if is_a_role(label) or looks_like_a_name(label):
        return True
    ordinary = label.casefold() in ORDINARY or NO_NAME.search(label) is not None
    return count >= OFTEN and not ordinary and len(label.split()) <= NAME_WORDS


def named_candidate(names: Mapping[int, str]) -> int | None:
    """The one speaker whom the file itself calls the candidate, or `Me`."""
    found = [id_ for id_, name in names.items() if name.casefold() in CANDIDATES]
    return found[0] if len(found) == 1 else None


def find_speaker(wanted: str, names: Mapping[int, str]) -> int | None:
    """The one speaker that a name means, whole or in part; None for none or for several."""
    words = _name_words(wanted)
    if not words:
        return None
    exact = [id_ for id_, name in names.items() if _name_words(name) == words]
    if exact:
        return exact[0] if len(exact) == 1 else None
    alike = [
        id_
        for id_, name in names.items()
        if (others := _name_words(name)) and (words <= others or others <= words)
    ]
    return alike[0] if len(alike) == 1 else None


def _name_words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", name.casefold()))
