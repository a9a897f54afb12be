"""What processing found out about a song, as it travels from the child process as JSON."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

AAC_NAME = "aac.m4a"
OPUS_NAME = "opus.webm"
PEAKS_NAME = "peaks.json"
COVER_SIZES = (1400, 600, 300, 96)  # pixels, square


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
    genre: str = ""
    lyrics: str = ""
    cover: bytes | None = field(default=None, repr=False)  # as embedded, unchecked; stays in the child


@dataclass(frozen=True)
class Cover:
    """A rendered cover: `color` is its dominant one, "#rrggbb"; the files lie beside the renditions."""

    color: str

    @staticmethod
    def name(size: int) -> str:
        """The file of one of `COVER_SIZES`."""
        return f"cover-{size}.webp"

    def files(self, out: Path) -> dict[int, Path]:
        return {size: out / self.name(size) for size in COVER_SIZES}


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
    cover: Cover | None = None  # the one inside the file
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
                "cover": Cover(**cover) if cover else None,
                "warnings": tuple(found["warnings"]),
            }
        )
