"""Pictures: any JPEG, PNG or WebP becomes WebP and AVIF files of a shape. What was hidden in it is not carried over."""

import io
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

from catalog.media.facts import SHAPES, Limits, Shape
from catalog.media.refusals import Refusal

ACCEPTED = ("JPEG", "PNG", "WEBP")
ORIENTATION = 0x0112  # of EXIF
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = (5, 6, 7, 8)  # width and height change places
BACKGROUND = (255, 255, 255)  # beneath what is transparent
WEBP = {"format": "WEBP", "quality": 82, "method": 4}
# Speed 9: a twelfth of the time of speed 6, files as large as at 8. One thread: processor time counts.
AVIF = {"format": "AVIF", "quality": 60, "speed": 9, "max_threads": 1}

# What Pillow raises for broken images.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, OverflowError, struct.error, zlib.error)


def render(source: bytes | Path, limits: Limits | None = None, *, shape: str = "cover") -> tuple[dict[str, bytes], str]:
    """The files of a shape by name, and the dominant colour as "#rrggbb".

    Rotated as EXIF says, cropped to its centre, first frame only, flattened on white, without metadata.
    Raises Refusal: cover_format, cover_too_large, cover_unreadable; MemoryError.
    """
    limits, wanted = limits or Limits(), SHAPES[shape]
    data = _read(source, limits)
    if not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) and (data[:4], data[8:12]) != (b"RIFF", b"WEBP"):
        raise Refusal("cover_format")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is ours, just below
            with Image.open(io.BytesIO(data), formats=ACCEPTED) as image:
                if image.width * image.height > limits.cover_max_pixels:
                    raise Refusal("cover_too_large", width=image.width, height=image.height)
                cut = _cut(image, wanted)
        return _files(cut, wanted), _dominant(cut)
    except Image.DecompressionBombError as error:
        raise Refusal("cover_too_large") from error
    except BROKEN as error:
        if "memory" in str(error):  # Pillow's word for what a decoder in C could not get
            raise MemoryError from error
        raise Refusal("cover_unreadable") from error


def _read(source: bytes | Path, limits: Limits) -> bytes:
    size_bytes = len(source) if isinstance(source, bytes) else source.stat().st_size
    if not size_bytes:
        raise Refusal("cover_unreadable")
    if size_bytes > limits.cover_max_bytes:
        raise Refusal("cover_too_large", size_bytes=size_bytes, limit_bytes=limits.cover_max_bytes)
    return source if isinstance(source, bytes) else source.read_bytes()


def _cut(image: Image.Image, shape: Shape) -> Image.Image:
    """The largest cut needed, upright, in sRGB. Shrinks before anything else: 40 million pixels are 160 MB."""
    width, height = shape.widths[0], shape.widths[0] // shape.ratio
    orientation = image.getexif().get(ORIENTATION, 1)
    if orientation in LYING:
        width, height = height, width
    image.draft("RGB", (width * 2, height * 2))
    profile = image.info.get("icc_profile")
    if image.mode not in ("RGB", "RGBA", "L", "CMYK"):
        image = _plain(image)
    shrink = min(image.width // (width * 2), image.height // (height * 2))
    if shrink > 1:
        image = image.reduce(shrink)
    image = _flat(_in_srgb(image, profile))
    cut = ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    return cut.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else cut


def _plain(image: Image.Image) -> Image.Image:
    """Palettes, 1-bit, 16-bit and alpha kinds as RGB or RGBA."""
    if image.mode.startswith("I;16") or image.mode == "I":
        return image.point(lambda level: level / 256).convert("L")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    if isinstance(profile, bytes) and image.mode in ("RGB", "CMYK"):
        try:
            found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            shown = ImageCms.profileToProfile(image, found, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return shown or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken or wrong profile costs exact colours, not the cover
    return image


def _flat(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("RGB")
    solid = image.convert("RGBA")
    flat = Image.new("RGB", solid.size, BACKGROUND)
    flat.paste(solid, mask=solid.getchannel("A"))
    return flat


def _files(cut: Image.Image, shape: Shape) -> dict[str, bytes]:
    return {name: _encoded(_sized(cut, int(name.partition(".")[0]), shape), name) for name in shape.files}


def _sized(cut: Image.Image, width: int, shape: Shape) -> Image.Image:
    if cut.width == width:
        return cut
    return cut.resize((width, width // shape.ratio), Image.Resampling.LANCZOS, reducing_gap=3)


def _encoded(image: Image.Image, name: str) -> bytes:
    file = io.BytesIO()
    options: dict[str, Any] = AVIF if name.endswith(".avif") else WEBP
    try:
        image.save(file, **options)
    except RuntimeError as error:  # libavif's only word; the picture is our own, so nothing is wrong with it
        raise MemoryError from error
    return file.getvalue()


def _dominant(cut: Image.Image) -> str:
    """The colour that covers most, colourful ones counting more than greys."""
    small = cut.resize((64, 64), Image.Resampling.BOX).quantize(8, Image.Quantize.MEDIANCUT).convert("RGB")

    def weight(entry: tuple[int, Any]) -> float:
        count, (red, green, blue) = entry
        return float(count * (0.15 + (max(red, green, blue) - min(red, green, blue)) / 255))

    counted: list[tuple[int, Any]] = small.getcolors(64 * 64) or []
    red, green, blue = max(counted, key=weight)[1]
    return f"#{red:02x}{green:02x}{blue:02x}"
