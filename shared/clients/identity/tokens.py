"""Tokens of this app's own identity, from Microsoft Entra ID."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from threading import Lock
from time import time
from typing import TYPE_CHECKING

from shared.errors import IdentityUnavailable

if TYPE_CHECKING:
    from azure.core.credentials import AccessToken, TokenCredential

EARLY_SECONDS = 300
"""A token is replaced this long before it ends."""


@cache
def credential(client_id: str | None) -> TokenCredential:
    """The managed identity in Azure (``client_id`` for a user-assigned one), else the developer's
    own login; made once."""
    from azure.identity import DefaultAzureCredential

    return DefaultAzureCredential(
        managed_identity_client_id=client_id,
        exclude_interactive_browser_credential=True,
        exclude_shared_token_cache_credential=True,
    )


def token_getter(
    source: TokenCredential, scope: str, *, clock: Callable[[], float] = time
) -> Callable[[], str]:
    """A function that gives a valid token for a scope, kept until shortly before it ends.

    It raises IdentityUnavailable where none can be had.
    """
    lock = Lock()
    kept: list[AccessToken] = []

    def get() -> str:
        from azure.core.exceptions import AzureError

        with lock:
            if not kept or kept[0].expires_on - EARLY_SECONDS < clock():
                try:
                    kept[:] = [source.get_token(scope)]
                except AzureError:
                    # The one that is kept is good for some minutes more.
                    if not kept or kept[0].expires_on <= clock():
                        raise IdentityUnavailable("No token of our own could be had.") from None
            return kept[0].token

    return get
