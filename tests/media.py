"""Recordings for tests, made on the fly: pictures of one grey after the other, and a tone."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from typing import Any

import av
import numpy as np
from av.stream import Disposition

FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof+skip_trailer"}
"""As browsers record MP4."""
LIVE = {"live": "1"}
"""As browsers record WebM: without a length, without cues."""


def make(
    container: str,
    seconds: float = 5.0,
    *,
    audio: str | None = "aac",
    video: str | None = "mpeg4",
    options: Mapping[str, str] | None = None,
    rate: int = 48_000,
    silent: bool = False,
    clock: Mapping[int, float] | None = None,
    cover: bool = False,
) -> bytes:
    """A recording in any container and codecs that FFmpeg can write.

    ``clock`` maps a tenth of a second's number to seconds by which the sound is late from there on;
    ``cover`` adds the picture of an album.
    """
    target = io.BytesIO()
    with av.open(target, "w", format=container, options=dict(options or {})) as output:
        pictures: Any = None
        sound: Any = None
        if video:
            pictures = output.add_stream(video, rate=10)
            pictures.width, pictures.height, pictures.pix_fmt = 64, 64, "yuv420p"
        if audio:
            sound = output.add_stream(audio, rate=rate, layout="mono")
            sound.bit_rate = 64_000
        if cover:
            front: Any = output.add_stream("mjpeg", rate=1)
            front.width, front.height, front.pix_fmt = 64, 64, "yuvj420p"
            front.disposition = Disposition.attached_pic
            output.mux(front.encode(_picture(0)))
            output.mux(front.encode(None))
        resampler = sound and av.AudioResampler(format=sound.format, layout="mono", rate=rate)
        late = 0.0
        for tenth in range(round(seconds * 10)):
            if pictures:
                output.mux(pictures.encode(_picture(tenth)))
            if sound:
                late = (clock or {}).get(tenth, late)
                tone = _tone(tenth, rate, late, loudness=0.0 if silent else 0.1)
                for frame in resampler.resample(tone):
                    output.mux(sound.encode(frame))
        for stream in (pictures, sound):
            if stream:
                output.mux(stream.encode(None))
    return target.getvalue()


def make_mp4(
    seconds: float = 5.0, *, audio: bool = True, video: bool = True, silent: bool = False
) -> bytes:
    """An MP4 with its index at the end."""
    return make(
        "mp4",
        seconds,
        audio="aac" if audio else None,
        video="mpeg4" if video else None,
        silent=silent,
    )


def make_webm(seconds: float = 5.0, *, live: bool = True, audio: bool = True) -> bytes:
    """A WebM as browsers record it (VP8 and Opus), or finished."""
    return make(
        "webm",
        seconds,
        audio="libopus" if audio else None,
        video="libvpx",
        options=LIVE if live else None,
    )


def make_webm_with_pause(seconds: float, *, pause: float) -> bytes:
    """Sound, nothing at all, and sound again, as a recorder that was paused leaves it."""
    return make(
        "webm",
        2 * seconds,
        audio="libopus",
        video=None,
        options=LIVE,
        clock={round(seconds * 10): pause},
    )


def index_first(mp4: bytes) -> bytes:
    """The same MP4 with its index before the sound and the pictures."""
    target = io.BytesIO()
    with (
        av.open(io.BytesIO(mp4)) as source,
        av.open(
            target,
            "w",
            format="mp4",
            options={"movflags": "+faststart"},
            io_open=lambda _url, _flags, _options: io.BytesIO(target.getvalue()),
        ) as output,
    ):
        streams = {
            stream.index: output.add_stream_from_template(stream) for stream in source.streams
        }
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = streams[packet.stream.index]
                output.mux(packet)
    return target.getvalue()


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of ISO/IEC 14496-12."""
    inside = b"".join(content)
    return struct.pack(">I4s", len(inside) + 8, kind) + inside


def full_box(kind: bytes, *content: bytes, flags: int = 0) -> bytes:
    """A box with version 0 and flags."""
    return box(kind, struct.pack(">I", flags), *content)


MATRIX = struct.pack(">9I", 65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)


def mp4_with_track(samples: int, *, reference: bytes | None = None) -> bytes:
    """An MP4 of about 1.5 kB that claims this many samples of one byte each.

    ``reference`` is a ``dref`` entry: another file in which the samples are said to be.
    """
    wave = struct.pack(">HHHHI", 2, 16, 0, 0, 48000 << 16)
    description = box(b"mp4a", bytes(6), struct.pack(">H", 1), bytes(8), wave)
    information = [full_box(b"smhd", bytes(4))]
    if reference is not None:
        references = full_box(b"dref", struct.pack(">I", 1), reference)
        information.append(box(b"dinf", references))
    table = box(
        b"stbl",
        full_box(b"stsd", struct.pack(">I", 1), description),
        full_box(b"stts", struct.pack(">III", 1, samples, 2)),
        full_box(b"stsc", struct.pack(">IIII", 1, 1, samples, 1)),
        full_box(b"stsz", struct.pack(">II", 1, samples)),
        full_box(b"stco", struct.pack(">II", 1, 40)),
    )
    media = box(
        b"mdia",
        full_box(b"mdhd", struct.pack(">IIIIHH", 0, 0, 48000, samples, 0, 0)),
        full_box(b"hdlr", struct.pack(">I4sIII", 0, b"soun", 0, 0, 0), b"\0"),
        box(b"minf", *information, table),
    )
    track = full_box(
        b"tkhd",
        struct.pack(">IIIII", 0, 0, 1, 0, samples),
        bytes(8),
        struct.pack(">hhhh", 0, 0, 256, 0),
        MATRIX,
        bytes(8),
        flags=3,
    )
    movie = full_box(
        b"mvhd",
        struct.pack(">IIII", 0, 0, 48000, samples),
        struct.pack(">IH", 65536, 256),
        bytes(10),
        MATRIX,
        bytes(24),
        struct.pack(">I", 2),
    )
    index = box(b"moov", movie, box(b"trak", track, media))
    return box(b"ftyp", b"isom\0\0\2\0isom") + index + box(b"mdat", bytes(1000))


def _picture(tenth: int) -> av.VideoFrame:
    grey = np.full((64, 64, 3), tenth % 255, dtype=np.uint8)
    frame = av.VideoFrame.from_ndarray(grey, format="rgb24")
    frame.pts = tenth
    return frame


def _tone(tenth: int, rate: int, late: float, *, loudness: float) -> av.AudioFrame:
    moments = (np.arange(rate // 10) + tenth * (rate // 10)) / rate
    wave = (loudness * np.sin(2 * np.pi * 220 * moments)).astype(np.float32)[None, :]
    frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout="mono")
    frame.sample_rate = rate
    frame.pts = tenth * (rate // 10) + round(late * rate)
    return frame
