"""The local issuer: tokens that PyJWT verifies with the key that the issuer publishes."""

from __future__ import annotations

from pathlib import Path

import httpx2
import jwt
import pytest

from local.identity_issuer import AUDIENCE, IdentityIssuer
from local.managed_identity import app_settings
from local.processes import free_port


@pytest.fixture
def issuer(tmp_path: Path) -> IdentityIssuer:
    return IdentityIssuer(tmp_path, free_port())


def test_a_token_verifies_with_the_published_key(issuer: IdentityIssuer) -> None:
    issuer.serve()
    try:
        discovered = httpx2.get(f"{issuer.issuer}/.well-known/openid-configuration").json()
        assert discovered["issuer"] == issuer.issuer
        token = issuer.token("somebody")
        key = jwt.PyJWKClient(discovered["jwks_uri"]).get_signing_key_from_jwt(token)
        claims = jwt.decode(
            token, key, algorithms=["RS256"], audience=AUDIENCE, issuer=issuer.issuer
        )
    finally:
        issuer.stop()
    assert claims["sub"] == "somebody"
    assert claims["auth_time"] == claims["iat"]
    assert claims["exp"] - claims["iat"] == 3600


def test_no_token_lasts_longer_than_an_hour(issuer: IdentityIssuer) -> None:
    token = issuer.token("somebody", lifetime_seconds=86_400)
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] == 3600


def test_tests_may_change_any_claim(issuer: IdentityIssuer) -> None:
    token = issuer.token("somebody", claims={"aud": "another", "sub": ""})
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["aud"], claims["sub"]) == ("another", "")


def test_the_key_is_kept_for_the_owner_alone(tmp_path: Path) -> None:
    first = IdentityIssuer(tmp_path, 1)
    again = IdentityIssuer(tmp_path, 1)
    assert first.key_set() == again.key_set()
    assert set(first.key_set()["keys"][0]) == {"kty", "n", "e", "kid", "use", "alg"}
    assert (tmp_path / "secrets" / "issuer-key.pem").stat().st_mode & 0o077 == 0


def test_azure_identity_gets_the_apps_own_token(
    issuer: IdentityIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from azure.identity import DefaultAzureCredential

    issuer.serve("a-secret")
    try:
        for name, value in app_settings(issuer.issuer, "a-secret").items():
            monkeypatch.setenv(name, value)
        with DefaultAzureCredential() as credential:
            token = credential.get_token("https://management.azure.com/.default")
        refused = httpx2.get(f"{issuer.issuer}/managed-identity/token?resource=https://x")
    finally:
        issuer.stop()
    claims = jwt.decode(token.token, options={"verify_signature": False})
    assert claims["aud"] == "https://management.azure.com"
    assert abs(token.expires_on - claims["exp"]) <= 1
    assert refused.status_code == 401
