"""Cover files, good and bad, made on the spot."""

import io
import struct
import zlib

from PIL import Image


def picture(width: int = 400, height: int = 400, *, mode: str = "RGB", kind: str = "JPEG", **options: object) -> bytes:
    """Left half orange, right half dark blue, in the mode and kind."""
    image = Image.new("RGB", (width, height), (230, 120, 20))
    image.paste((10, 20, 60), (width // 2, 0, width, height))
    file = io.BytesIO()
    image.convert(mode).save(file, kind, **options)
    return file.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of few bytes that unfolds to width × height pixels."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    rows = b"".join(packer.compress(row) for _ in range(min(height, 2_000))) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", rows), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def text_bomb() -> bytes:
    """A PNG whose compressed text unfolds to 100 MB."""
    text = b"zTXt", b"c\0\0" + zlib.compress(bytes(100_000_000), 9)
    plain = picture(kind="PNG")
    return plain[:33] + _chunk(*text) + plain[33:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
