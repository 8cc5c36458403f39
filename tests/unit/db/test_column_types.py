"""What goes into the columns is what Prisma would write, and what PostgreSQL can store."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.postgresql import dialect

from shared.db.column_types import (
    CleanJson,
    CleanText,
    UtcMilliseconds,
    clean_json,
    clean_text,
    cut_to_milliseconds,
    now_ms,
)

POSTGRES = dialect()  # type: ignore[no-untyped-call]
ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner) | st.tuples(inner, inner),
    max_leaves=10,
)


def test_times_are_cut_and_never_rounded() -> None:
    moment = datetime(2026, 1, 1, 23, 59, 59, 999_999, UTC)
    assert cut_to_milliseconds(moment) == datetime(2026, 1, 1, 23, 59, 59, 999_000, UTC)
    assert now_ms().microsecond % 1000 == 0
    assert now_ms().tzinfo is UTC


@given(st.datetimes(timezones=st.just(UTC)), st.integers(-14, 14))
def test_a_time_is_stored_in_utc_whatever_its_zone(moment: datetime, hours: int) -> None:
    column = UtcMilliseconds()
    try:
        elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    except OverflowError:
        return
    stored = column.process_bind_param(elsewhere, POSTGRES)
    assert stored == moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=None)
    assert column.process_result_value(stored, POSTGRES) == cut_to_milliseconds(moment)


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        UtcMilliseconds().process_bind_param(datetime(2026, 1, 1), POSTGRES)  # noqa: DTZ001
    assert UtcMilliseconds().process_bind_param(None, POSTGRES) is None
    assert UtcMilliseconds().process_result_value(None, POSTGRES) is None


@given(ANY_TEXT)
def test_any_text_can_be_stored_afterwards(text: str) -> None:
    clean = clean_text(text)
    assert "\0" not in clean
    clean.encode()  # raises where half a surrogate pair is left
    assert len(clean) == len(text)
    assert clean_text(clean) == clean


def test_what_can_be_stored_stays_as_it_is() -> None:
    text = "Grüße ✓ 🎤 \u202e \ufeff\n\t"
    assert clean_text(text) == text
    assert clean_text("a\0b\ud83dc") == "a\ufffdb\ufffdc"
    assert CleanText().process_bind_param("a\0", POSTGRES) == "a\ufffd"
    assert CleanText().process_bind_param(None, POSTGRES) is None


@given(JSON)
def test_any_json_can_be_stored_afterwards(value: Any) -> None:
    clean = CleanJson().process_bind_param(value, POSTGRES)
    written = json.dumps(clean, allow_nan=False, ensure_ascii=True)
    assert "\\u0000" not in json.dumps(_without_backslashes(clean))
    assert json.loads(written) == clean_json(clean)


def _without_backslashes(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\\", "")
    if isinstance(value, dict):
        return {_without_backslashes(key): _without_backslashes(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_without_backslashes(entry) for entry in value]
    return value


def test_what_is_no_number_is_null() -> None:
    given_ = {"a": math.nan, "b": [math.inf, -math.inf, 1.5], "c\0": (1, True)}
    assert clean_json(given_) == {"a": None, "b": [None, None, 1.5], "c\ufffd": [1, True]}
