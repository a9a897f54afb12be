"""Music: artists, releases, songs, uploads. The tables are in `infra/template.yaml`.

What is public is in the `listed…` indexes, which are sparse: an item has `listed` (and the keys
beside it) only while everybody may see it, so no listing of pages ever filters.
"""

from .artists import Artist
from .notices import Notice
from .releases import Release, ReleaseTracks, TrackRow
from .reports import DECIDED, DECIDING, OPEN, Case, Report
from .songs import Song, SongText
from .states import DEAD, DRAFT, PROCESSING, PUBLISHED, READY, REJECTED, REMOVED, STARTED, WAITING
from .uploads import Upload, UploadLease

__all__ = [
    "DEAD",
    "DECIDED",
    "DECIDING",
    "DRAFT",
    "OPEN",
    "PROCESSING",
    "PUBLISHED",
    "READY",
    "REJECTED",
    "REMOVED",
    "STARTED",
    "WAITING",
    "Artist",
    "Case",
    "Notice",
    "Release",
    "ReleaseTracks",
    "Report",
    "Song",
    "SongText",
    "TrackRow",
    "Upload",
    "UploadLease",
]
