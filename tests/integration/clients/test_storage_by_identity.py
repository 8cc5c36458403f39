"""Storage by identity, without any key of the account: Azurite over https with OAuth."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import jwt
import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from local.azurite import _node, default_tools_folder, install_azurite
from local.processes import ChildProcess, accepts_connections, free_port
from shared.clients.storage.blobs import BlobRecordingStore
from shared.clients.storage.queues import StorageMessageQueue
from shared.clients.storage.signing_key import FRESH_FOR, LIFETIME, SigningKey
from shared.errors import StorageUnavailable


class Entra:
    """A credential as azure-identity's are; Azurite looks at the claims and not at the key."""

    def __init__(self) -> None:
        self.down = False

    def get_token(self, *_scopes: str, **_options: Any) -> AccessToken:
        if self.down:
            raise ClientAuthenticationError("no")
        now = int(time.time())
        claims = {
            "aud": "https://storage.azure.com",
            "iss": "https://sts.windows.net/00000000-0000-0000-0000-000000000000/",
            "iat": now - 60,
            "nbf": now - 60,
            "exp": now + 3600,
            "oid": "00000000-0000-0000-0000-000000000001",
            "tid": "00000000-0000-0000-0000-000000000000",
        }
        return AccessToken(jwt.encode(claims, "k" * 32), now + 3600)


class SecureAzurite:
    """The emulator over https, which it wants for tokens."""

    def __init__(self, folder: Path) -> None:
        blob, queue = free_port(), free_port()
        self.certificate = folder / "cert.pem"
        self.blob_url = f"https://127.0.0.1:{blob}/devstoreaccount1"
        self.queue_url = f"https://127.0.0.1:{queue}/devstoreaccount1"
        make_certificate(self.certificate, folder / "key.pem")
        self.process = ChildProcess(
            [
                _node(),
                install_azurite(default_tools_folder()),
                *("--skipApiVersionCheck", "--disableTelemetry", "--silent"),
                *("--location", folder / "data", "--oauth", "basic"),
                *("--cert", self.certificate, "--key", folder / "key.pem"),
                *("--blobHost", "127.0.0.1", "--blobPort", str(blob)),
                *("--queueHost", "127.0.0.1", "--queuePort", str(queue)),
                *("--tableHost", "127.0.0.1", "--tablePort", "0"),
            ],
            log_file=folder / "azurite.log",
        )
        self.process.wait_until_ready(
            lambda: accepts_connections(blob) and accepts_connections(queue),
            timeout=30.0,
            what="Azurite listens",
        )


def make_certificate(certificate_file: Path, key_file: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureAzurite]:
    running = SecureAzurite(tmp_path_factory.mktemp("secure-azurite"))
    yield running
    running.process.stop(2.0)


@pytest.fixture
def entra() -> Entra:
    return Entra()


@pytest.fixture
def store(
    secure: SecureAzurite, entra: Entra, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BlobRecordingStore]:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(secure.certificate))
    made = BlobRecordingStore.from_account_url(secure.blob_url, entra)
    made.ensure_containers()
    yield made
    made.close()


def put(secure: SecureAzurite, url: str, content: bytes) -> int:
    import ssl

    context = ssl.create_default_context(cafile=str(secure.certificate))
    headers = {"x-ms-blob-type": "BlockBlob"}
    return httpx2.put(url, content=content, headers=headers, verify=context).status_code


def test_a_recording_is_uploaded_with_a_user_delegation_url(
    secure: SecureAzurite, store: BlobRecordingStore
) -> None:
    grant = store.grant_upload("i/one.mp4", timedelta(minutes=5))
    query = parse_qs(urlsplit(grant.url).query)
    assert {"skoid", "sktid", "skt", "ske", "sks", "skv"} <= query.keys()
    assert not {"st", "si", "sip"} & query.keys()
    assert (query["sp"], query["sr"]) == (["cw"], ["b"])
    assert put(secure, grant.url, b"content") == 201
    facts = store.facts("i/one.mp4")
    assert facts is not None
    with store.open("i/one.mp4", facts.etag) as file:
        assert file.read() == b"content"
    assert put(secure, grant.url.replace("one.mp4", "two.mp4"), b"x") == 403


def test_a_message_is_sent_by_identity(secure: SecureAzurite, store: BlobRecordingStore) -> None:
    del store  # it makes requests trust the certificate
    queue = StorageMessageQueue.from_account_url(secure.queue_url, "index-ready", Entra())
    queue.send("{}")
    queue.close()


def test_without_an_identity_no_url_is_given(
    secure: SecureAzurite, store: BlobRecordingStore, entra: Entra
) -> None:
    del store
    entra.down = True
    fresh = BlobRecordingStore.from_account_url(secure.blob_url, entra)
    begun = time.monotonic()
    with pytest.raises(StorageUnavailable):
        fresh.grant_upload("i/one.mp4", timedelta(minutes=5))
    assert time.monotonic() - begun < 5
    fresh.close()


class CountingService:
    """Counts the keys that storage gives; what they are is storage's business."""

    def __init__(self) -> None:
        self.given: list[tuple[datetime, datetime]] = []
        self.down = False

    def get_user_delegation_key(self, start: datetime, expiry: datetime, **_options: Any) -> object:
        from azure.core.exceptions import ServiceRequestError

        if self.down:
            raise ServiceRequestError("down")
        self.given.append((start, expiry))
        return object()


def test_one_key_serves_for_hours_and_outlives_every_url() -> None:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    service = CountingService()
    key = SigningKey(service, clock=lambda: now)  # type: ignore[arg-type]
    day = timedelta(hours=24)
    first = key.for_use_until(now + day)
    start, expiry = service.given[0]
    assert start < now
    assert expiry >= now + day
    now += FRESH_FOR
    assert key.for_use_until(now + day) is first
    now += timedelta(seconds=1)
    assert key.for_use_until(now + day) is not first


def test_an_old_key_signs_on_while_storage_gives_none() -> None:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    service = CountingService()
    key = SigningKey(service, clock=lambda: now)  # type: ignore[arg-type]
    first = key.for_use_until(now)
    service.down = True
    now += timedelta(hours=8)
    assert key.for_use_until(now + timedelta(hours=1)) is first
    with pytest.raises(StorageUnavailable):
        key.for_use_until(now + LIFETIME)
    service.down = False
    assert key.for_use_until(now + LIFETIME) is not first
