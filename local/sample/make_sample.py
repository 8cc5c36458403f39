"""Makes sample.mp4 from script.json: two synthetic voices and a still picture.

``python -m local.sample.make_sample``; it needs Debian's package flite. The file is kept in the
repository, so this runs only when the script changes.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import OutputContainer
from numpy.typing import NDArray

FOLDER = Path(__file__).resolve().parent
RATE = 16_000
AUDIO_RATE = 48_000
AUDIO_BITS = 64_000
WIDTH, HEIGHT = 320, 180
TURN_PAUSE_S = 0.8
SENTENCE_PAUSE_S = 0.4
NOISE = 0.0004
"""A room is never quite silent."""


def main() -> None:
    """Write sample.mp4 next to this file."""
    script = json.loads((FOLDER / "script.json").read_text(encoding="utf-8"))
    sound = speech(script)
    write(FOLDER / "sample.mp4", sound)
    size = (FOLDER / "sample.mp4").stat().st_size
    print(f"sample.mp4: {len(sound) / RATE:.1f} s, {size / 1e6:.2f} MB")


def speech(script: dict[str, Any]) -> NDArray[np.float32]:
    """Everything that is said, at 16 kHz, with the pauses between."""
    pieces = [_pause(0.5)]
    for turn in script["turns"]:
        pieces.append(_pause(turn.get("pause_s", TURN_PAUSE_S)))
        for sentence in turn["sentences"]:
            pieces += [_say(sentence, **script["speakers"][turn["speaker"]])]
            pieces += [_pause(SENTENCE_PAUSE_S)]
    sound = np.concatenate([*pieces, _pause(0.5)])
    noise = np.random.default_rng(1).normal(0, NOISE, len(sound))
    return (sound + noise).astype(np.float32)


def write(file: Path, sound: NDArray[np.float32]) -> None:
    """An mp4 of one picture a second and AAC."""
    with av.open(str(file), "w", options={"movflags": "faststart"}) as output:
        picture = output.add_stream("libx264", rate=1, options={"crf": "30"})
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        track = output.add_stream("aac", rate=AUDIO_RATE, layout="mono")
        track.bit_rate = AUDIO_BITS
        still = _picture()
        for number in range(len(sound) // RATE + 1):
            frame = av.VideoFrame.from_ndarray(still, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 1)
            output.mux(picture.encode(frame))
        output.mux(picture.encode())
        _encode(output, track, sound)


def _say(text: str, *, voice: str, stretch: float) -> NDArray[np.float32]:
    with tempfile.TemporaryDirectory() as folder:
        spoken = Path(folder) / "spoken.wav"
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}"]
        subprocess.run([*command, "-t", text, "-o", str(spoken)], check=True)
        with av.open(str(spoken)) as container:
            resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
            frames = [*container.decode(audio=0), None]
            parts = [piece.to_ndarray()[0] for f in frames for piece in resampler.resample(f)]
    sound: NDArray[np.float32] = np.concatenate(parts).astype(np.float32)
    return sound * np.float32(0.5 / np.abs(sound).max())


def _pause(seconds: float) -> NDArray[np.float32]:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def _picture() -> NDArray[np.uint8]:
    """Two heads before a wall, drawn of circles."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    picture = np.full((HEIGHT, WIDTH, 3), (214, 222, 230), dtype=np.uint8)
    for x, colour in ((WIDTH // 3, (178, 92, 72)), (2 * WIDTH // 3, (62, 96, 142))):
        head = (rows - 70) ** 2 + (columns - x) ** 2 < 24**2
        body = ((rows - 150) / 50) ** 2 + ((columns - x) / 42) ** 2 < 1
        picture[head | body] = colour
    return picture


def _encode(output: OutputContainer, track: av.AudioStream, sound: NDArray[np.float32]) -> None:
    frame = av.AudioFrame.from_ndarray(sound[np.newaxis, :], format="flt", layout="mono")
    frame.rate = RATE
    context = track.codec_context
    resampler = av.AudioResampler(
        format=context.format, layout="mono", rate=AUDIO_RATE, frame_size=1024
    )
    for piece in [*resampler.resample(frame), *resampler.resample(None)]:
        output.mux(track.encode(piece))
    output.mux(track.encode())


if __name__ == "__main__":
    main()
