"""The probe against every kind of recording, and against what only says that it is one."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from shared.clients.media.probe import BUDGET_BYTES, AvMediaProbe
from shared.contracts.remote import MediaFacts
from shared.errors import MediaRejected, StorageUnavailable
from tests import media


class CountingFile(io.BytesIO):
    """Counts what is read of it."""

    bytes_read = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.bytes_read += len(data)
        return data


def examine(recording: bytes) -> MediaFacts:
    return AvMediaProbe().examine(io.BytesIO(recording), len(recording))


def reason_of(recording: bytes) -> str:
    with pytest.raises(MediaRejected) as rejected:
        examine(recording)
    return rejected.value.reason


@pytest.mark.parametrize(
    ("container", "codecs", "expected"),
    [
        pytest.param("mp4", {}, ("mp4", "aac", True, False), id="mp4"),
        pytest.param("mov", {}, ("mov", "aac", True, False), id="mov"),
        pytest.param("ipod", {"video": None}, ("mp4", "aac", False, False), id="m4a"),
        pytest.param(
            "wav", {"video": None, "audio": "pcm_s16le"}, ("wav", "pcm_s16le", False, False),
            id="wav",
        ),
        pytest.param(
            "matroska", {"video": "mpeg4", "audio": "aac"}, ("matroska", "aac", True, False),
            id="mkv",
        ),
        pytest.param(
            "mpegts", {"video": "mpeg2video", "audio": "mp2"}, ("mpegts", "mp2", True, False),
            id="transport-stream",
        ),
        pytest.param(
            "vob", {"video": "mpeg2video", "audio": "mp2"}, ("mpg", "mp2", True, False),
            id="program-stream",
        ),
        pytest.param(
            "asf", {"video": "mpeg4", "audio": "wmav2"}, ("wmv", "wmav2", True, False), id="wmv"
        ),
        # Not on Video Indexer's list: the sound is sent instead.
        pytest.param(
            "webm", {"video": "libvpx", "audio": "libopus"}, ("webm", "opus", True, True),
            id="webm",
        ),
        pytest.param(
            "matroska", {"video": "libvpx-vp9", "audio": "libopus"},
            ("matroska", "opus", True, True), id="mkv-with-vp9",
        ),
        pytest.param(
            "mp4", {"video": "libvpx-vp9", "audio": "libopus"}, ("mp4", "opus", True, True),
            id="mp4-with-vp9",
        ),
        pytest.param(
            "mp3", {"video": None, "audio": "libmp3lame"}, ("mp3", "mp3", False, True), id="mp3"
        ),
        pytest.param(
            "ogg", {"video": None, "audio": "libopus"}, ("ogg", "opus", False, True), id="ogg"
        ),
        pytest.param(
            "flac", {"video": None, "audio": "flac"}, ("flac", "flac", False, True), id="flac"
        ),
        pytest.param("adts", {"video": None}, ("aac", "aac", False, True), id="bare-aac"),
        pytest.param("avi", {"audio": "libmp3lame"}, ("avi", "mp3", True, True), id="avi"),
        pytest.param("flv", {"video": "flv"}, ("flv", "aac", True, True), id="flv-with-old-codec"),
    ],
)  # fmt: skip
def test_every_kind_of_recording_is_known(
    container: str, codecs: dict[str, str | None], expected: tuple[str, str, bool, bool]
) -> None:
    facts = examine(media.make(container, 5, **codecs))  # type: ignore[arg-type]
    found = (facts.container, facts.audio_codec, facts.has_video, facts.needs_extraction)
    assert found == expected
    assert facts.duration_ms == pytest.approx(5000, abs=250)


def test_a_browsers_webm_has_no_duration() -> None:
    facts = examine(media.make_webm(5, live=True))
    assert (facts.duration_ms, facts.needs_extraction) == (None, True)


def test_a_browsers_mp4_is_fragmented_and_has_no_duration() -> None:
    facts = examine(media.make("mp4", 30, options=media.FRAGMENTED))
    assert (facts.container, facts.duration_ms, facts.needs_extraction) == ("mp4", None, False)


def test_an_index_at_the_beginning_is_as_good_as_one_at_the_end() -> None:
    recording = media.index_first(media.make_mp4(5))
    assert recording.index(b"moov") < recording.index(b"mdat")
    assert examine(recording).duration_ms == pytest.approx(5000, abs=100)


def test_silence_is_a_recording() -> None:
    assert examine(media.make_mp4(5, silent=True)).has_video


def test_a_cover_picture_is_not_a_video() -> None:
    facts = examine(media.make("mp4", 5, video=None, cover=True))
    assert (facts.has_video, facts.needs_extraction) == (False, False)


def test_an_empty_file_is_an_empty_recording() -> None:
    assert reason_of(b"") == "empty_recording"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"Hello, this is a text and no recording.\n" * 100, id="text"),
        pytest.param(b"Good morning, which begins with the byte of a transport stream" * 9, id="G"),
        pytest.param(b"<!DOCTYPE html><html><body>404</body></html>" * 10, id="html"),
        pytest.param(b"PK\x03\x04" + bytes(1000), id="zip"),
        pytest.param(b"%PDF-1.7\n" + bytes(1000), id="pdf"),
        pytest.param(b"MZ" + bytes(1000), id="program"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(100), id="png"),
        pytest.param(b"RIFF\x10\0\0\0WEBPVP8 " + bytes(100), id="webp"),
        pytest.param(b"\0", id="one-byte"),
        pytest.param(bytes(100_000), id="zeros"),
        pytest.param(b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", id="playlist"),
        pytest.param(b"ffconcat version 1.0\nfile /etc/passwd\n", id="concat-script"),
        pytest.param(b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\n", id="sdp"),
        pytest.param(b'<?xml version="1.0"?><MPD><BaseURL>http://127.0.0.1/', id="dash"),
        pytest.param(b"\xff\xfe" + "text in UTF-16".encode("utf-16-le") * 50, id="utf-16"),
    ],
)
def test_what_is_no_recording_is_not_media(content: bytes) -> None:
    assert reason_of(content) == "not_media"


@pytest.mark.parametrize("magic", [b"FORM\0\0\0\0AIFF", b"MThd", b"caff", b"#!AMR\n", b".RMF"])
def test_recordings_of_other_kinds_are_an_unsupported_container(magic: bytes) -> None:
    assert reason_of(magic + bytes(1000)) == "unsupported_container"


@pytest.mark.parametrize(
    ("make", "part"),
    [
        pytest.param(lambda: media.make_mp4(20), 0.5, id="mp4-whose-index-is-missing"),
        pytest.param(lambda: media.make_mp4(20), 0.999, id="mp4-whose-index-is-cut"),
        pytest.param(
            lambda: media.index_first(media.make_mp4(20)), 0.6, id="mp4-whose-media-is-cut"
        ),
        pytest.param(
            lambda: media.index_first(media.make_mp4(20)), 0.999, id="mp4-whose-end-is-missing"
        ),
        pytest.param(lambda: media.make_webm(20, live=False), 0.5, id="finished-webm"),
        pytest.param(lambda: media.make("matroska", 20), 0.9, id="mkv"),
        pytest.param(lambda: media.make("wav", 20, video=None, audio="pcm_s16le"), 0.5, id="wav"),
        pytest.param(lambda: media.make("avi", 20, audio="libmp3lame"), 0.5, id="avi"),
    ],
)
def test_what_is_cut_off_is_truncated(make: Callable[[], bytes], part: float) -> None:
    recording = make()
    assert reason_of(recording[: int(len(recording) * part)]) == "truncated_recording"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: media.make_webm(20, live=True), id="webm"),
        pytest.param(lambda: media.make("mp4", 20, options=media.FRAGMENTED), id="mp4"),
    ],
)
def test_a_browser_that_crashed_leaves_a_recording_that_is_good_until_then(
    make: Callable[[], bytes],
) -> None:
    recording = make()
    assert examine(recording[: len(recording) // 2]).audio_codec


def test_a_header_alone_is_truncated() -> None:
    assert reason_of(media.box(b"ftyp", b"isom\0\0\2\0isom")) == "truncated_recording"


def test_a_video_without_sound_has_no_audio_track() -> None:
    assert reason_of(media.make_mp4(5, audio=False)) == "no_audio_track"
    assert reason_of(media.make_webm(5, audio=False)) == "no_audio_track"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: media.make_mp4(1.5), id="mp4"),
        pytest.param(lambda: media.make("wav", 1.5, video=None, audio="pcm_s16le"), id="wav"),
        pytest.param(lambda: media.make_webm(1.5, live=True), id="webm-without-duration"),
        pytest.param(lambda: media.make("mp4", 1.5, options=media.FRAGMENTED), id="fragmented-mp4"),
    ],
)
def test_less_than_two_seconds_are_too_short(make: Callable[[], bytes]) -> None:
    assert reason_of(make()) == "recording_too_short"


def test_two_seconds_are_enough() -> None:
    assert examine(media.make_mp4(2.1)).duration_ms == pytest.approx(2100, abs=60)


def test_an_hour_in_fragments_is_not_read_through() -> None:
    """Without care FFmpeg looks at every fragment: at each of 3,600 it would fetch a range."""
    piece = media.make("mp4", 60, options=media.FRAGMENTED)
    start = piece.index(b"moof") - 4
    file = CountingFile(piece + piece[start:] * 59)
    AvMediaProbe().examine(file, len(file.getvalue()))
    assert file.bytes_read < 300_000


def test_a_recording_that_never_explains_itself_is_not_read_for_ever() -> None:
    """A WebM whose track is announced and then never heard: 80 MiB of filling."""
    head = media.make_webm(3)
    filling = b"\xec\x10\x10\x00\x00" + bytes(0x100000)
    clusters = b"\x1f\x43\xb6\x75\x10\x10\x00\x05" + filling
    file = CountingFile(head[: head.index(b"\x1f\x43\xb6\x75")] + clusters * 80)
    with pytest.raises(MediaRejected):
        AvMediaProbe().examine(file, len(file.getvalue()))
    assert file.bytes_read <= BUDGET_BYTES + 2**20


def test_an_outage_of_storage_is_not_the_recordings_fault() -> None:
    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 40_000:
                raise StorageUnavailable("storage: gone")
            return super().read(size)

    recording = media.make_mp4(60)
    with pytest.raises(StorageUnavailable):
        AvMediaProbe().examine(Failing(recording), len(recording))


def test_a_video_of_an_unknown_kind_has_its_sound_taken_out() -> None:
    """Found by fuzzing: there is no decoder to ask for its name."""
    recording = media.make("matroska", 3.0).replace(b"V_MPEG4/ISO/ASP", b"V_ZZZZZ/ISO/ASP")
    facts = AvMediaProbe().examine(io.BytesIO(recording), len(recording))
    assert (facts.has_video, facts.needs_extraction) == (True, True)
    assert AvMediaProbe().extract_audio(io.BytesIO(recording), io.BytesIO()) >= 2900


def test_a_sound_of_an_unknown_kind_is_not_called_cut_off() -> None:
    recording = media.make("matroska", 3.0).replace(b"A_AAC", b"A_ZZZ")
    with pytest.raises(MediaRejected) as rejected:
        AvMediaProbe().examine(io.BytesIO(recording), len(recording))
    assert rejected.value.reason == "unsupported_container"
