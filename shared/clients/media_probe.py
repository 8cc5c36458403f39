"""Looks into a recording with FFmpeg, by ranges, and without trusting it.

FFmpeg only ever gets our file object and the demuxers named here, so that a playlist inside a
recording cannot make it open addresses or local files.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, BinaryIO

from shared.contracts.remote import MediaFacts
from shared.errors import MediaRejected

if TYPE_CHECKING:
    from av.container import InputContainer

TAKEN_BY_VIDEO_INDEXER = {
    "mov": "mp4",
    "wav": "wav",
    "mp3": "mp3",
    "avi": "avi",
    "asf": "wmv",
    "flv": "flv",
    "mpegts": "mpegts",
    "mpeg": "mpg",
}
"""Demuxer → short name; containers on Video Indexer's list of supported formats."""

EXTRACTED = {
    "matroska": "webm",
    "ogg": "ogg",
    "flac": "flac",
    "aac": "aac",
}
"""Containers whose audio is sent instead: WebM left Video Indexer's list in April 2025."""

DEMUXERS = {**TAKEN_BY_VIDEO_INDEXER, **EXTRACTED}
SHORTEST_MS = 2000
"""Video Indexer's limit, two seconds."""
PROBE_BUDGET_BYTES = 64 * 1024**2
"""A recording that does not say what it is within this much reading is not one."""
MOST_STREAMS = 64
MAGIC = (
    (b"ftyp", 4, "mov"), (b"moov", 4, "mov"), (b"mdat", 4, "mov"), (b"wide", 4, "mov"),
    (b"free", 4, "mov"), (b"skip", 4, "mov"), (b"\x1a\x45\xdf\xa3", 0, "matroska"),
    (b"RIFF", 0, ""), (b"RF64", 0, "wav"), (b"ID3", 0, "mp3"), (b"OggS", 0, "ogg"),
    (b"fLaC", 0, "flac"), (b"FLV", 0, "flv"), (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", 0, "asf"),
    (b"\x47", 0, "mpegts"), (b"\x00\x00\x01\xba", 0, "mpeg"),
)  # fmt: skip
"""First bytes → demuxer. '' is RIFF, which is WAV or AVI."""


class _BudgetSpentError(Exception):
    """The probe has read more than a sound recording needs."""


class _Budget(io.RawIOBase):
    """The recording, with a limit on how much of it may be read."""

    def __init__(self, content: BinaryIO, budget: int | None) -> None:
        super().__init__()
        self._content = content
        self._left = budget
        self.failure: BaseException | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._content.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._content.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        """Errors are kept for whoever asks, since FFmpeg only passes a number on."""
        if self._left is not None and self._left <= 0:
            self.failure = self.failure or _BudgetSpentError()
            raise self.failure
        try:
            data = self._content.read(size)
        except BaseException as error:
            self.failure = error
            raise
        if self._left is not None:
            self._left -= len(data)
        return data


def demuxer_of(head: bytes) -> str | None:
    """The demuxer that the first bytes ask for, None where they are of no recording."""
    for magic, offset, name in MAGIC:
        if head[offset : offset + len(magic)] == magic:
            if name:
                return name
            return {b"WAVE": "wav", b"AVI ": "avi"}.get(head[8:12])
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "aac" if head[1] & 0xF6 == 0xF0 else "mp3"
    return None


class AvMediaProbe:
    """The media probe over PyAV."""

    def examine(self, content: BinaryIO, size: int) -> MediaFacts:
        """What the recording's bytes say; see the port for the reasons of MediaRejected."""
        if size == 0:
            raise MediaRejected("empty_recording")
        head = content.read(64)
        content.seek(0)
        name = demuxer_of(head)
        if name is None:
            raise MediaRejected(_unknown(head))
        guarded = _Budget(content, PROBE_BUDGET_BYTES)
        import av

        try:
            with open_media(guarded, name) as container:
                return _facts(container, name, size)
        except MediaRejected:
            raise
        except (av.FFmpegError, _BudgetSpentError, ValueError, OSError, OverflowError):
            _raise_our_own(guarded)
            raise MediaRejected(_broken(name, head)) from None

    def extract_audio(self, content: BinaryIO, target: BinaryIO) -> int:
        """The first audio track as .m4a; see ``audio_extraction``."""
        from shared.clients.audio_extraction import extract_audio

        return extract_audio(content, target)


def open_media(content: io.RawIOBase, name: str) -> InputContainer:
    """Open with one demuxer, our file alone, and no protocol that could lead anywhere."""
    import av

    av.logging.set_level(None)
    options = {"protocol_whitelist": "", "enable_drefs": "0", "max_streams": str(MOST_STREAMS)}
    if name != "mov":
        del options["enable_drefs"]
    return av.open(content, mode="r", format=name, options=options, io_open=_refuse)


def _refuse(url: str, flags: int, options: dict[str, str]) -> object:
    """A recording that wants to open something else does not get it."""
    del url, flags, options
    raise PermissionError


def _raise_our_own(guarded: _Budget) -> None:
    if guarded.failure is not None and not isinstance(guarded.failure, _BudgetSpentError):
        raise guarded.failure


def _unknown(head: bytes) -> str:
    """Whether this looks like media of a kind we do not take, or like none at all."""
    known_elsewhere = (b"FORM", b"MThd", b".RMF", b"caff", b"#!AMR", b"DSD ", b"MAC ", b"wvpk")
    return "unsupported_container" if head.startswith(known_elsewhere) else "not_media"


def _broken(name: str, head: bytes) -> str:
    """A container that begins as one and cannot be read on is cut off, mostly."""
    return (
        "truncated_recording"
        if name in ("mov", "matroska", "avi", "asf") and len(head) > 8
        else "not_media"
    )


def _facts(container: InputContainer, name: str, size: int) -> MediaFacts:
    audio = next(iter(container.streams.audio), None)
    if audio is None:
        raise MediaRejected("no_audio_track" if container.streams.video else "not_media")
    short_name = DEMUXERS[name]
    duration_ms = _duration_ms(container, audio)
    if short_name in ("mp4", "avi"):
        _expect_complete(container, size)
    _expect_sound(container, audio)
    if duration_ms is not None and duration_ms < SHORTEST_MS:
        raise MediaRejected("recording_too_short")
    return MediaFacts(
        container=short_name,
        duration_ms=duration_ms,
        audio_codec=str(audio.codec_context.name),
        has_video=bool(container.streams.video),
        needs_extraction=name in EXTRACTED,
    )


def _duration_ms(container: InputContainer, audio: Any) -> int | None:
    if audio.duration and audio.time_base:
        return int(audio.duration * audio.time_base * 1000)
    if container.duration:
        return int(container.duration / 1000)
    return None


def _expect_sound(container: InputContainer, audio: Any) -> None:
    """One packet of the audio track can be decoded."""
    for number, packet in enumerate(container.demux(audio)):
        if any(True for _ in packet.decode()):
            return
        if number > 200:
            break
    raise MediaRejected("truncated_recording")


def _expect_complete(container: InputContainer, size: int) -> None:
    """No sample that the index promises lies behind the end of the file."""
    for stream in container.streams:
        entries = stream.index_entries
        if len(entries) == 0:
            continue
        last = entries[-1]
        if last.pos + last.size > size:
            raise MediaRejected("truncated_recording")
