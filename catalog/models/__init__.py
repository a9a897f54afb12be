"""Music: artists, releases, songs, uploads. The tables are in `infra/template.yaml`.

What is public is in the `listed…` indexes, which are sparse: an item has `listed` (and the keys
beside it) only while everybody may see it, so no listing of pages ever filters.
"""

from .artists import Artist, ArtistMember
from .notices import Notice
from .releases import Release, ReleaseTracks, TrackRow
from .reports import DECIDED, DECIDING, OPEN, Case, Report
from .songs import Song, SongText
from .sounds import Original, Sound, SoundWord
from .states import (
    DEAD,
    DRAFT,
    PRIVATE,
    PROCESSING,
    PUBLIC,
    PUBLISHED,
    READY,
    REJECTED,
    REMOVED,
    SCHEDULED,
    STARTED,
    UNLISTED,
    WAITING,
)
from .tagged import Tagged
from .uploads import Upload, UploadLease

__all__ = [
    "DEAD",
    "DECIDED",
    "DECIDING",
    "DRAFT",
    "OPEN",
    "PRIVATE",
    "PROCESSING",
    "PUBLIC",
    "PUBLISHED",
    "READY",
    "REJECTED",
    "REMOVED",
    "SCHEDULED",
    "STARTED",
    "UNLISTED",
    "WAITING",
    "Artist",
    "ArtistMember",
    "Case",
    "Notice",
    "Original",
    "Release",
    "ReleaseTracks",
    "Report",
    "Song",
    "SongText",
    "Sound",
    "SoundWord",
    "Tagged",
    "TrackRow",
    "Upload",
    "UploadLease",
]
