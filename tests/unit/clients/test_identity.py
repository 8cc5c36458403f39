"""Our own tokens: kept, replaced in time, and gone without when there is no other way."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from shared.clients.identity.tokens import EARLY_SECONDS, credential, token_getter
from shared.errors import IdentityUnavailable

SCOPE = "https://management.azure.com/.default"
LIFE_S = 3600


class Entra:
    """A credential as azure-identity's are, with tokens that count."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.asked: list[str] = []
        self.down = False

    def get_token(self, *scopes: str, **_options: Any) -> AccessToken:
        if self.down:
            raise ClientAuthenticationError("tenant 1234 says no to client 5678")
        self.asked.extend(scopes)
        return AccessToken(f"token-{len(self.asked)}", int(self.now) + LIFE_S)

    def clock(self) -> float:
        return self.now


def test_a_token_is_kept_until_shortly_before_its_end() -> None:
    entra = Entra()
    get = token_getter(entra, SCOPE, clock=entra.clock)
    assert [get(), get()] == ["token-1", "token-1"]
    entra.now += LIFE_S - EARLY_SECONDS - 1
    assert get() == "token-1"
    entra.now += 2
    assert get() == "token-2"
    assert entra.asked == [SCOPE, SCOPE]


def test_an_old_token_is_used_to_its_end_where_no_new_one_can_be_had() -> None:
    entra = Entra()
    get = token_getter(entra, SCOPE, clock=entra.clock)
    get()
    entra.down = True
    entra.now += LIFE_S - 10
    assert get() == "token-1"
    entra.now += 11
    with pytest.raises(IdentityUnavailable):
        get()
    entra.down = False
    assert get() == "token-2"


def test_the_error_says_nothing_of_the_tenant() -> None:
    entra = Entra()
    entra.down = True
    with pytest.raises(IdentityUnavailable) as refused:
        token_getter(entra, SCOPE, clock=entra.clock)()
    assert "1234" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_many_callers_at_once_share_one_token() -> None:
    entra = Entra()
    get = token_getter(entra, SCOPE, clock=entra.clock)
    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(lambda _: get(), range(200))) == {"token-1"}
    assert len(entra.asked) == 1


def test_a_credential_is_made_once_for_each_identity() -> None:
    assert credential(None) is credential(None)
    assert credential("00000000-0000-0000-0000-000000000001") is not credential(None)
