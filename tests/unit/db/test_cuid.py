"""Ids look like those of Prisma's client."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

from shared.db.cuid import new_cuid

CUID = re.compile(r"c[a-z0-9]{24}")


def test_shape_and_clock() -> None:
    before = time.time_ns() // 1_000_000
    made = new_cuid()
    after = time.time_ns() // 1_000_000
    assert CUID.fullmatch(made)
    assert before <= int(made[1:9], 36) <= after


def test_the_counter_goes_up_and_the_fingerprint_stays() -> None:
    first, second = new_cuid(), new_cuid()
    assert int(second[9:13], 36) == (int(first[9:13], 36) + 1) % 36**4
    assert first[13:17] == second[13:17]
    assert first[17:] != second[17:]


def test_no_two_are_the_same_in_many_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_cuid(), range(20_000)))
    assert len(set(made)) == len(made)
