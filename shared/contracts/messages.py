"""Messages on the queue, and the poison messages that the Functions host makes of failures."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from shared.errors import PoisonMessage


class IndexReady(BaseModel):
    """Work on this interview can go on: its index may be ready, or its transcript is stored.

    A hint, never the truth: whoever reads it looks at the database and asks Video Indexer.
    """

    model_config = ConfigDict(
        frozen=True, alias_generator=to_camel, populate_by_name=True, extra="ignore"
    )

    version: Literal[1] = 1
    interview_id: str
    generation: int

    def to_json(self) -> str:
        """The body of the message."""
        return self.model_dump_json(by_alias=True)


class BlobPoison(BaseModel):
    """What the Functions host writes when the blob trigger failed for the last time."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    BlobName: str
    ContainerName: str


def read_index_ready(body: bytes) -> IndexReady:
    """Raises:
    PoisonMessage: no version of this code can read the body.
    """
    try:
        return IndexReady.model_validate_json(body)
    except ValidationError:
        raise PoisonMessage("not an index-ready message") from None


def read_blob_poison(body: bytes) -> BlobPoison:
    """Raises:
    PoisonMessage: the body is not what the host writes.
    """
    try:
        return BlobPoison.model_validate_json(body)
    except ValidationError:
        raise PoisonMessage("not a blob trigger's poison message") from None
