"""What the analysis needs of a language model, said as Protocols."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from pydantic import BaseModel

type Step = Literal["answer", "summary"]
"""Which of the two configured models is asked."""

type OnUsage = Callable[[str, int, int], None]
"""Called once for every answer received, usable or not: model, tokens in, tokens out."""


class LanguageModel(Protocol):
    """Any endpoint that answers in a given JSON schema."""

    @property
    def name(self) -> str:
        """What is stored as ``modelUsed``."""
        ...

    @property
    def max_parallel(self) -> int:
        """How many calls may be under way at once."""
        ...

    def ask[T: BaseModel](
        self,
        step: Step,
        *,
        instructions: str,
        data: str,
        schema: type[T],
        max_output_tokens: int,
        on_usage: OnUsage,
    ) -> T:
        """One answer, validated against ``schema``.

        Args:
            instructions: the system message; holds nothing of the user's.
            data: JSON text, sent as the user message.

        Raises:
            ModelUnavailable: down, slow, or asks us to slow down; ``retry_after`` in seconds.
            ModelAnswerInvalid: answered, but with nothing usable; ``reason`` says which way.
        """
        ...
