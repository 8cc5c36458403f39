"""The first audio track of a recording as an .m4a, streamed: memory stays flat."""

from __future__ import annotations

from typing import Any, BinaryIO

from shared.clients.media_probe import _Budget, _raise_our_own, demuxer_of, open_media
from shared.errors import MediaRejected

RATE = 24_000
"""Samples a second: speech needs no more than 12 kHz."""
BITS_PER_SECOND = 64_000


def extract_audio(content: BinaryIO, target: BinaryIO) -> int:
    """Decode, mix to mono, encode as AAC; ``target`` must be seekable.

    Returns:
        The duration in milliseconds.

    Raises:
        MediaRejected: there is no sound, or it cannot be decoded.
    """
    import av

    content.seek(0)
    name = demuxer_of(content.read(64))
    content.seek(0)
    if name is None:
        raise MediaRejected("not_media")
    guarded = _Budget(content, None)
    samples = 0
    try:
        with (
            open_media(guarded, name) as source,
            av.open(target, "w", format="mp4") as output,
        ):
            audio = next(iter(source.streams.audio), None)
            if audio is None:
                raise MediaRejected("no_audio_track")
            stream: Any = output.add_stream("aac", rate=RATE, layout="mono")
            stream.bit_rate = BITS_PER_SECOND
            resampler = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
            for frame in source.decode(audio):
                for converted in resampler.resample(frame):
                    converted.pts = samples
                    samples += converted.samples
                    output.mux(stream.encode(converted))
            for converted in resampler.resample(None):
                converted.pts = samples
                samples += converted.samples
                output.mux(stream.encode(converted))
            output.mux(stream.encode(None))
    except (av.FFmpegError, ValueError, OSError):
        _raise_our_own(guarded)
        raise MediaRejected("media_unreadable") from None
    if samples == 0:
        raise MediaRejected("media_unreadable")
    return samples * 1000 // RATE
