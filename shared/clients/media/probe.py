"""Looks into a recording by ranges: what it is, whether it is whole, and who can take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from shared.clients.media.formats import (
    HEAD_BYTES,
    container_of,
    demuxer_of,
    is_listed,
    known_elsewhere,
    promised_bytes,
)
from shared.clients.media.guarded import BudgetSpentError, GuardedFile, open_media
from shared.clients.media.mp4_boxes import layout
from shared.contracts.remote import MediaFacts
from shared.errors import MediaRejected

if TYPE_CHECKING:
    from av.container import InputContainer

SHORTEST_MS = 2000
"""Video Indexer's limit, two seconds."""
BUDGET_BYTES = 64 * 1024**2
"""A recording that does not say what it is within this much reading is not one."""
MOST_PACKETS = 20_000
SLACK_BYTES = 16
"""Writers disagree about padding at the end."""
CAN_BE_CUT_OFF = frozenset({"mov", "matroska", "avi", "asf", "wav"})


class AvMediaProbe:
    """The media probe over PyAV."""

    def examine(self, content: BinaryIO, size: int) -> MediaFacts:
        """What the recording's bytes say; see the port for the reasons of MediaRejected."""
        if size == 0:
            raise MediaRejected("empty_recording")
        guarded = GuardedFile(content, BUDGET_BYTES)
        head = guarded.read(HEAD_BYTES)
        demuxer = demuxer_of(head)
        if demuxer is None:
            raise MediaRejected("unsupported_container" if known_elsewhere(head) else "not_media")
        fragmented = _expect_whole(guarded, demuxer, head, size)
        guarded.seek(0)
        import av

        try:
            with open_media(guarded, demuxer) as container:
                return _facts(container, demuxer, head, size, fragmented=fragmented)
        except (av.FFmpegError, BudgetSpentError, ValueError, OSError, OverflowError, MemoryError):
            guarded.raise_own_failure()
            # What begins as a recording and cannot be read on is cut off, mostly.
            cut_off = demuxer in CAN_BE_CUT_OFF and guarded.failure is None
            raise MediaRejected("truncated_recording" if cut_off else "not_media") from None

    def extract_audio(self, content: BinaryIO, target: BinaryIO) -> int:
        """The first audio track as .m4a; see ``audio_extraction``."""
        from shared.clients.media.audio_extraction import extract_audio

        return extract_audio(content, target)


def _expect_whole(content: GuardedFile, demuxer: str, head: bytes, size: int) -> bool:
    """Whether it is a fragmented MP4, of which nobody knows how long it should be."""
    if demuxer == "mov":
        found = layout(content, size)  # type: ignore[arg-type]
        if not found.complete:
            raise MediaRejected("truncated_recording")
        return found.fragmented
    promised = promised_bytes(demuxer, head)
    if promised is not None and promised > size + SLACK_BYTES:
        raise MediaRejected("truncated_recording")
    return False


def _facts(
    container: InputContainer, demuxer: str, head: bytes, size: int, *, fragmented: bool
) -> MediaFacts:
    video = next((one for one in container.streams.video if not _is_cover(one)), None)
    audio = next(iter(container.streams.audio), None)
    if audio is None:
        raise MediaRejected("no_audio_track" if container.streams.video else "not_media")
    if audio.codec_context is None:  # sound of a kind that nobody here can decode
        raise MediaRejected("unsupported_container")
    if demuxer == "mov" and not fragmented:
        _expect_samples_inside(container, size)
    duration_ms = None if fragmented else _duration_ms(container, audio)
    _expect_sound(container, audio, long_enough=duration_ms is not None)
    if duration_ms is not None and duration_ms < SHORTEST_MS:
        raise MediaRejected("recording_too_short")
    name = container_of(demuxer, head)
    codec = _codec_of(audio)
    video_codec = None if video is None else _codec_of(video)
    return MediaFacts(
        container=name,
        duration_ms=duration_ms,
        audio_codec=codec,
        has_video=video is not None,
        needs_extraction=not is_listed(name, codec, video_codec),
    )


def _codec_of(stream: Any) -> str:
    """FFmpeg's name of the codec; a stream of a kind that FFmpeg does not know has no context."""
    return str(stream.codec_context.codec.canonical_name) if stream.codec_context else "unknown"


def _is_cover(stream: Any) -> bool:
    """A picture of the album is not a video."""
    import av

    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _duration_ms(container: InputContainer, audio: Any) -> int | None:
    if audio.duration and audio.duration > 0 and audio.time_base:
        return int(audio.duration * audio.time_base * 1000)
    if container.duration and container.duration > 0:
        return int(container.duration / 1000)
    return None


def _expect_samples_inside(container: InputContainer, size: int) -> None:
    """No sample that the index promises lies behind the end of the file."""
    for stream in container.streams:
        entries = stream.index_entries
        if len(entries) and entries[-1].pos + entries[-1].size > size:
            raise MediaRejected("truncated_recording")


def _expect_sound(container: InputContainer, audio: Any, *, long_enough: bool) -> None:
    """The audio track can be decoded; two seconds of it, where the container names no length."""
    heard_ms = 0.0
    for number, packet in enumerate(container.demux(audio)):
        for frame in packet.decode():
            heard_ms += frame.samples * 1000 / frame.sample_rate
        if heard_ms >= SHORTEST_MS or (heard_ms and long_enough):
            return
        if number > MOST_PACKETS:
            break
    raise MediaRejected("recording_too_short" if heard_ms else "truncated_recording")
