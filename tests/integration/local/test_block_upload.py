"""The walkthrough's upload against a real blob service: what a browser sends to a SAS URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from azure.storage.blob import BlobSasPermissions, BlobServiceClient, generate_blob_sas

from local.azurite import ACCOUNT_KEY, ACCOUNT_NAME, Azurite
from local.block_upload import UploadFailedError, upload_in_blocks


@pytest.fixture
def blobs(azurite: Azurite) -> Iterator[BlobServiceClient]:
    with BlobServiceClient.from_connection_string(azurite.connection_string) as client:
        yield client


@pytest.fixture
def container(blobs: BlobServiceClient, unique_name: str) -> str:
    blobs.create_container(unique_name)
    return unique_name


def upload_to(azurite: Azurite, container: str, *, minutes: int = 5) -> dict[str, Any]:
    signature = generate_blob_sas(
        ACCOUNT_NAME,
        container,
        "recording.mp4",
        account_key=ACCOUNT_KEY,
        permission=BlobSasPermissions(create=True, write=True),
        expiry=datetime.now(UTC) + timedelta(minutes=minutes),
    )
    return {
        "url": f"{azurite.blob_url}/{container}/recording.mp4?{signature}",
        "headers": {"x-ms-blob-type": "BlockBlob", "Content-Type": "video/mp4"},
        "blockSize": 1000,
    }


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 25_500])
def test_the_blob_is_the_file(
    azurite: Azurite, blobs: BlobServiceClient, container: str, tmp_path: Path, size: int
) -> None:
    file = tmp_path / "recording.mp4"
    file.write_bytes(os.urandom(size))
    sent: list[int] = []
    upload_in_blocks(file, upload_to(azurite, container), sent.append)
    blob = blobs.get_blob_client(container, "recording.mp4")
    stored = blob.download_blob()
    assert stored.readall() == file.read_bytes()
    assert stored.properties.content_settings.content_type == "video/mp4"
    assert sum(sent) == size


def test_an_expired_url_is_reported_without_its_signature(
    azurite: Azurite, container: str, tmp_path: Path
) -> None:
    file = tmp_path / "recording.mp4"
    file.write_bytes(b"0123456789")
    with pytest.raises(UploadFailedError) as caught:
        upload_in_blocks(file, upload_to(azurite, container, minutes=-5))
    assert "403" in str(caught.value)
    assert "sig" not in str(caught.value)
