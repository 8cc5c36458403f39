"""The first audio track of a recording as an .m4a, streamed: memory stays flat."""

from __future__ import annotations

import io
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any, BinaryIO

from shared.clients.media.formats import HEAD_BYTES, demuxer_of
from shared.clients.media.guarded import GuardedFile, open_media
from shared.errors import MediaRejected

if TYPE_CHECKING:
    from av import AudioFrame
    from av.container import InputContainer

RATE = 24_000
"""Samples a second: speech needs no more than 12 kHz."""
BITS_PER_SECOND = 64_000
SHORTEST_MS = 2000
LONGEST_MS = 6 * 3600 * 1000 + 60_000
"""Video Indexer's limit is six hours; a broken clock in a recording must not make days of it."""
GAP_S = 0.2
"""Shorter gaps in the recording's clock are its imprecision; longer ones become silence, so that
times in the transcript are times in the recording."""
MOST_BROKEN_PACKETS = 100


def extract_audio(content: BinaryIO, target: BinaryIO) -> int:
    """Decode, mix to mono, encode as AAC with the index first; ``target`` must be seekable.

    Returns:
        The duration in milliseconds.

    Raises:
        MediaRejected: no_audio_track, media_unreadable, recording_too_short or recording_too_long.
    """
    import av

    source, sink = GuardedFile(content), GuardedFile(target)
    source.seek(0)
    demuxer = demuxer_of(source.read(HEAD_BYTES))
    source.seek(0)
    if demuxer is None:
        raise MediaRejected("not_media")
    try:
        with (
            open_media(source, demuxer) as recording,
            av.open(
                sink,
                "w",
                format="mp4",
                options={"movflags": "+faststart"},
                io_open=lambda _url, _flags, _options: _SecondView(sink),
            ) as output,
        ):
            samples = _convert(recording, output)
    except (av.FFmpegError, ValueError, OSError, OverflowError, MemoryError):
        source.raise_own_failure()
        sink.raise_own_failure()
        raise MediaRejected("media_unreadable") from None
    duration_ms = samples * 1000 // RATE
    if samples == 0:
        raise MediaRejected("media_unreadable")
    if duration_ms < SHORTEST_MS:
        raise MediaRejected("recording_too_short")
    return duration_ms


def _convert(recording: InputContainer, output: Any) -> int:
    audio = next(iter(recording.streams.audio), None)
    if audio is None:
        raise MediaRejected("no_audio_track")
    stream = output.add_stream("aac", rate=RATE, layout="mono")
    stream.bit_rate = BITS_PER_SECOND
    samples = 0
    for frame in _even(_decoded(recording, audio)):
        frame.pts = samples
        frame.time_base = Fraction(1, RATE)
        samples += frame.samples
        if samples > LONGEST_MS * RATE // 1000:
            raise MediaRejected("recording_too_long")
        output.mux(stream.encode(frame))
    output.mux(stream.encode(None))
    return samples


def _decoded(recording: InputContainer, audio: Any) -> Iterator[AudioFrame]:
    """Every frame that can be decoded; a few broken packets are left out."""
    import av

    broken = 0
    for packet in recording.demux(audio):
        try:
            yield from packet.decode()
        except av.InvalidDataError:
            broken += 1
            if broken > MOST_BROKEN_PACKETS:
                raise


def _even(frames: Iterator[AudioFrame]) -> Iterator[AudioFrame]:
    """One rate, one channel, and silence where the recording's clock jumps ahead."""
    import av

    resampler: Any = None
    form: tuple[int, str, str] | None = None
    made = 0
    for frame in frames:
        now = (frame.sample_rate, frame.format.name, frame.layout.name)
        if now != form:
            if resampler is not None:
                yield from resampler.resample(None)
            resampler, form = av.AudioResampler(format="fltp", layout="mono", rate=RATE), now
        if frame.pts is not None and frame.time_base is not None:
            missing = int(frame.pts * frame.time_base * RATE) - made
            if made + missing > LONGEST_MS * RATE // 1000:
                raise MediaRejected("recording_too_long")
            if missing > GAP_S * RATE:
                for silence in _silence(missing):
                    made += silence.samples
                    yield silence
        for even in resampler.resample(frame):
            made += even.samples
            yield even
    if resampler is not None:
        yield from resampler.resample(None)


def _silence(samples: int) -> Iterator[AudioFrame]:
    import av

    for start in range(0, samples, RATE):
        frame = av.AudioFrame(format="fltp", layout="mono", samples=min(RATE, samples - start))
        frame.sample_rate = RATE
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        yield frame


class _SecondView(io.RawIOBase):
    """The same file with a position of its own, for FFmpeg to read what it moves."""

    def __init__(self, file: GuardedFile) -> None:
        super().__init__()
        self._file = file
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        theirs = self._file.tell()
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position}.get(whence)
        if base is None:
            base = self._file.seek(0, io.SEEK_END)
            self._file.seek(theirs)
        self._position = base + offset
        return self._position

    def read(self, size: int = -1) -> bytes:
        theirs = self._file.tell()
        self._file.seek(self._position)
        data = self._file.read(size)
        self._position += len(data)
        self._file.seek(theirs)
        return data
