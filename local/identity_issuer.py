"""An OIDC issuer for one machine: a key, a discovery document, a key set, and tokens.

The app verifies these tokens exactly as it verifies those of Firebase, Entra ID or Auth0: there
is no switch that turns checking off. The server answers on the loopback interface alone.
"""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Self

from local import managed_identity
from local.data_folder import write_private

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

AUDIENCE = "interview-buddy"
LONGEST_LIFETIME_SECONDS = 3600
KEY_FILE = Path("secrets") / "issuer-key.pem"


class IdentityIssuer:
    """Signs tokens with the RSA key in the data folder, which is made on first use.

    ``issuer`` is the address of the server that publishes the key: see ``serve``.
    """

    def __init__(self, data: Path, port: int) -> None:
        self.issuer = f"http://127.0.0.1:{port}"
        self._port = port
        self._key = _load_or_make_key(data / KEY_FILE)
        self._server: ThreadingHTTPServer | None = None

    @property
    def jwks_url(self) -> str:
        """Where the public key is published."""
        return f"{self.issuer}/jwks"

    def token(
        self,
        user_id: str,
        *,
        lifetime_seconds: int = LONGEST_LIFETIME_SECONDS,
        claims: dict[str, Any] | None = None,
    ) -> str:
        """A bearer token for this user, valid from now on; ``claims`` are added or replace."""
        import jwt

        now = int(time.time())
        payload = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": user_id,
            "iat": now,
            "auth_time": now,
            "exp": now + min(lifetime_seconds, LONGEST_LIFETIME_SECONDS),
        }
        return jwt.encode(
            payload | (claims or {}), self._key, algorithm="RS256", headers={"kid": self._key_id()}
        )

    def key_set(self) -> dict[str, Any]:
        """The public key as a JSON Web Key Set (RFC 7517)."""
        from jwt.algorithms import RSAAlgorithm

        public = RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        key = {name: public[name] for name in ("kty", "n", "e")}
        return {"keys": [key | {"kid": self._key_id(), "use": "sig", "alg": "RS256"}]}

    def discovery_document(self) -> dict[str, Any]:
        """What OpenID Connect Discovery 1.0 asks for, as far as this issuer has it."""
        return {
            "issuer": self.issuer,
            "jwks_uri": self.jwks_url,
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def serve(self, managed_identity_secret: str = "") -> Self:
        """Publish the key in a thread of this process until ``stop``.

        With a secret, the app's managed identity is served as well.
        """
        issuer = self
        documents = {
            "/.well-known/openid-configuration": json.dumps(self.discovery_document()).encode(),
            "/jwks": json.dumps(self.key_set()).encode(),
        }

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path, _, query = self.path.partition("?")
                document = documents.get(path, b"")
                status = 200 if document else 404
                if path == managed_identity.PATH and managed_identity_secret:
                    status, body = managed_identity.answer(
                        lambda subject, claims: issuer.token(subject, claims=claims),
                        managed_identity_secret,
                        {"X-IDENTITY-HEADER": self.headers.get("X-IDENTITY-HEADER", "")},
                        query,
                    )
                    document = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(document)))
                self.end_headers()
                self.wfile.write(document)

            def log_message(self, *_arguments: object) -> None:
                """Nothing worth a line."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, args=(0.05,), name="issuer", daemon=True).start()
        return self

    def stop(self) -> None:
        """Stop publishing; tokens that were issued stay valid for whoever has the key."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _key_id(self) -> str:
        import hashlib

        modulus = self._key.public_key().public_numbers().n
        return hashlib.sha256(modulus.to_bytes(256)).hexdigest()[:16]


def _load_or_make_key(file: Path) -> RSAPrivateKey:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    if not file.exists():
        new_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = new_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        write_private(file, pem.decode("ascii"))
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{file} holds no RSA key; remove it and start again")
    return key
