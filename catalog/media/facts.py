"""What processing found out about a song, as it travels from the child process as JSON."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

AAC_NAME = "aac.m4a"
OPUS_NAME = "opus.webm"
PEAKS_NAME = "peaks.json"
AVIF_FROM = 300  # pixels of width; below, its own header is what it would save


class Shape(NamedTuple):
    """A kind of picture: the widths in which it is kept, largest first, and how many times as wide as high it is."""

    widths: tuple[int, ...]
    ratio: int = 1

    @property
    def files(self) -> tuple[str, ...]:
        """Their names: WebP of every width, AVIF of those where it saves something."""
        avif = tuple(f"{width}.avif" for width in self.widths if width >= AVIF_FROM)
        return (*(f"{width}.webp" for width in self.widths), *avif)


# A cover is a release's; the others are of an artist (picture, banner) and of a person (avatar).
SHAPES = {
    "cover": Shape((1400, 600, 300, 96)),
    "picture": Shape((600, 300, 96)),
    "banner": Shape((1920, 960), ratio=4),
    "avatar": Shape((300, 96)),
}


@dataclass(frozen=True)
class Limits:
    """What is taken. Seconds are those decoded, whatever the header says."""

    min_duration_s: float = 0.5
    max_duration_s: float = 4 * 3600
    max_channels: int = 8
    cover_max_bytes: int = 20 * 1024**2
    cover_max_pixels: int = 40_000_000


@dataclass(frozen=True)
class Tags:
    """Cleaned words of the file: no control characters, at most 200 characters each (lyrics 20,000)."""

    title: str = ""
    artist: str = ""
    album: str = ""
    album_artist: str = ""
    track_number: int | None = None
    disc_number: int | None = None
    year: int | None = None
    date: str = ""  # "2019-05-01", where the whole day is said
    genre: str = ""
    lyrics: str = ""
    cover: bytes | None = field(default=None, repr=False)  # as embedded, unchecked; stays in the child


@dataclass(frozen=True)
class Picture:
    """A rendered picture: `shape` of SHAPES, `color` its dominant one, "#rrggbb"; files lie beside the renditions."""

    shape: str
    color: str

    def files(self, out: Path) -> dict[str, Path]:
        """Where each of its shape's files was written."""
        return {name: out / f"{self.shape}-{name}" for name in SHAPES[self.shape].files}


@dataclass(frozen=True)
class Facts:
    """Measured, never believed: the duration counts decoded samples; loudness and peak are None for silence."""

    duration_ms: int
    loudness_lufs: float | None
    true_peak_dbtp: float | None
    codec: str
    sample_rate_hz: int
    channels: int
    tags: Tags = field(default_factory=Tags)
    cover: Picture | None = None  # the one inside the file
    checksum: str = ""  # SHA-256 of the decoded sound
    print_words: str = ""  # of catalog.media.fingerprint, in base64
    print_keys: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()  # "cover_…" and "tags_unreadable": what was dropped though the song is fine

    def as_json(self) -> dict[str, Any]:
        """Plain values; without the embedded cover's bytes."""
        found = asdict(self)
        del found["tags"]["cover"]
        return found

    @classmethod
    def from_json(cls, found: dict[str, Any]) -> "Facts":
        """Raises TypeError or KeyError for anything `as_json` does not write."""
        cover = found["cover"]
        return cls(
            **{
                **found,
                "tags": Tags(**found["tags"]),
                "cover": Picture(**cover) if cover else None,
                "print_keys": tuple(found["print_keys"]),
                "warnings": tuple(found["warnings"]),
            }
        )
