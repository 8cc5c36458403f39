"""The managed identity of the app on this machine: App Service's token endpoint, spoken locally.

In Azure the platform runs this endpoint and azure-identity asks it. Here the identity issuer does,
so that the app takes the same way to a token and needs no word about being local.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

PATH = "/managed-identity/token"
BACKEND = "local-backend"
LIFETIME_SECONDS = 3600


def app_settings(issuer: str, secret: str) -> dict[str, str]:
    """What App Service puts into the app's environment; nothing else is asked for a token."""
    return {
        "IDENTITY_ENDPOINT": f"{issuer}{PATH}",
        "IDENTITY_HEADER": secret,
        "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential",
    }


def answer(
    issue: Callable[[str, dict[str, Any]], str],
    secret: str,
    headers: Mapping[str, str],
    query: str,
) -> tuple[int, dict[str, str]]:
    """Status and body for one request of API version 2019-08-01.

    ``issue`` makes a token of a subject and claims. The header keeps out pages in a browser.
    """
    given = headers.get("X-IDENTITY-HEADER") or ""
    if not hmac.compare_digest(given.encode(), secret.encode()):
        return 401, {"error": "invalid_header"}
    resource = parse_qs(query).get("resource", [""])[0]
    if not resource:
        return 400, {"error": "invalid_resource"}
    return 200, {
        "access_token": issue(BACKEND, {"aud": resource}),
        "expires_on": str(int(time.time()) + LIFETIME_SECONDS),
        "resource": resource,
        "token_type": "Bearer",
    }
