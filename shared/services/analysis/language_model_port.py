"""What the analysis needs of a language model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from pydantic import BaseModel

from shared.contracts.remote import ModelAnswer, Spending


class LanguageModel(Protocol):
    """One model, or one for the answers and one for the summary."""

    @property
    def name(self) -> str:
        """What is stored as ``modelUsed``."""
        ...

    def ask[Wanted: BaseModel](
        self,
        instructions: str,
        data: Mapping[str, Any],
        wanted: type[Wanted],
        *,
        spending: Spending,
        summary: bool = False,
        max_output_tokens: int = 1500,
    ) -> ModelAnswer[Wanted]:
        """Instructions as the system, data as JSON from the user, one structured answer.

        Every request, retries and repairs too, is taken from ``spending`` before it is sent.

        Raises:
            ModelUnavailable: down, slow, or out of quota, after bounded retries.
            ModelAnswerInvalid: a refusal, a filter, nothing left to spend, or no usable answer
                after one repair.
        """
        ...
