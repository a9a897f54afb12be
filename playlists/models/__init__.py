"""A listener's collection. The tables are in `infra/template.yaml`."""

from .likes import ROOT, Like, LikedSet, packed, packed_set
from .playlists import GONE, KEPT, PRIVATE, PUBLIC, UNLISTED, Playlist, PlaylistEntry

__all__ = [
    "GONE",
    "KEPT",
    "PRIVATE",
    "PUBLIC",
    "ROOT",
    "UNLISTED",
    "Like",
    "LikedSet",
    "Playlist",
    "PlaylistEntry",
    "packed",
    "packed_set",
]
