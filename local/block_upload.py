"""Uploads a file to a SAS URL in blocks, as a browser does: plain HTTP, several at a time."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

PARALLEL_BLOCKS = 4
TRIES = 3


class UploadFailedError(RuntimeError):
    """Storage did not take the recording; the message has its status and error code, no URL."""


def upload_in_blocks(
    file: Path, upload: Mapping[str, Any], on_progress: Callable[[int], None] = lambda _sent: None
) -> None:
    """PUT the file's blocks, then the list that makes them one blob (Put Block, Put Block List).

    ``upload`` is what the API answered: url, headers, blockSize. ``on_progress`` is told how many
    bytes a finished block had. An empty file is one empty blob.

    Raises:
        UploadFailedError: after three tries of one block, or when storage refuses.
    """
    size = file.stat().st_size
    block_size = int(upload["blockSize"])
    headers = {str(name): str(value) for name, value in dict(upload["headers"]).items()}
    report = threading.Lock()

    with httpx2.Client(timeout=120) as client, ThreadPoolExecutor(PARALLEL_BLOCKS) as pool:

        def send(number: int) -> None:
            with file.open("rb") as stream:
                stream.seek(number * block_size)
                content = stream.read(block_size)
            _put(client, f"{upload['url']}&comp=block&blockid={_block_id(number)}", {}, content)
            with report:
                on_progress(len(content))

        numbers = range((size + block_size - 1) // block_size)
        for done in [pool.submit(send, number) for number in numbers]:
            done.result()
        listed = "".join(f"<Latest>{_raw_id(number)}</Latest>" for number in numbers)
        block_list = f'<?xml version="1.0" encoding="utf-8"?><BlockList>{listed}</BlockList>'
        # What describes the blob travels with the list, under the names that Put Block List takes.
        described = {
            "x-ms-blob-content-type" if name.lower() == "content-type" else name: value
            for name, value in headers.items()
            if name.lower() != "x-ms-blob-type"
        }
        _put(client, f"{upload['url']}&comp=blocklist", described, block_list.encode())


def _put(
    client: httpx2.Client, url: str, headers: Mapping[str, str], content: bytes
) -> httpx2.Response:
    problem = "no answer"
    for _ in range(TRIES):
        try:
            response = client.put(url, headers=dict(headers), content=content)
        except httpx2.TransportError as error:
            problem = type(error).__name__
            continue
        if response.is_success:
            return response
        problem = f"{response.status_code} {response.headers.get('x-ms-error-code', '')}".strip()
        if response.is_client_error:
            break
    raise UploadFailedError(f"the storage did not take the recording: {problem}")


def _raw_id(number: int) -> str:
    # All ids of a blob must have the same length.
    return base64.b64encode(f"{number:08d}".encode()).decode()


def _block_id(number: int) -> str:
    return quote(_raw_id(number), safe="")
