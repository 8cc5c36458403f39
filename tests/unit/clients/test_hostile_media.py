"""Recordings made to harm: they reach no other file and no address, and take little memory."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.clients.media import guarded
from shared.clients.media.formats import MAGIC, demuxer_of, promised_bytes
from shared.clients.media.guarded import MOST_STREAMS
from shared.clients.media.probe import AvMediaProbe
from shared.errors import MediaRejected
from tests import media

ROOT = Path(__file__).resolve().parents[3]


class Canary:
    """A web server that nothing should ever ask for anything."""

    def __init__(self) -> None:
        canary = self
        self.visits: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                canary.visits.append(self.path)
                self.send_error(404)

            def log_message(self, *_arguments: object) -> None:
                """Nothing worth a line."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def canary() -> Iterator[Canary]:
    made = Canary()
    Thread(target=made.server.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.server.shutdown()
    made.server.server_close()


def reason_of(recording: bytes) -> str:
    with pytest.raises(MediaRejected) as rejected:
        AvMediaProbe().examine(io.BytesIO(recording), len(recording))
    return rejected.value.reason


def playlist(url: str) -> bytes:
    return (
        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXT-X-MEDIA-SEQUENCE:0\n"
        f"#EXTINF:10.0,\n{url}/segment.ts\n#EXT-X-ENDLIST\n"
    ).encode()


def test_a_playlist_asks_nobody(canary: Canary) -> None:
    assert reason_of(playlist(canary.url)) == "not_media"
    assert canary.visits == []


def test_the_same_playlist_would_ask_where_nobody_takes_care(
    canary: Canary, tmp_path: Path
) -> None:
    """Without this the test above would pass for a playlist that is none."""
    import av

    file = tmp_path / "list.m3u8"
    file.write_bytes(playlist(canary.url))
    with pytest.raises(av.FFmpegError):
        av.open(
            str(file),
            options={
                "protocol_whitelist": "file,http,tcp",
                "allowed_extensions": "ALL",
                "extension_picky": "0",
            },
        )
    assert canary.visits


@pytest.mark.parametrize(
    "disguise",
    [
        pytest.param(media.box(b"ftyp", b"isom\0\0\2\0isom"), id="as-mp4"),
        pytest.param(b"\x1a\x45\xdf\xa3", id="as-webm"),
        pytest.param(b"RIFF\xff\xff\xff\xffAVI ", id="as-avi"),
        pytest.param(b"ID3\x04\0\0\0\0\0\0", id="as-mp3"),
        pytest.param(b"FLV\x01\x05\0\0\0\x09", id="as-flv"),
        pytest.param((b"\x47" + bytes(187)) * 4, id="as-transport-stream"),
    ],
)
def test_a_playlist_in_disguise_asks_nobody(canary: Canary, disguise: bytes) -> None:
    reason_of(disguise + playlist(canary.url))
    assert canary.visits == []


def elsewhere(path: str) -> bytes:
    """An MP4 that keeps its sound in another file, by QuickTime's alias record."""
    name = path.encode() + b"\0" * (len(path) % 2)
    record = bytes(10) + b"\x04" + b"disk".ljust(27, b"\0") + bytes(12)
    record += b"\x05" + b"a.raw".ljust(63, b"\0") + bytes(16 + 2 + 2 + 16)
    record += b"\0\2" + len(path).to_bytes(2) + name + b"\xff\xff" + bytes(40)
    return media.mp4_with_track(1000, reference=media.full_box(b"alis", record))


def test_a_recording_that_keeps_its_sound_in_another_file_does_not_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret.raw"
    secret.write_bytes(b"secret" * 10_000)
    recording = elsewhere(str(secret))
    asked: list[str] = []

    def refuse(url: str, flags: int, options: dict[str, str]) -> object:
        del flags, options
        asked.append(url)
        raise PermissionError

    monkeypatch.setattr(guarded, "_refuse", refuse)
    reason_of(recording)
    assert asked == []

    # Where nobody takes care, FFmpeg does want it: the recording is as bad as it looks.
    import av

    careless = {"enable_drefs": "1", "use_absolute_path": "1"}
    with pytest.raises(PermissionError):
        av.open(io.BytesIO(recording), format="mov", options=careless, io_open=refuse)
    assert asked == [str(secret)]


PROBE_ALONE = """
import io, sys
from shared.clients.media.probe import AvMediaProbe
from shared.errors import MediaRejected
from tests import media
from tests.memory import PeakMemory
AvMediaProbe().examine(io.BytesIO(good := media.make_mp4(3)), len(good))
memory = PeakMemory()
try:
    AvMediaProbe().examine(io.BytesIO(bad := media.mp4_with_track(int(sys.argv[1]))), len(bad))
except MediaRejected as rejected:
    print(rejected.reason, int(memory.grown_mib()))
"""


@pytest.mark.parametrize("samples", [20_000_000, 2_000_000_000])
def test_a_small_file_that_promises_much_takes_little_memory(samples: int) -> None:
    """20 million samples in 1.5 kB took 700 MB before FFmpeg's memory was bounded."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE_ALONE, str(samples)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    reason, megabytes = done.stdout.split()
    assert reason == "truncated_recording"
    assert int(megabytes) < 60


def test_a_recording_with_very_many_tracks_is_refused() -> None:
    moov = media.make("mp4", 3)
    start = moov.index(b"moov") - 4
    length = int.from_bytes(moov[start : start + 4])
    index = moov[start : start + length]
    track = index.index(b"trak") - 4
    one = index[track : track + int.from_bytes(index[track : track + 4])]
    many = media.box(b"moov", index[8:track], one * (MOST_STREAMS * 20))
    reason_of(moov[:start] + many)


@pytest.mark.parametrize(
    "size",
    [
        pytest.param(struct, id=struct.hex())
        for struct in (b"\0\0\0\0", b"\0\0\0\1", b"\0\0\0\2", b"\0\0\0\7", b"\xff\xff\xff\xff")
    ],
)
def test_boxes_with_impossible_lengths_end(size: bytes) -> None:
    recording = media.box(b"ftyp", b"isom\0\0\2\0isom") + (size + b"free" + bytes(16)) * 50
    reason_of(recording)


@cache
def good_recording(kind: str) -> bytes:
    return GOOD[kind]()


GOOD: dict[str, Callable[[], bytes]] = {
    "mp4": lambda: media.make_mp4(3),
    "fragmented": lambda: media.make("mp4", 3, options=media.FRAGMENTED),
    "webm": lambda: media.make_webm(3),
    "wav": lambda: media.make("wav", 3, video=None, audio="pcm_s16le"),
    "ogg": lambda: media.make("ogg", 3, video=None, audio="libopus"),
    "avi": lambda: media.make("avi", 3, audio="libmp3lame"),
    "mp3": lambda: media.make("mp3", 3, video=None, audio="libmp3lame"),
    "ts": lambda: media.make("mpegts", 3, video="mpeg2video", audio="mp2"),
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(sorted(GOOD)),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=20
    ),
    keep=st.floats(0.01, 1.0),
)
def test_damaged_recordings_are_taken_or_rejected_and_nothing_else(
    kind: str, changes: list[tuple[float, bytes]], keep: float
) -> None:
    recording = bytearray(good_recording(kind))
    # Most of what decides stands in the first kilobytes or in the last ones.
    for where, change in changes:
        place = int(where * len(recording))
        recording[place : place + len(change)] = change
    damaged = bytes(recording[: max(1, int(len(recording) * keep))])
    try:
        AvMediaProbe().examine(io.BytesIO(damaged), len(damaged))
    except MediaRejected:
        return


@settings(max_examples=150, deadline=None)
@given(
    magic=st.sampled_from([bytes(offset) + magic for magic, offset, _ in MAGIC]),
    rest=st.binary(max_size=2000),
)
def test_noise_behind_every_beginning_is_rejected(magic: bytes, rest: bytes) -> None:
    with pytest.raises(MediaRejected):
        AvMediaProbe().examine(io.BytesIO(magic + rest), len(magic + rest))


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600))
def test_any_beginning_has_a_demuxer_or_none(head: bytes) -> None:
    demuxer = demuxer_of(head)
    if demuxer is not None:
        promised = promised_bytes(demuxer, head)
        assert promised is None or promised >= 0
