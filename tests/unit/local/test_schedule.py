"""Timer schedules of the local Functions host."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from local.functions_host.schedule import ScheduleError, parse

MOMENT = datetime(2026, 11, 24, 13, 30, 15, 400_000, tzinfo=UTC)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("* * * * * *", "2026-11-24T13:30:16+00:00"),
        ("*/20 * * * * *", "2026-11-24T13:30:20+00:00"),
        ("0 */5 * * * *", "2026-11-24T13:35:00+00:00"),
        ("*/5 * * * *", "2026-11-24T13:35:00+00:00"),
        ("0 30 9 * * *", "2026-11-25T09:30:00+00:00"),
        ("0 0 9-17/4 * * *", "2026-11-24T17:00:00+00:00"),
        ("0 0 0 * * Mon-Fri", "2026-11-25T00:00:00+00:00"),
        ("0 0 0 * * 0", "2026-11-29T00:00:00+00:00"),
        ("0 0 3 1 Jan,Jul *", "2027-01-01T03:00:00+00:00"),
        ("0 0 0 29 2 *", "2028-02-29T00:00:00+00:00"),
        ("0 0 0 13 * Fri", "2027-08-13T00:00:00+00:00"),
        ("00:01:30", "2026-11-24T13:31:45.400000+00:00"),
        ("1.00:00:00", "2026-11-25T13:30:15.400000+00:00"),
    ],
)
def test_next_due_time(text: str, due: str) -> None:
    assert parse(text).after(MOMENT).isoformat() == due


@pytest.mark.parametrize(
    "text",
    [
        "",
        "* * *",
        "60 * * * * *",
        "5-2 * * * * *",
        "*/0 * * * * *",
        "0 0 0 30 Feb *",
        "x * * * * *",
    ],
)
def test_unreadable_schedules_are_refused(text: str) -> None:
    with pytest.raises(ScheduleError):
        parse(text)
