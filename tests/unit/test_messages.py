"""A message of another version of this code: read where that can be, refused where it cannot."""

from __future__ import annotations

import pytest

from shared.contracts.messages import IndexReady, read_index_ready
from shared.errors import PoisonMessage


@pytest.mark.proves("F70")
def test_what_a_later_version_adds_is_no_obstacle() -> None:
    body = b'{"version": 1, "interviewId": "i", "generation": 2, "priority": "high"}'
    assert read_index_ready(body) == IndexReady(interview_id="i", generation=2)


@pytest.mark.proves("F70")
def test_a_message_without_a_version_is_one_of_the_first() -> None:
    body = b'{"interviewId": "i", "generation": 1}'
    assert read_index_ready(body) == IndexReady(interview_id="i", generation=1)


@pytest.mark.proves("F41", "F70")
@pytest.mark.parametrize("body", [b'{"version": 2, "interviewId": "i", "generation": 1}', b"no"])
def test_what_cannot_be_read_is_poison(body: bytes) -> None:
    with pytest.raises(PoisonMessage):
        read_index_ready(body)
