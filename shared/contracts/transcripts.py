"""A transcript that exists already, in place of a recording."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from shared.contracts.base import ShortText
from shared.contracts.interviews import NewInterview
from shared.domain.transcript_files import Format

EXAMPLE = """Anna: Tell me about a time you made something faster.
Me: Our checkout took nine seconds. I added an index, and it took two."""


def _without_half_surrogates(value: Any) -> Any:
    """JSON can say half of a pair; a file that was cut in two may hold one."""
    return value.encode("utf-8", "ignore").decode() if isinstance(value, str) else value


class ImportTranscript(NewInterview):
    """A new interview and what was said in it."""

    transcript: Annotated[
        str, BeforeValidator(_without_half_surrogates), Field(min_length=1, examples=[EXAMPLE]),
    ]  # fmt: skip
    """WebVTT, SubRip, or text as Teams, Zoom, Google Meet and Otter export it."""
    format: Format = "auto"
    candidate_name: ShortText | None = None
    """The candidate as the transcript names them; without it, roles are worked out."""
