"""A listener's collection. The tables are in `infra/template.yaml`."""

from .history import PAUSED, HistoryEntry
from .likes import ROOT, Like, LikedSet, packed, packed_set
from .playlists import GONE, KEPT, PRIVATE, PUBLIC, UNLISTED, Playlist, PlaylistEntry
from .plays import PlayMark, PlayStat

__all__ = [
    "GONE",
    "KEPT",
    "PAUSED",
    "PRIVATE",
    "PUBLIC",
    "ROOT",
    "UNLISTED",
    "HistoryEntry",
    "Like",
    "LikedSet",
    "PlayMark",
    "PlayStat",
    "Playlist",
    "PlaylistEntry",
    "packed",
    "packed_set",
]
