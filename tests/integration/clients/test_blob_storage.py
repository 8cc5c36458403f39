"""The recordings' store against a real Azurite."""

from __future__ import annotations

import base64
import io
import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from local.azurite import Azurite, allow_browser_uploads
from shared.clients.media.probe import AvMediaProbe
from shared.clients.storage.blob_reader import LARGEST_RANGE
from shared.clients.storage.blobs import EXTRACTED, RECORDINGS, BlobRecordingStore
from shared.errors import SourceChanged, StorageUnavailable
from tests import media
from tests.memory import PeakMemory

MINUTE = timedelta(minutes=1)
GIB = 1024**3


@pytest.fixture
def store(azurite: Azurite) -> Iterator[BlobRecordingStore]:
    made = BlobRecordingStore.from_connection_string(azurite.connection_string)
    made.ensure_containers()
    yield made
    made.close()


def put(url: str, content: bytes) -> int:
    """Upload in one piece, as a small recording is; the status."""
    return httpx2.put(url, content=content, headers={"x-ms-blob-type": "BlockBlob"}).status_code


def put_block(url: str, number: int, content: bytes) -> str:
    """Stage one block; its id."""
    name = base64.b64encode(f"{number:06}".encode()).decode()
    answer = httpx2.put(url, content=content, params=query(url, comp="block", blockid=name))
    assert answer.status_code == 201, answer.text
    return name


def put_block_list(url: str, names: list[str]) -> None:
    body = "".join(f"<Latest>{name}</Latest>" for name in names)
    answer = httpx2.put(
        url,
        content=f'<?xml version="1.0"?><BlockList>{body}</BlockList>',
        params=query(url, comp="blocklist"),
    )
    assert answer.status_code == 201, answer.text


def query(url: str, **more: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()} | more


def uploaded(store: BlobRecordingStore, name: str, content: bytes) -> str:
    """Upload with a grant; the ETag."""
    assert put(store.grant_upload(name, MINUTE).url, content) == 201
    facts = store.facts(name)
    assert facts is not None
    return facts.etag


def test_u05_an_upload_url_can_do_no_more_than_it_must(store: BlobRecordingStore) -> None:
    before = datetime.now(UTC)
    grant = store.grant_upload("i/one.mp4", timedelta(minutes=60))
    found = query(grant.url)
    assert found.keys() == {"sv", "sr", "sp", "se", "spr", "sig"}
    assert (found["sp"], found["sr"]) == ("cw", "b")
    assert grant.expires_at - before == pytest.approx(timedelta(hours=1), abs=timedelta(seconds=5))
    assert datetime.fromisoformat(found["se"]) == grant.expires_at.replace(microsecond=0)


def test_u05_outside_this_machine_only_https_will_do() -> None:
    key = base64.b64encode(b"k" * 32).decode()
    far = BlobRecordingStore.from_connection_string(
        f"DefaultEndpointsProtocol=https;AccountName=a;AccountKey={key};"
        "EndpointSuffix=core.windows.net"
    )
    url = far.grant_upload("i/one.mp4", MINUTE).url
    assert url.startswith("https://a.blob.core.windows.net/interviews/i/one.mp4?")
    assert query(url)["spr"] == "https"
    far.close()


def test_u01_an_upload_url_opens_nothing_else(store: BlobRecordingStore) -> None:
    url = store.grant_upload("i/mine.mp4", MINUTE).url
    assert put(url, b"mine") == 201
    assert put(url.replace("mine.mp4", "yours.mp4"), b"yours") == 403
    assert httpx2.get(url).status_code == 403
    assert httpx2.delete(url).status_code == 403
    container = url.partition("/i/mine.mp4")[0]
    listing = query(url, restype="container", comp="list")
    assert httpx2.get(container, params=listing).status_code == 403


@pytest.mark.parametrize(("old", "new"), [("sp=cw", "sp=cwd"), ("sp=cw", "sp=r"), ("se=2", "se=3")])
def test_u02_a_changed_url_is_refused(store: BlobRecordingStore, old: str, new: str) -> None:
    url = store.grant_upload("i/changed.mp4", MINUTE).url
    assert old in url
    assert put(url.replace(old, new), b"x") == 403


def test_u03_an_expired_url_is_refused(store: BlobRecordingStore) -> None:
    assert put(store.grant_upload("i/late.mp4", -MINUTE).url, b"x") == 403


def test_u18_a_read_url_reads_one_recording(store: BlobRecordingStore) -> None:
    uploaded(store, "i/read.mp4", b"content")
    url = store.readable_url("i/read.mp4", MINUTE)
    assert (query(url)["sp"], query(url)["sr"]) == ("r", "b")
    assert httpx2.get(url).content == b"content"
    assert httpx2.get(url, headers={"Range": "bytes=0-2"}).content == b"con"
    assert put(url, b"changed") == 403
    assert httpx2.get(url.replace("read.mp4", "other.mp4")).status_code == 403


def test_u16_nobody_reads_without_a_url(store: BlobRecordingStore) -> None:
    uploaded(store, "i/private.mp4", b"content")
    url = store.readable_url("i/private.mp4", MINUTE).partition("?")[0]
    assert httpx2.get(url).status_code in {403, 404, 409}


def test_facts_are_none_where_nothing_is(store: BlobRecordingStore) -> None:
    assert store.facts("i/never.mp4") is None


@pytest.mark.proves("F10")
def test_facts_are_none_while_blocks_are_not_put_together(store: BlobRecordingStore) -> None:
    put_block(store.grant_upload("i/half.mp4", MINUTE).url, 1, b"half")
    assert store.facts("i/half.mp4") is None


def test_an_upload_in_blocks_becomes_one_recording(store: BlobRecordingStore) -> None:
    url = store.grant_upload("i/blocks.mp4", MINUTE).url
    put_block_list(url, [put_block(url, number, b"%03d" % number) for number in range(20)])
    facts = store.facts("i/blocks.mp4")
    assert facts is not None
    assert facts.size == 60


def test_a_recording_reads_as_a_file(store: BlobRecordingStore) -> None:
    content = os.urandom(LARGEST_RANGE * 2 + 12_345)
    etag = uploaded(store, "i/file.mp4", content)
    with store.open("i/file.mp4", etag) as file:
        assert (file.readable(), file.seekable(), file.writable()) == (True, True, False)
        assert io.BufferedReader(file).read() == content  # type: ignore[type-var]
    with store.open("i/file.mp4", etag) as file:
        for place in (0, 7, len(content) - 5, 1_000_000, 999_990, 12):
            assert file.seek(place) == place
            assert file.read(5) == content[place : place + 5]
            assert file.tell() == place + 5
        assert file.seek(-3, io.SEEK_END) == len(content) - 3
        assert file.seek(-2, io.SEEK_CUR) == len(content) - 5
        assert file.read(100) == content[-5:]
        assert file.read(1) == b""
        file.seek(10**12)
        assert file.read(1) == b""


def test_an_empty_recording_reads_as_an_empty_file(store: BlobRecordingStore) -> None:
    with store.open("i/empty.mp4", uploaded(store, "i/empty.mp4", b"")) as file:
        assert file.read() == b""


def test_a_recording_that_was_replaced_before_it_is_opened(store: BlobRecordingStore) -> None:
    etag = uploaded(store, "i/replaced.mp4", b"first")
    uploaded(store, "i/replaced.mp4", b"other")
    with pytest.raises(SourceChanged):
        store.open("i/replaced.mp4", etag)


def test_a_recording_that_is_gone_before_it_is_opened(store: BlobRecordingStore) -> None:
    etag = uploaded(store, "i/gone.mp4", b"first")
    store.delete("i/gone.mp4")
    with pytest.raises(SourceChanged):
        store.open("i/gone.mp4", etag)


@pytest.mark.proves("U04")
@pytest.mark.parametrize("how", ["replaced", "deleted"])
def test_a_recording_that_changes_while_it_is_read(store: BlobRecordingStore, how: str) -> None:
    content = bytes(LARGEST_RANGE)
    etag = uploaded(store, "i/changing.mp4", content)
    with store.open("i/changing.mp4", etag) as file:
        file.read(100)
        if how == "replaced":
            uploaded(store, "i/changing.mp4", content)
        else:
            store.delete("i/changing.mp4")
        with pytest.raises(SourceChanged):
            io.BufferedReader(file).read()  # type: ignore[type-var]


@pytest.mark.proves("F11", "F24")
def test_a_recording_that_changes_while_it_is_probed(store: BlobRecordingStore) -> None:
    """FFmpeg hides what its reading stumbled over; it must not become the recording's fault."""
    recording = media.make_mp4(60)
    etag = uploaded(store, "i/probed.mp4", recording)
    with store.open("i/probed.mp4", etag) as file:
        uploaded(store, "i/probed.mp4", recording)
        with pytest.raises(SourceChanged):
            AvMediaProbe().examine(file, len(recording))


def test_extracted_audio_lies_in_its_own_container(store: BlobRecordingStore) -> None:
    store.save_extracted("i/talk.webm", io.BytesIO(b"sound"))
    store.save_extracted("i/talk.webm", io.BytesIO(b"sound again"))
    url = store.readable_url("i/talk.webm", MINUTE, extracted=True)
    assert urlsplit(url).path.endswith(f"/{EXTRACTED}/i/talk.m4a")
    assert httpx2.get(url).content == b"sound again"
    assert store.facts("i/talk.webm") is None


def test_deleting_takes_the_extracted_audio_and_snapshots_with_it(
    store: BlobRecordingStore, azurite: Azurite
) -> None:
    from azure.storage.blob import BlobServiceClient

    uploaded(store, "i/all.webm", b"x")
    store.save_extracted("i/all.webm", io.BytesIO(b"sound"))
    with BlobServiceClient.from_connection_string(azurite.connection_string) as service:
        service.get_blob_client(RECORDINGS, "i/all.webm").create_snapshot()
    store.delete("i/all.webm")
    store.delete("i/all.webm")
    assert store.facts("i/all.webm") is None
    assert httpx2.get(store.readable_url("i/all.webm", MINUTE, extracted=True)).status_code == 404


def test_everything_of_an_interview_is_deleted_and_nothing_else(
    store: BlobRecordingStore, unique_name: str
) -> None:
    for name in (f"{unique_name}/a.mp4", f"{unique_name}/b.mp4", f"{unique_name}0/c.mp4"):
        uploaded(store, name, b"x")
    store.save_extracted(f"{unique_name}/a.webm", io.BytesIO(b"sound"))
    put_block(store.grant_upload(f"{unique_name}/half.mp4", MINUTE).url, 1, b"half")
    assert store.delete_all(unique_name) == 4
    assert store.delete_all(unique_name) == 0
    assert [facts.name for facts in store.list_names(unique_name)] == [f"{unique_name}0/c.mp4"]


def test_blocks_that_were_deleted_cannot_be_put_together_afterwards(
    store: BlobRecordingStore, unique_name: str
) -> None:
    url = store.grant_upload(f"{unique_name}/half.mp4", MINUTE).url
    name = put_block(url, 1, b"half")
    store.delete_all(unique_name)
    answer = httpx2.put(
        url,
        content=f"<BlockList><Latest>{name}</Latest></BlockList>",
        params=query(url, comp="blocklist"),
    )
    assert answer.status_code == 400


def test_listing_goes_on_over_pages(store: BlobRecordingStore, unique_name: str) -> None:
    names = [f"{unique_name}/{number:02}.mp4" for number in range(30)]
    for name in names:
        uploaded(store, name, b"x")
    assert [facts.name for facts in store.list_names(unique_name)] == names
    store.delete_all(unique_name)


@pytest.mark.proves("U17")
def test_browsers_of_the_web_app_may_upload_and_others_may_not(
    azurite: Azurite, store: BlobRecordingStore
) -> None:
    allow_browser_uploads(azurite.connection_string, ["https://app.example"])
    url = store.grant_upload("i/cors.mp4", MINUTE).url

    def preflight(origin: str) -> str | None:
        headers = {
            "Origin": origin,
            "Access-Control-Request-Method": "PUT",
            "Access-Control-Request-Headers": "content-type,x-ms-blob-type",
        }
        return httpx2.options(url, headers=headers).headers.get("access-control-allow-origin")

    assert preflight("https://app.example") == "https://app.example"
    assert preflight("https://evil.example") is None
    assert preflight("null") is None


def test_containers_that_are_missing_are_made_or_said(tmp_path: Path) -> None:
    with Azurite.start(tmp_path) as fresh:
        store = BlobRecordingStore.from_connection_string(fresh.connection_string)
        with pytest.raises(StorageUnavailable):
            store.check()
        assert store.facts("i/a.mp4") is None
        assert list(store.list_names()) == []
        store.delete("i/a.mp4")
        store.save_extracted("i/a.webm", io.BytesIO(b"sound"))
        url = store.readable_url("i/a.webm", MINUTE, extracted=True)
        assert httpx2.get(url).content == b"sound"
        store.check()
        store.close()


@pytest.mark.proves("F05")
def test_storage_that_is_down_is_said_quickly_and_without_an_address(tmp_path: Path) -> None:
    with Azurite.start(tmp_path) as own:
        store = BlobRecordingStore.from_connection_string(own.connection_string)
        store.ensure_containers()
        etag = uploaded(store, "i/a.mp4", b"x")
        own.stop()
        for call in (
            store.check,
            lambda: store.facts("i/a.mp4"),
            lambda: store.open("i/a.mp4", etag),
            lambda: store.delete("i/a.mp4"),
            lambda: list(store.list_names()),
            lambda: store.save_extracted("i/a.mp4", io.BytesIO(b"x")),
        ):
            begun = time.monotonic()
            with pytest.raises(StorageUnavailable) as down:
                call()
            assert time.monotonic() - begun < 5
            assert "127.0.0.1" not in str(down.value)
        # Signing needs no call where the key is at hand.
        assert store.grant_upload("i/a.mp4", MINUTE).url
        own.restart()
        store.check()
        store.close()


def test_storage_that_hangs_is_said_within_five_seconds(tmp_path: Path) -> None:
    with Azurite.start(tmp_path) as own:
        store = BlobRecordingStore.from_connection_string(own.connection_string)
        store.ensure_containers()
        os.kill(own.process.pid, signal.SIGSTOP)
        try:
            begun = time.monotonic()
            with pytest.raises(StorageUnavailable):
                store.check()
            assert time.monotonic() - begun < 5
        finally:
            os.kill(own.process.pid, signal.SIGCONT)
        store.close()


def test_two_gibibytes_are_probed_by_ranges(store: BlobRecordingStore, unique_name: str) -> None:
    """Sound and pictures, two gibibytes of nothing, and the index behind them."""
    recording = media.make_mp4(60)
    index = recording.index(b"moov") - 4
    filler = bytes(64 * 1024**2)
    count = 2 * GIB // len(filler)
    gap = (1).to_bytes(4) + b"free" + (16 + count * len(filler)).to_bytes(8)
    url = store.grant_upload(f"{unique_name}/large.mp4", MINUTE).url
    first = put_block(url, 0, recording[:index] + gap)
    # The same block may stand in the list again and again.
    middle = put_block(url, 1, filler)
    last = put_block(url, 2, recording[index:])
    del filler
    put_block_list(url, [first, *[middle] * count, last])
    facts = store.facts(f"{unique_name}/large.mp4")
    assert facts is not None
    assert facts.size > 2 * GIB

    memory = PeakMemory()
    begun = time.monotonic()
    with store.open(facts.name, facts.etag) as file:
        found = AvMediaProbe().examine(file, facts.size)
    assert found.duration_ms == pytest.approx(60_000, abs=100)
    assert time.monotonic() - begun < 10
    assert memory.grown_mib() < 50
    store.delete_all(unique_name)
