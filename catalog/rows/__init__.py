"""What templates show in lists: small frozen rows, the same whatever record they were read from."""

from .releases import ArtistRow, ReleaseRow
from .songs import SongRow, track_order

__all__ = ["ArtistRow", "ReleaseRow", "SongRow", "track_order"]
