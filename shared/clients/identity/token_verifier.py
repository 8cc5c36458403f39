"""Bearer tokens of an OIDC issuer: the signature by PyJWT, the rest checked here as well.

PyJWT leaves gaps that matter to us: an `exp` of any size, an `auth_time` in the future, an `aud`
list that holds others beside us, a `sub` that is empty or has no end. They are closed here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from shared.clients.identity.signing_keys import SigningKeys
from shared.contracts.remote import Identity
from shared.errors import Unauthenticated

TOKEN_MAX_CHARACTERS = 8192
LEEWAY_S = 30
ASYMMETRIC = frozenset({"RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"})
SUBJECT = re.compile(r"[^\x00-\x20\x7f-\x9f\ud800-\udfff]{1,128}")
REFUSED = "The bearer token is not valid."


class JwtVerifier:
    """Verifies tokens against one issuer's published keys."""

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        jwks_url: str,
        algorithms: Sequence[str] = ("RS256",),
        max_lifetime_s: int = 3660,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Nothing is fetched yet.

        Raises:
            ValueError: an algorithm whose verifying key could also sign, or keys over plain http.
        """
        if not set(algorithms) <= ASYMMETRIC:
            raise ValueError("only asymmetric signatures can be verified with public keys")
        self._issuer = issuer
        self._audience = audience
        self._algorithms = tuple(algorithms)
        self._max_lifetime_s = max_lifetime_s
        self._clock = clock
        self._keys = SigningKeys(jwks_url)

    def verify(self, token: str) -> Identity:
        """Whom the token names.

        Raises:
            Unauthenticated: it is not valid; for what reason is nobody's business.
            IdentityUnavailable: the issuer's keys cannot be had, and none are known.
        """
        import jwt

        if len(token) > TOKEN_MAX_CHARACTERS or token.count(".") != 2 or not token.isascii():
            raise Unauthenticated(REFUSED)
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in self._algorithms or "crit" in header:
                raise Unauthenticated(REFUSED)
            key = self._keys.get(header.get("kid"))
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=list(self._algorithms),
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_S,
                options={
                    "require": ["exp", "iat", "aud", "iss", "sub"],
                    "verify_exp": False,  # compared below, by our clock and as plain numbers
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
            raise Unauthenticated(REFUSED) from None
        self._check(claims)
        return Identity(claims["sub"], claims)

    def close(self) -> None:
        """Close every connection."""
        self._keys.close()

    def _check(self, claims: dict[str, Any]) -> None:
        now = self._clock()
        issued, expires = _number(claims["iat"]), _number(claims["exp"])
        audience = claims["aud"]
        if (
            audience not in (self._audience, [self._audience])
            or not issued - LEEWAY_S <= now < expires + LEEWAY_S
            or not 0 < expires - issued <= self._max_lifetime_s
            or _number(claims.get("nbf", 0)) > now + LEEWAY_S
            or _number(claims.get("auth_time", 0)) > now + LEEWAY_S
            or not isinstance(claims["sub"], str)
            or not SUBJECT.fullmatch(claims["sub"])
        ):
            raise Unauthenticated(REFUSED)


def _number(value: object) -> float:
    """A time in seconds since 1970; anything else than a plain number is refused."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unauthenticated(REFUSED)
    if not -1e12 < value < 1e12:
        raise Unauthenticated(REFUSED)
    return float(value)
