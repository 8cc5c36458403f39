"""Sound taken out of recordings that Video Indexer does not list."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from shared.clients.media.probe import AvMediaProbe
from shared.errors import MediaRejected, StorageUnavailable
from tests import media

ROOT = Path(__file__).resolve().parents[3]


def extract(recording: bytes) -> tuple[int, bytes]:
    target = io.BytesIO()
    return AvMediaProbe().extract_audio(io.BytesIO(recording), target), target.getvalue()


def loudness(m4a: bytes) -> list[float]:
    """The root mean square of each tenth of a second."""
    with av.open(io.BytesIO(m4a)) as sound:
        wave = np.concatenate([frame.to_ndarray()[0] for frame in sound.decode(audio=0)])
        rate = sound.streams.audio[0].rate
    tenths = wave[: len(wave) // (rate // 10) * (rate // 10)].reshape(-1, rate // 10)
    return [float(value) for value in np.sqrt((tenths**2).mean(axis=1))]


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: media.make_webm(5), id="webm"),
        pytest.param(
            lambda: media.make(
                "mp4", 5, video="libvpx-vp9", audio="libopus", options=media.FRAGMENTED
            ),
            id="fragmented-mp4",
        ),
        pytest.param(lambda: media.make("ogg", 5, video=None, audio="libopus"), id="ogg"),
        pytest.param(
            lambda: media.make("flac", 5, video=None, audio="flac", rate=44_100), id="flac"
        ),
        pytest.param(
            lambda: media.make("mp3", 5, video=None, audio="libmp3lame", rate=22_050), id="mp3"
        ),
        pytest.param(lambda: media.make("avi", 5, audio="libmp3lame"), id="avi"),
    ],
)
def test_the_sound_becomes_an_m4a_that_video_indexer_takes(make: Callable[[], bytes]) -> None:
    duration_ms, m4a = extract(make())
    assert duration_ms == pytest.approx(5000, abs=120)
    facts = AvMediaProbe().examine(io.BytesIO(m4a), len(m4a))
    found = (facts.container, facts.audio_codec, facts.has_video, facts.needs_extraction)
    assert found == ("mp4", "aac", False, False)
    assert facts.duration_ms == pytest.approx(5000, abs=120)
    # The tone is there: 0.1 loud at its top is 0.07 on average.
    assert np.median(loudness(m4a)) == pytest.approx(0.07, abs=0.01)


def test_the_index_comes_first() -> None:
    _, m4a = extract(media.make_webm(5))
    assert m4a.index(b"moov") < m4a.index(b"mdat")


def test_a_pause_in_the_recordings_clock_stays_a_pause() -> None:
    """Otherwise everything after it would be said too early."""
    duration_ms, m4a = extract(media.make_webm_with_pause(2.0, pause=3.0))
    assert duration_ms == pytest.approx(7000, abs=150)
    levels = loudness(m4a)
    assert max(levels[22:48]) < 0.01
    assert min(levels[2:18]) > 0.05
    assert min(levels[52:68]) > 0.05


def test_a_clock_that_jumps_by_years_is_too_long() -> None:
    with pytest.raises(MediaRejected) as rejected:
        extract(media.make_webm_with_pause(2.0, pause=30_000.0))
    assert rejected.value.reason == "recording_too_long"


def test_a_recording_that_is_cut_off_gives_what_is_there() -> None:
    recording = media.make_webm(20)
    duration_ms, _ = extract(recording[: len(recording) // 2])
    assert 7_000 < duration_ms < 13_000


def test_a_few_broken_packets_are_left_out() -> None:
    recording = bytearray(media.make_webm(20))
    for place in range(len(recording) // 2, len(recording) // 2 + 2000, 100):
        recording[place] ^= 0xFF
    duration_ms, _ = extract(bytes(recording))
    assert duration_ms > 15_000


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(lambda: media.make_webm(1.5), "recording_too_short", id="short"),
        pytest.param(lambda: media.make_webm(5, audio=False), "no_audio_track", id="silent-film"),
        pytest.param(lambda: b"text " * 100, "not_media", id="text"),
        pytest.param(lambda: b"\x1a\x45\xdf\xa3" + bytes(1000), "media_unreadable", id="noise"),
    ],
)
def test_what_has_no_sound_is_rejected(make: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(MediaRejected) as rejected:
        extract(make())
    assert rejected.value.reason == reason


def test_an_outage_while_reading_is_not_the_recordings_fault() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 40_000:
                raise StorageUnavailable("storage: gone")
            return super().read(size)

    with pytest.raises(StorageUnavailable):
        AvMediaProbe().extract_audio(Failing(media.make_webm(30)), io.BytesIO())


def test_a_full_disk_is_not_the_recordings_fault() -> None:
    class Full(io.BytesIO):
        def write(self, _data: object) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        AvMediaProbe().extract_audio(io.BytesIO(media.make_webm(5)), Full())


EXTRACT_ALONE = """
import sys, tempfile
from shared.clients.media.probe import AvMediaProbe
from tests.memory import PeakMemory
def run(name):
    with open(name, "rb") as source, tempfile.TemporaryFile() as target:
        return AvMediaProbe().extract_audio(source, target)
run(sys.argv[1])
memory = PeakMemory()
print(run(sys.argv[2]), int(memory.grown_mib()))
"""


def test_memory_stays_flat_over_a_long_recording(tmp_path: Path) -> None:
    short, long = tmp_path / "short.ogg", tmp_path / "long.ogg"
    short.write_bytes(media.make("ogg", 5, video=None, audio="libopus"))
    long.write_bytes(media.make("ogg", 600, video=None, audio="libopus"))
    done = subprocess.run(
        [sys.executable, "-c", EXTRACT_ALONE, str(short), str(long)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    duration_ms, megabytes = map(int, done.stdout.split())
    assert duration_ms == pytest.approx(600_000, abs=500)
    assert megabytes < 15
