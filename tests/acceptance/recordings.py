"""Recordings as candidates really send them: good ones, odd ones and broken ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer

RATE = 16_000
WIDTH, HEIGHT, FRAMES_A_SECOND = 160, 120, 5
GREY = np.full((HEIGHT, WIDTH, 3), 128, dtype=np.uint8)


def write_media(
    file: Path, seconds: float, *, audio: str | None = "aac", video: str | None = "mpeg4"
) -> Path:
    """A recording of silence in front of a grey wall, with or without sound or picture."""
    with av.open(str(file), "w") as output:
        picture = _picture(output, video) if video else None
        sound = _sound(output, audio) if audio else None
        for number in range(int(seconds * FRAMES_A_SECOND) if picture else 0):
            assert picture is not None
            frame = av.VideoFrame.from_ndarray(GREY, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_A_SECOND)
            output.mux(picture.encode(frame))
        if picture:
            output.mux(picture.encode())
        if sound:
            _encode(output, sound, _silence(seconds))
    return file


def convert(source: Path, target: Path, *, codec: str, container: str | None = None) -> Path:
    """The sound of a recording in another kind of file."""
    with av.open(str(source)) as read, av.open(str(target), "w", format=container) as write:
        _encode(write, _sound(write, codec), read.decode(audio=0))
    return target


def _picture(output: OutputContainer, codec: str) -> av.VideoStream:
    stream = output.add_stream(codec, rate=FRAMES_A_SECOND)
    assert isinstance(stream, av.VideoStream)
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    return stream


def _sound(output: OutputContainer, codec: str) -> av.AudioStream:
    # Opus knows 48 kHz alone, and MPEG layers start at 32 kHz.
    stream = output.add_stream(codec, rate=48_000, layout="mono")
    assert isinstance(stream, av.AudioStream)
    return stream


def _silence(seconds: float) -> Iterator[av.AudioFrame]:
    for start in range(0, int(seconds * RATE), RATE // 10):
        chunk = av.AudioFrame.from_ndarray(
            np.zeros((1, RATE // 10), dtype=np.int16), format="s16", layout="mono"
        )
        chunk.rate, chunk.pts, chunk.time_base = RATE, start, Fraction(1, RATE)
        yield chunk


def _encode(
    output: OutputContainer, track: av.AudioStream, frames: Iterable[av.AudioFrame]
) -> None:
    resampler = av.AudioResampler(
        format=track.codec_context.format, layout="mono", rate=48_000,
        frame_size=track.codec_context.frame_size or None,
    )  # fmt: skip
    for frame in frames:
        for piece in resampler.resample(frame):
            output.mux(track.encode(piece))
    for piece in resampler.resample(None):
        output.mux(track.encode(piece))
    output.mux(track.encode())


def beginning(source: Path, target: Path, seconds: float) -> Path:
    """The first seconds of the sound of a recording, whole and playable."""
    with av.open(str(source)) as given, av.open(str(target), "w") as output:
        sound = given.streams.audio[0]
        track = output.add_stream_from_template(sound)
        for packet in given.demux(sound):
            if packet.pts is not None and packet.pts * sound.time_base < seconds:
                packet.stream = track
                output.mux(packet)
    return target


def cut_off(source: Path, target: Path, share: float) -> Path:
    """The first part of a file, as an upload that broke off leaves it."""
    content = source.read_bytes()
    target.write_bytes(content[: int(len(content) * share)])
    return target


def padded(source: Path, target: Path, size: int) -> Path:
    """An mp4 of exactly ``size`` bytes that plays like ``source``: a `free` box is appended.

    The padding is a hole in the file, so that gigabytes cost no disk space here.
    """
    content = source.read_bytes()
    padding = size - len(content)
    header = (1).to_bytes(4) + b"free" + padding.to_bytes(8)
    with target.open("wb") as stream:
        stream.write(content + header)
        stream.truncate(size)
    return target
