"""Numbers in words and digits, read by their value, however they are written.

English number words, and digits of any notation: "two hundred and twenty", "40%", "1,200", "20k",
"nine point four", "the third".
"""

from __future__ import annotations

import re

from shared.domain.language.word_classes import Kept

SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
SUFFIXES = {"k": "thousand", "m": "million", "bn": "billion"}
PRONOUN = "one"
"""Alone it claims nothing: "one of them"."""
NO_COUNT = {PRONOUN, *(word for word in SMALL if word.endswith(("th", "third")))}

_DIGITS = r"\d+(?:[.,]\d+)*(?:(?:k|m|bn)\b)?"
_WORDS = "|".join([*SMALL, *(f"{scale}s?" for scale in SCALES)])
_ONE = rf"(?:{_DIGITS}|\b(?:{_WORDS})\b)"
_PHRASE = rf"(?=[\dbdefhmnostz]){_ONE}(?:[\s-]+(?:(?:and|point)\s+)?{_ONE})*"
PHRASE = re.compile(_PHRASE, re.IGNORECASE)
"""Numbers in a row, where they stand in a text."""
IN_LOWER_CASE = re.compile(_PHRASE)
"""The same in a third of the time."""
PART = re.compile(rf"{_DIGITS}|[a-z]+")

SHARES: dict[str, tuple[float, ...]] = {
    "a half": (0.5, 50), "a third": (33, 33.3), "a quarter": (0.25, 25),
    "two thirds": (66, 66.7, 67), "three quarters": (0.75, 75),
}  # fmt: skip
"""Shares in words, and how they are written in figures, in percent too. None is a phrase of PHRASE's:
"third" alone is a place in an order."""
SHARE = re.compile(
    r"\bby (?:a |one )?(half|third|quarter)\b|\b(half|third|quarter) of\b|\b(?:two thirds|three quarters)\b"
)

type Reading = list[float]
"""The numbers of a phrase, one after the other."""


def numbers_in(text: str) -> frozenset[float]:
    """The values of all numbers, in every way in which they can be read."""
    plain = _plain(text)
    values = [
        value
        for match in IN_LOWER_CASE.finditer(plain)
        for reading in readings(match[0])
        for value in reading
    ]
    for share in _shares(plain):
        values += SHARES[share]
    return frozenset(values)


def stated(text: str) -> list[str]:
    """The phrases that say how many, or how large a share; "one" and "the third" do not."""
    plain = _plain(text)
    shares = _shares(plain)
    rest = SHARE.sub(" ", plain) if shares else plain
    phrases = [match[0] for match in IN_LOWER_CASE.finditer(rest)]
    return [*(phrase for phrase in phrases if phrase not in NO_COUNT), *shares]


def is_said(phrase: str, known: frozenset[float]) -> bool:
    """Whether a phrase, of PHRASE's or of ``stated``'s, is one of some numbers."""
    if phrase in SHARES:
        return not known.isdisjoint(SHARES[phrase])
    if phrase.casefold() == PRONOUN:
        return True
    return any(known.issuperset(reading) for reading in readings(phrase))


def _plain(text: str) -> str:
    return text.lower().replace(" and a half", " point five")


def _shares(plain: str) -> list[str]:
    if not any(word in plain for word in ("half", "third", "quarter")):
        return []
    return [
        f"a {match[match.lastindex]}" if match.lastindex else match[0]
        for match in SHARE.finditer(plain)
    ]


def readings(phrase: str) -> list[Reading]:
    """With a point or a comma before decimals, and pairs such as "nineteen ninety" as years too."""
    return READINGS[phrase.casefold()]


def _readings(phrase: str) -> list[Reading]:
    parts = PART.findall(phrase)
    found = [_read(parts, decimal) for decimal in ".,"]
    return [*found, *(_as_years(reading) for reading in found)]


READINGS = Kept(_readings)


def _as_years(reading: Reading) -> Reading:
    joined: Reading = []
    for value in reading:
        if joined and 10 <= joined[-1] <= 99 and 10 <= value <= 99:
            joined[-1] = joined[-1] * 100 + value
        else:
            joined.append(value)
    return joined


def _read(parts: list[str], decimal: str) -> Reading:
    done: Reading = []
    total, current = 0.0, None
    decimals = 0
    spelt = False  # only words continue each other: "in 2000 20 people" has two numbers
    for part in parts:
        value, scale = _value_of(part, decimal)
        joins, spelt = spelt and part.isalpha(), part.isalpha()
        if part == "point":
            decimals = 1
        elif decimals and value is not None and value < 10 and current is not None:
            current += value / 10**decimals
            decimals += 1
        elif value is not None:
            decimals = 0
            if joins and current is not None and _continues(current, value):
                current += value
            elif joins and current is None and total and value < 1000:
                current = value
            else:
                if current is not None:
                    done.append(total + current)
                total, current = 0.0, value
        if scale == 100:
            current = (1.0 if current is None else current) * scale
        elif scale is not None:
            total, current = total + (1 if current is None else current) * scale, None
    if current is not None or total:
        done.append(total + (current or 0.0))
    return [round(value, 6) for value in done]


def _continues(before: float, value: float) -> bool:
    """ "twenty" and "five", "two hundred" and "thirty"."""
    if before >= 100 and before % 100 == 0:
        return value < 100
    return before % 10 == 0 and 20 <= before % 100 <= 90 and 0 < value < 10


def _value_of(part: str, decimal: str) -> tuple[float | None, int | None]:
    """The number that a part is, and what it multiplies by.

    "hundreds" is no hundred: negative, it equals nothing but itself.
    """
    if part[0].isdigit():
        number = part.rstrip("kmbn")
        suffix = SUFFIXES.get(part[len(number) :])
        return _digits(number, decimal), SCALES[suffix] if suffix else None
    if part.removesuffix("s") in SCALES and part not in SCALES:
        return -float(SCALES[part.removesuffix("s")]), None
    return SMALL.get(part), SCALES.get(part)


def _digits(number: str, decimal: str) -> float:
    other = "," if decimal == "." else "."
    if re.fullmatch(rf"\d{{1,3}}(?:\{other}\d{{3}})+(?:\{decimal}\d+)?", number):
        number = number.replace(other, "")
    whole, *rest = re.split("[.,]", number)
    return float(f"{whole}.{''.join(rest)}")
