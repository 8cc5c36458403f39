"""The language model that the settings name, built as the app builds it."""

from __future__ import annotations

import os

from shared.bootstrap.adapters import language_model, settings
from shared.services.analysis.language_model_port import LanguageModel
from shared.services.analysis.spending import Budget

NOT_NEEDED = {
    "DATABASE_URL": "postgresql://nobody@localhost/none",
    "RECORDINGS_STORAGE": "UseDevelopmentStorage=true",
    "VIDEO_INDEXER_ACCOUNT_RESOURCE_ID": (
        "/subscriptions/none/resourceGroups/none/providers/Microsoft.VideoIndexer/accounts/none"
    ),
    "CALLBACK_BASE_URL": "http://localhost",
    "CALLBACK_KEY": "an evaluation is called back by nobody",
    "TOKEN_ISSUER": "none",
    "TOKEN_AUDIENCE": "none",
    "TOKEN_JWKS_URL": "http://localhost",
}
"""What the app cannot start without and an evaluation never touches."""


def configured_model() -> LanguageModel | None:
    """The model of MODEL_BASE_URL and MODEL_NAME; None where they are not set.

    Raises:
        ConfigurationError: names what is wrong with them.
    """
    for name, value in NOT_NEEDED.items():
        os.environ.setdefault(name, value)
    return language_model()


def configured_budget() -> Budget:
    """What one interview may cost, as in the app."""
    chosen = settings()
    return Budget(
        calls=chosen.model_call_budget,
        tokens=chosen.model_token_budget,
        parallel=chosen.model_max_parallel,
    )
