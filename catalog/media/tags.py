"""Title, artist, number, lyrics and cover as a file's tags tell them: ID3, Vorbis comments, MP4 atoms."""

import base64
import binascii
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mutagen
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

from catalog.media.cleaning import clean, clean_lyrics, day, number
from catalog.media.facts import Tags

FRONT_COVER = 3  # of ID3 and FLAC picture types
COVER_LENGTH = 28 * 1024**2  # of base64 around a picture within the limit

# What mutagen raises for hostile files besides its own errors. MemoryError: a compressed ID3 frame that unfolds
# to gigabytes meets the child's limit.
BROKEN = (
    mutagen.MutagenError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RecursionError,
    struct.error,
    TypeError,
    ValueError,
    zlib.error,
)
_NAMES = {
    "title": ("TIT2", "title", "\xa9nam"),
    "artist": ("TPE1", "artist", "\xa9ART"),
    "album": ("TALB", "album", "\xa9alb"),
    "album_artist": ("TPE2", "albumartist", "aART"),
    "track_number": ("TRCK", "tracknumber", "trkn"),
    "disc_number": ("TPOS", "discnumber", "disk"),
    "year": ("TDRC", "date", "\xa9day"),
    "genre": ("TCON", "genre", "\xa9gen"),
    "lyrics": ("USLT", "lyrics", "\xa9lyr"),
}
_PICTURE: Any = Picture  # untyped in mutagen
_LINES = ("title", "artist", "album", "album_artist", "genre")
_NUMBERS = ("track_number", "disc_number", "year")


class Unreadable(Exception):
    """The tags are broken; the audio may be fine."""


def read(path: Path) -> Tags:
    """The tags, empty where the file has none. Raises Unreadable."""
    try:
        file = mutagen.File(path)
        if file is None or file.tags is None:
            return Tags(cover=_flac_cover(file))
        return _cleaned(_reader(file), _cover(file))
    except BROKEN as error:
        raise Unreadable(type(error).__name__) from error


def _reader(file: Any) -> Callable[[str], object]:
    """What a field says, "" when it says nothing, whichever kind of tags these are."""
    tags: Any = file.tags
    if _is_id3(tags):
        return lambda field: _id3(tags, field)
    if _is_mp4(tags):
        return lambda field: _first(tags.get(_NAMES[field][2]))
    if hasattr(tags, "vendor"):
        return lambda field: _vorbis(tags, field)
    return lambda field: ""


def _is_id3(tags: object) -> bool:
    return isinstance(tags, ID3)


def _is_mp4(tags: object) -> bool:
    return isinstance(tags, MP4Tags)


def _id3(tags: Any, field: str) -> object:
    frames = tags.getall(_NAMES[field][0])
    if not frames:
        return ""
    return str(frames[0].text) if field == "lyrics" else _first(frames[0].text)


def _vorbis(tags: Any, field: str) -> object:
    more = {"lyrics": ("unsyncedlyrics",), "album_artist": ("album artist",), "year": ("year",)}
    values = next((tags[name] for name in (_NAMES[field][1], *more.get(field, ())) if tags.get(name)), [""])
    if field == "artist":
        return ", ".join(dict.fromkeys(values[:8]))
    return values[-1]  # taggers append: the last one is this file's


def _first(values: Any) -> object:
    while isinstance(values, (list, tuple)):  # MP4 numbers are [(3, 12)]
        values = values[0] if values else ""
    return "" if values is None else values


def _cleaned(say: Callable[[str], object], cover: bytes | None) -> Tags:
    lines: dict[str, Any] = {field: clean(say(field)) for field in _LINES}
    numbers: dict[str, Any] = {field: number(say(field)) for field in _NUMBERS}
    return Tags(**lines, **numbers, date=day(say("year")), lyrics=clean_lyrics(say("lyrics")), cover=cover)


def _cover(file: Any) -> bytes | None:
    tags = file.tags
    if _is_id3(tags):
        return _front(tags.getall("APIC"))
    if _is_mp4(tags):
        pictures = tags.get("covr") or []
        return bytes(pictures[0]) if pictures else None
    return _flac_cover(file) or _ogg_cover(tags)


def _flac_cover(file: Any) -> bytes | None:
    return _front(file.pictures) if isinstance(file, FLAC) else None


def _ogg_cover(tags: Any) -> bytes | None:
    pictures = []
    for encoded in (tags.get("metadata_block_picture") or [])[:4]:
        try:
            pictures.append(_PICTURE(base64.b64decode(encoded[:COVER_LENGTH])))
        except (binascii.Error, mutagen.MutagenError, struct.error):
            continue  # one broken picture; the words beside it are good
    return _front(pictures)


def _front(pictures: list[Any]) -> bytes | None:
    """The front cover, else the first picture."""
    ordered = sorted(pictures, key=lambda picture: picture.type != FRONT_COVER)
    return bytes(ordered[0].data) or None if ordered else None
