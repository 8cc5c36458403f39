"""The recordings in Azure Blob Storage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import urlsplit

from shared.clients.storage.account import QUICK, patience, translated
from shared.clients.storage.blob_reader import RangeReader
from shared.clients.storage.signing_key import SigningKey
from shared.contracts.remote import BlobFacts, UploadGrant

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.storage.blob import BlobClient, BlobServiceClient

RECORDINGS = "interviews"
EXTRACTED = "extracted-audio"
EXTRACTED_SUFFIX = ".m4a"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class BlobRecordingStore:
    """The container of recordings, and the one of audio extracted from them."""

    def __init__(self, make_service: Callable[[], BlobServiceClient], *, by_identity: bool) -> None:
        """Opens nothing yet; ``by_identity`` signs with a user delegation key."""
        self._service = make_service()
        self._key = SigningKey(self._service) if by_identity else None

    @classmethod
    def from_connection_string(cls, connection: str) -> BlobRecordingStore:
        """With the account's key, as in Azurite."""
        from azure.storage.blob import BlobServiceClient

        return cls(
            lambda: BlobServiceClient.from_connection_string(connection, **patience()),
            by_identity=False,
        )

    @classmethod
    def from_account_url(cls, url: str, credential: TokenCredential) -> BlobRecordingStore:
        """With an identity; no key of the account is needed or known."""
        from azure.storage.blob import BlobServiceClient

        return cls(lambda: BlobServiceClient(url, credential, **patience()), by_identity=True)

    def grant_upload(self, blob_name: str, lifetime: timedelta) -> UploadGrant:
        """A URL that can create and write this one blob."""
        expires_at = datetime.now(UTC) + lifetime
        return UploadGrant(self._signed(RECORDINGS, blob_name, "cw", expires_at), expires_at)

    def readable_url(self, blob_name: str, lifetime: timedelta, *, extracted: bool = False) -> str:
        """A URL that can read this one blob."""
        container, name = (
            (EXTRACTED, extracted_name(blob_name)) if extracted else (RECORDINGS, blob_name)
        )
        return self._signed(container, name, "r", datetime.now(UTC) + lifetime)

    def facts(self, blob_name: str) -> BlobFacts | None:
        """Size and ETag of a recording, None where there is none."""
        from azure.core.exceptions import ResourceNotFoundError

        with translated():
            try:
                found = self._blob(RECORDINGS, blob_name).get_blob_properties(**QUICK)
            except ResourceNotFoundError:
                return None
        return BlobFacts(blob_name, int(found.size), str(found.etag), found.last_modified)

    def open(self, blob_name: str, etag: str) -> BinaryIO:
        """A seekable file over the recording; only what is read is fetched."""
        return cast(BinaryIO, RangeReader(self._blob(RECORDINGS, blob_name), etag))

    def save_extracted(self, blob_name: str, content: BinaryIO) -> None:
        """Store the audio that was extracted from this recording, in blocks."""
        from azure.core.exceptions import ResourceNotFoundError

        blob = self._blob(EXTRACTED, extracted_name(blob_name))
        with translated():
            try:
                blob.upload_blob(content, overwrite=True, max_concurrency=1)
            except ResourceNotFoundError:  # the container: what nobody has made is made
                self.ensure_containers()
                content.seek(0)
                blob.upload_blob(content, overwrite=True, max_concurrency=1)

    def delete(self, blob_name: str) -> None:
        """Delete a recording and what was extracted from it; repeatable."""
        for container, name in ((RECORDINGS, blob_name), (EXTRACTED, extracted_name(blob_name))):
            self._delete(container, name)

    def delete_all(self, interview_id: str) -> int:
        """Delete everything under the interview's prefix, half uploads as well; how many blobs."""
        count = 0
        for container in (RECORDINGS, EXTRACTED):
            for facts in list(self._list(container, f"{interview_id}/")):
                with translated():
                    if not self._blob(container, facts.name).exists():
                        # Only blocks that nobody put together: a list of none throws them away.
                        self._blob(container, facts.name).commit_block_list([])
                self._delete(container, facts.name)
                count += 1
        return count

    def list_names(self, prefix: str = "") -> Iterator[BlobFacts]:
        """Every recording whose name begins with the prefix."""
        return self._list(RECORDINGS, prefix)

    def check(self) -> None:
        """Raise StorageUnavailable where the container cannot be reached."""
        with translated():
            self._service.get_container_client(RECORDINGS).get_container_properties(**QUICK)

    def ensure_containers(self) -> None:
        """Make both containers where they are missing, closed to the public."""
        from azure.core.exceptions import ResourceExistsError

        with translated():
            for container in (RECORDINGS, EXTRACTED):
                try:
                    self._service.create_container(container)
                except ResourceExistsError:
                    continue

    def close(self) -> None:
        """Close every connection."""
        self._service.close()

    def _blob(self, container: str, name: str) -> BlobClient:
        return self._service.get_blob_client(container, name)

    def _list(self, container: str, prefix: str) -> Iterator[BlobFacts]:
        from azure.core.exceptions import ResourceNotFoundError

        with translated():
            try:
                pages = self._service.get_container_client(container).list_blobs(
                    name_starts_with=prefix or None, include=["uncommittedblobs"]
                )
                for blob in pages:
                    yield BlobFacts(blob.name, blob.size or 0, blob.etag or "", blob.last_modified)
            except ResourceNotFoundError:
                return

    def _delete(self, container: str, name: str) -> None:
        from azure.core.exceptions import ResourceNotFoundError

        with translated():
            try:
                self._blob(container, name).delete_blob(delete_snapshots="include")
            except ResourceNotFoundError:
                return

    def _signed(self, container: str, name: str, permission: str, expires_at: datetime) -> str:
        from azure.storage.blob import generate_blob_sas

        blob = self._blob(container, name)
        secret: dict[str, Any]
        if self._key is None:
            secret = {"account_key": self._service.credential.account_key}
        else:
            secret = {"user_delegation_key": self._key.for_use_until(expires_at)}
        local = urlsplit(blob.url).hostname in LOOPBACK
        token = generate_blob_sas(
            account_name=str(blob.account_name),
            container_name=container,
            blob_name=name,
            permission=permission,
            expiry=expires_at,
            protocol="https,http" if local else "https",
            **secret,
        )
        return f"{blob.url}?{token}"


def extracted_name(blob_name: str) -> str:
    """The name of the audio that was extracted from this recording."""
    return blob_name.rpartition(".")[0] + EXTRACTED_SUFFIX
