"""Timer schedules: NCRONTAB with six fields (or five), and plain intervals."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from local.functions_host.settings import seconds

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LIMITS = ((0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_NAMES: tuple[tuple[str, ...], ...] = ((), (), (), (), _MONTHS, _DAYS)
_FIRST_NAME = (0, 0, 0, 0, 1, 0)


class ScheduleError(Exception):
    """A schedule cannot be understood; the message quotes it."""


class Schedule(Protocol):
    """When a timer is due."""

    def after(self, moment: datetime) -> datetime:
        """The first due time later than `moment` (UTC)."""
        ...


@dataclass(frozen=True)
class Interval:
    """`hh:mm:ss`: due again and again after this time."""

    length: timedelta

    def after(self, moment: datetime) -> datetime:
        return moment + self.length


@dataclass(frozen=True)
class Crontab:
    """`{second} {minute} {hour} {day} {month} {day of week}`; day and day of week must both fit."""

    fields: tuple[frozenset[int], ...]

    def after(self, moment: datetime) -> datetime:
        second, minute, hour, day, month, weekday = self.fields
        due = moment.replace(microsecond=0) + timedelta(seconds=1)
        last = due + timedelta(days=366 * 8 + 1)  # a 29 February may be 8 years away
        while due < last:
            if due.month not in month or due.day not in day or due.isoweekday() % 7 not in weekday:
                due = due.replace(hour=0, minute=0, second=0) + timedelta(days=1)
            elif due.hour not in hour:
                due = due.replace(minute=0, second=0) + timedelta(hours=1)
            elif due.minute not in minute:
                due = due.replace(second=0) + timedelta(minutes=1)
            elif due.second not in second:
                due += timedelta(seconds=1)
            else:
                return due
        raise ScheduleError("a schedule is never due")


def parse(text: str) -> Schedule:
    """Read a schedule; raises ScheduleError."""
    if ":" in text:
        return Interval(timedelta(seconds=seconds(text)))
    parts = text.split()
    if len(parts) == 5:
        parts = ["0", *parts]
    if len(parts) != 6:
        raise ScheduleError(f"'{text}' is not an NCRONTAB expression of six fields")
    schedule = Crontab(tuple(_field(part, place, text) for place, part in enumerate(parts)))
    schedule.after(datetime.now(UTC))
    return schedule


def _field(part: str, place: int, text: str) -> frozenset[int]:
    low, high = _LIMITS[place]
    values: set[int] = set()
    for item in part.lower().split(","):
        match = re.fullmatch(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?", item)
        if match is None:
            raise ScheduleError(f"'{text}': field '{part}' is not understood")
        start, end, step = match.groups()
        first = low if start == "*" else _number(start, place, text)
        if end is not None:
            until = _number(end, place, text)
        else:
            until = high if start == "*" or step else first
        if not low <= first <= until <= high or step == "0":
            raise ScheduleError(f"'{text}': field '{part}' is out of range")
        values.update(range(first, until + 1, int(step or 1)))
    return frozenset(values)


def _number(text: str, place: int, expression: str) -> int:
    if text.isdigit():
        return int(text)
    for position, name in enumerate(_NAMES[place]):
        if text.startswith(name):
            return position + _FIRST_NAME[place]
    raise ScheduleError(f"'{expression}': '{text}' is not a number")
