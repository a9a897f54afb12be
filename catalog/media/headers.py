"""What headers promise, where FFmpeg does not tell: by the file's size it guesses, and would not notice a cut."""

import struct
from pathlib import Path
from typing import Any, BinaryIO

UNKNOWN = (0, 0xFFFFFFFF)  # of programs that wrote to a pipe, and of RF64
CHUNKS = 200
FIRST_FRAME_BYTES = 1500


def wav_promises_s(path: Path) -> float | None:
    """Seconds the header announces; None when it does not say."""
    with path.open("rb") as file:
        riff, _, wave = _unpacked("4sI4s", file.read(12), (b"", 0, b""))
        if (riff, wave) != (b"RIFF", b"WAVE"):
            return None
        bytes_a_second = 0
        for _ in range(CHUNKS):
            name, size = _unpacked("4sI", file.read(8), (b"", 0))
            if name == b"data":
                return size / bytes_a_second if bytes_a_second and size not in UNKNOWN else None
            if not name:
                return None
            if name == b"fmt ":
                (bytes_a_second,) = _unpacked("8xI", file.read(12), (0,))
                size -= 12
            file.seek(max(0, size + size % 2), 1)
    return None


def mp3_counts_its_frames(path: Path) -> bool:
    """Whether an MP3 begins with the frame that tells how many follow (Xing, Info, VBRI)."""
    with path.open("rb") as file:
        skip_id3(file)
        head = file.read(FIRST_FRAME_BYTES)
    return any(mark in head for mark in (b"Xing", b"Info", b"VBRI"))


def skip_id3(file: BinaryIO) -> None:
    """To the first byte behind the ID3v2 tags that some programs put before any format."""
    head = file.read(10)
    tags_bytes = 0
    if head.startswith(b"ID3") and len(head) == 10:
        tags_bytes = 10 + sum(byte << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
    file.seek(tags_bytes)


def _unpacked(shape: str, data: bytes, otherwise: tuple[int | bytes, ...]) -> tuple[Any, ...]:
    return struct.unpack("<" + shape, data) if len(data) == struct.calcsize("<" + shape) else otherwise
