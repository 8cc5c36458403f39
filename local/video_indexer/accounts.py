"""Identity and Azure Resource Manager as far as Video Indexer's client meets them.

Signatures of Azure tokens are not verified: the local issuer's key changes with its data folder,
and what a client can get wrong is to send no token, an old one, or one for somebody else.
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
import uuid
from collections.abc import Mapping
from threading import Lock
from typing import Any

import jwt
from werkzeug.datastructures import Headers

ACCOUNT_ID = "0f3c2d5e-7a51-4a0c-9a43-6d1f7e0b9c21"
LOCATION = "eastus"
ARM_AUDIENCE = "https://management.azure.com"
TOKEN_LIFETIME_S = 3600
PERMISSIONS = ("Contributor", "Reader")
SCOPES = ("Account", "Video", "Project")

type Reply = tuple[int, dict[str, Any]]


class Accounts:
    """The one account; gives tokens for it and checks them."""

    def __init__(self, identity_secret: str) -> None:
        self._identity_secret = identity_secret
        self._key = secrets.token_bytes(32)
        self._lock = Lock()

    def identity_token(self, headers: Headers, query: Mapping[str, str]) -> Reply:
        """App Service's managed identity endpoint, version 2019-08-01."""
        given = headers.get("X-IDENTITY-HEADER") or ""
        secret = self._identity_secret
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            return 401, {"statusCode": 401, "message": "The header X-IDENTITY-HEADER is wrong."}
        resource = query.get("resource")
        if not resource or query.get("api-version") != "2019-08-01":
            return 400, {"statusCode": 400, "message": "resource or api-version is wrong."}
        ends = int(time.time()) + TOKEN_LIFETIME_S
        token = jwt.encode({"aud": resource, "sub": "local", "exp": ends}, self._key)
        return 200, {
            "access_token": token,
            "expires_on": str(ends),
            "resource": resource,
            "token_type": "Bearer",
        }

    def resource(self, headers: Headers, name: str, resource_id: str) -> Reply:
        """The account as Resource Manager shows it."""
        refused = self._refuse(headers)
        if refused:
            return refused
        return 200, {
            "id": resource_id,
            "name": name,
            "type": "Microsoft.VideoIndexer/accounts",
            "location": LOCATION,
            "properties": {"accountId": ACCOUNT_ID, "provisioningState": "Succeeded"},
        }

    def generate_token(self, headers: Headers, body: bytes) -> Reply:
        """A token for the data plane, valid for an hour."""
        refused = self._refuse(headers)
        if refused:
            return refused
        try:
            wanted = json.loads(body)
            allowed = wanted["permissionType"] in PERMISSIONS and wanted["scope"] in SCOPES
        except (ValueError, KeyError, TypeError):
            allowed = False
        if not allowed:
            return arm_error(400, "INVALID_INPUT", "permissionType or scope is wrong.")
        ends = int(time.time()) + TOKEN_LIFETIME_S
        claims = {
            "AccountId": ACCOUNT_ID,
            "Permission": wanted["permissionType"],
            "exp": ends,
            "jti": str(uuid.uuid4()),
        }
        with self._lock:
            return 200, {"accessToken": jwt.encode(claims, self._key)}

    def revoke(self) -> None:
        """Every token given so far is refused from now on."""
        with self._lock:
            self._key = secrets.token_bytes(32)

    def check(self, headers: Headers, query: Mapping[str, str], *, writes: bool) -> str:
        """The ErrorType that speaks against this call; empty when it may go on."""
        scheme, _, bearer = headers.get("Authorization", "").partition(" ")
        token = bearer if scheme == "Bearer" else query.get("accessToken", "")
        with self._lock:
            key = self._key
        try:
            claims = jwt.decode(token, key, algorithms=["HS256"])
        except jwt.ExpiredSignatureError:
            return "ACCESS_TOKEN_EXPIRED"
        except jwt.InvalidTokenError:
            return "ACCESS_TOKEN_VALIDATION_FAILED"
        if claims.get("AccountId") != ACCOUNT_ID:
            return "USER_NOT_ALLOWED"
        return "USER_NOT_ALLOWED" if writes and claims["Permission"] != "Contributor" else ""

    def view_token(self, video_id: str) -> str:
        """What an index carries and nobody should keep."""
        claims = {"Permission": "RestrictedViewer", "VideoId": video_id}
        with self._lock:
            return jwt.encode(claims, self._key)

    def _refuse(self, headers: Headers) -> Reply | None:
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        try:
            if scheme != "Bearer":
                raise jwt.InvalidTokenError
            claims = jwt.decode(token, options={"verify_signature": False, "verify_exp": True})
        except jwt.ExpiredSignatureError:
            return arm_error(401, "ExpiredAuthenticationToken", "The access token expired.")
        except jwt.InvalidTokenError:
            return arm_error(401, "InvalidAuthenticationToken", "The access token is invalid.")
        if str(claims.get("aud", "")).rstrip("/") != ARM_AUDIENCE:
            return arm_error(401, "InvalidAuthenticationTokenAudience", "The audience is wrong.")
        return None


def arm_error(status: int, code: str, message: str) -> Reply:
    """Resource Manager's way to say no."""
    return status, {"error": {"code": code, "message": message}}
