"""Which recordings there are: by their first bytes, never by their name.

What Video Indexer takes is its support matrix (MicrosoftDocs/azure-video-indexer,
avi-support-matrix.md of July 2026): FLV, MPEG2-PS and -TS, 3GP, WMV/ASF, MP4/M4A, Matroska, WAV and
QuickTime, each with the codecs below. WebM left that list in April 2025; MP3, Ogg, FLAC and bare
AAC never stood on it, AVI only uncompressed, and VP8, VP9 and AV1 in no container. Of all these
the sound is sent instead.
"""

from __future__ import annotations

HEAD_BYTES = 512
"""How much of a recording the functions here want to see."""

MAGIC = (
    (b"ftyp", 4, "mov"), (b"moov", 4, "mov"), (b"mdat", 4, "mov"), (b"wide", 4, "mov"),
    (b"free", 4, "mov"), (b"skip", 4, "mov"), (b"\x1a\x45\xdf\xa3", 0, "matroska"),
    (b"RF64", 0, "wav"), (b"ID3", 0, "mp3"), (b"OggS", 0, "ogg"), (b"fLaC", 0, "flac"),
    (b"FLV\x01", 0, "flv"), (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", 0, "asf"),
    (b"\x00\x00\x01\xba", 0, "mpeg"),
)  # fmt: skip
RIFF = {b"WAVE": "wav", b"AVI ": "avi"}
TRANSPORT_PACKETS = ((0, 188), (4, 192))
"""An MPEG transport stream has a 0x47 in every packet: offset of the first, length of a packet."""

NO_DEMUXER = (
    b"FORM", b"MThd", b".RMF", b"caff", b"#!AMR", b"DSD ", b"MAC ", b"wvpk",
    b"\x06\x0e\x2b\x34",  # MXF
)  # fmt: skip
"""Recordings too, but of kinds that nobody has after an interview."""

LISTED_CONTAINERS = frozenset({"mp4", "mov", "wav", "wmv", "flv", "mpegts", "mpg", "matroska"})
LISTED_VIDEO = frozenset(
    {
        "h264", "hevc", "mpeg1video", "mpeg2video", "mpeg4", "vc1", "wmv3", "theora", "prores",
        "jpeg2000", "dvvideo", "rawvideo",
    }
)  # fmt: skip
LISTED_AUDIO = frozenset(
    {
        "aac", "mp2", "mp3", "wmav1", "wmav2", "wmapro", "flac", "opus", "vorbis",
        "amr_nb", "amr_wb",
    }
)  # fmt: skip
"""FFmpeg's names; PCM of every kind comes on top."""


def demuxer_of(head: bytes) -> str | None:
    """FFmpeg's demuxer for a recording that begins like this, None where it is none."""
    for magic, offset, name in MAGIC:
        if head[offset : offset + len(magic)] == magic:
            return name
    if head[:4] == b"RIFF":
        return RIFF.get(head[8:12])
    for offset, length in TRANSPORT_PACKETS:
        if head[offset : offset + 2 * length + 1 : length] == b"\x47\x47\x47":
            return "mpegts"
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        if head[1] & 0xF6 == 0xF0:
            return "aac"
        # The layer's bits, the bit rate's and the sample rate's have values that cannot be.
        possible = head[1] & 0x06 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C
        return "mp3" if possible else None
    return None


def known_elsewhere(head: bytes) -> bool:
    """Whether this is media of a kind that is not taken."""
    return head.startswith(NO_DEMUXER)


def container_of(demuxer: str, head: bytes) -> str:
    """The container's short name."""
    if demuxer == "mov":
        return "mov" if head[4:8] != b"ftyp" or head[8:12] == b"qt  " else "mp4"
    if demuxer == "matroska":
        return "webm" if b"\x42\x82\x84webm" in head else "matroska"
    return {"mpeg": "mpg", "asf": "wmv"}.get(demuxer, demuxer)


def is_listed(container: str, audio_codec: str, video_codec: str | None) -> bool:
    """Whether Video Indexer's support matrix has this combination."""
    return (
        container in LISTED_CONTAINERS
        and (audio_codec in LISTED_AUDIO or audio_codec.startswith("pcm_"))
        and (video_codec is None or video_codec in LISTED_VIDEO)
    )


def promised_bytes(demuxer: str, head: bytes) -> int | None:
    """How long the file is by its own word, None where it does not say (a live recording)."""
    if demuxer in ("wav", "avi") and head[:4] == b"RIFF":
        size = int.from_bytes(head[4:8], "little")
        return size + 8 if 0 < size < 0x7FFF_FFFF else None
    if demuxer == "matroska":
        return _segment_end(head)
    return None


def _segment_end(head: bytes) -> int | None:
    """RFC 8794 and 9559: the EBML header, then the segment that holds everything else."""
    length, after = _variable_integer(head, 4)
    segment = after + (length or 0)
    if head[segment : segment + 4] != b"\x18\x53\x80\x67":
        return None
    length, after = _variable_integer(head, segment + 4)
    return None if length is None else after + length


def _variable_integer(data: bytes, start: int) -> tuple[int | None, int]:
    """A size and where it ends; None where all bits are ones, which means unknown."""
    if start >= len(data) or data[start] == 0:
        return None, start
    width = 9 - data[start].bit_length()
    bits = int.from_bytes(data[start : start + width]) & ((1 << 7 * width) - 1)
    return (None if bits == (1 << 7 * width) - 1 else bits), start + width
