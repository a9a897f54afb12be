"""Music: artists, releases, songs, uploads. The tables are in `infra/template.yaml`.

What is public is in the `listed…` indexes, which are sparse: an item has `listed` (and the keys
beside it) only while everybody may see it, so no listing of pages ever filters.
"""

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import (
    BooleanAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, IncludeProjection

from musicweb.dynamo.table import Table

DRAFT, PUBLISHED, REMOVED = "draft", "published", "removed"  # status: the artist's word
WAITING, PROCESSING, READY, REJECTED, DEAD = "waiting", "processing", "ready", "rejected", "dead"  # state: the worker's
STARTED = "started"  # of an upload whose bytes are on their way


# ---- artists ----
class ArtistsByOwner(GlobalSecondaryIndex["Artist"]):
    class Meta:
        index_name = "by_owner"
        projection = AllProjection()

    owner_id = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class ArtistsByCreated(GlobalSecondaryIndex["Artist"]):
    class Meta:
        index_name = "by_created"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class ArtistsByName(GlobalSecondaryIndex["Artist"]):
    class Meta:
        index_name = "by_name"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    name_key = UnicodeAttribute(range_key=True)


class ListedArtistsByName(GlobalSecondaryIndex["Artist"]):
    class Meta:
        index_name = "listed_by_name"
        projection = IncludeProjection(["id", "name"])

    listed = UnicodeAttribute(hash_key=True)
    name_key = UnicodeAttribute(range_key=True)


class Artist(Table):
    """An artist's page. The handle is the key, so a page costs one read; a renamed one leaves `moved_to` behind."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "artists"

    handle = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute()  # never changes; songs and releases refer to it
    kind = UnicodeAttribute(default="artist")
    name = UnicodeAttribute()
    name_key = UnicodeAttribute()  # folded: see catalog.text.fold
    bio = UnicodeAttribute(default="")
    owner_id = UnicodeAttribute()  # of the user who manages it
    withdrawn = BooleanAttribute(default=False)
    withdrawn_reason = UnicodeAttribute(null=True)
    moved_to = UnicodeAttribute(null=True)  # the handle that replaces this one
    listed = UnicodeAttribute(null=True)  # "1" while public
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    version = VersionAttribute()

    by_owner = ArtistsByOwner()
    by_created = ArtistsByCreated()
    by_name = ArtistsByName()
    listed_by_name = ListedArtistsByName()


# ---- releases ----
RELEASE_CARD = ["title", "release_type", "artist_id", "artist_handle", "artist_name", "cover_rev", "cover_color"]
RELEASE_ADMIN = [*RELEASE_CARD, "status", "withdrawn", "track_count", "owner_id"]


class ReleasesByArtist(GlobalSecondaryIndex["Release"]):
    class Meta:
        index_name = "by_artist"  # the studio's list, drafts included, newest first
        projection = IncludeProjection(["title", "release_type", "cover_rev", "cover_color", "status", "withdrawn"])

    artist_id = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class ListedReleasesByArtist(GlobalSecondaryIndex["Release"]):
    class Meta:
        index_name = "listed_by_artist"
        projection = IncludeProjection(["title", "release_type", "cover_rev", "cover_color"])

    listed_artist_id = UnicodeAttribute(hash_key=True)
    published_at = UTCDateTimeAttribute(range_key=True)


class NewReleases(GlobalSecondaryIndex["Release"]):
    class Meta:
        index_name = "listed_by_published"
        projection = IncludeProjection(RELEASE_CARD)

    listed = UnicodeAttribute(hash_key=True)
    published_at = UTCDateTimeAttribute(range_key=True)


class ListedReleasesByTitle(GlobalSecondaryIndex["Release"]):
    class Meta:
        index_name = "listed_by_title"
        projection = IncludeProjection(RELEASE_CARD)

    listed = UnicodeAttribute(hash_key=True)
    title_key = UnicodeAttribute(range_key=True)


class ReleasesByCreated(GlobalSecondaryIndex["Release"]):
    class Meta:
        index_name = "by_created"
        projection = IncludeProjection(RELEASE_ADMIN)

    kind = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class ReleasesByTitle(GlobalSecondaryIndex["Release"]):
    class Meta:
        index_name = "by_title"
        projection = IncludeProjection([*RELEASE_ADMIN, "created_at"])

    kind = UnicodeAttribute(hash_key=True)
    title_key = UnicodeAttribute(range_key=True)


class TrackRow(MapAttribute[str, object]):
    """A song as its release lists it: mended by the songs' stream. `version` is that of the song it shows."""

    title = UnicodeAttribute()
    disc_number = NumberAttribute(default=1)
    track_number = NumberAttribute(default=0)
    duration_ms = NumberAttribute(null=True)
    media_rev = UnicodeAttribute(null=True)
    loudness_lufs = NumberAttribute(null=True)
    true_peak_dbtp = NumberAttribute(null=True)
    state = UnicodeAttribute()
    listed = BooleanAttribute(default=False)
    upload_id = UnicodeAttribute(null=True)  # while it is not settled
    version = NumberAttribute(default=0)


class Release(Table):
    """An album, EP or single with the rows of its tracks, so that its page is one read.

    `tracks` maps song id to the stored form of TrackRow; at most settings.RELEASE_TRACKS_MAX. Rows are
    written by path through `ReleaseTracks`, so that they neither disturb nor wait for `version`.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "releases"

    id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(default="release")
    artist_id = UnicodeAttribute()
    artist_handle = UnicodeAttribute()
    artist_name = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    title = UnicodeAttribute()
    title_key = UnicodeAttribute()
    release_type = UnicodeAttribute(default="album")  # album, ep, single, compilation
    description = UnicodeAttribute(default="")
    cover_rev = UnicodeAttribute(null=True)  # see catalog.addresses
    cover_color = UnicodeAttribute(null=True)  # dominant, "#rrggbb"
    status = UnicodeAttribute(default=DRAFT)
    withdrawn = BooleanAttribute(default=False)
    withdrawn_reason = UnicodeAttribute(null=True)
    published_at = UTCDateTimeAttribute(null=True)
    listed = UnicodeAttribute(null=True)  # "1" while public
    listed_artist_id = UnicodeAttribute(null=True)  # artist_id while public
    tracks: MapAttribute[str, dict[str, object]] = MapAttribute(default=dict)
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    expires = TTLAttribute(null=True)  # of what is left of a removed one
    version = VersionAttribute()

    by_artist = ReleasesByArtist()
    listed_by_artist = ListedReleasesByArtist()
    listed_by_published = NewReleases()
    listed_by_title = ListedReleasesByTitle()
    by_created = ReleasesByCreated()
    by_title = ReleasesByTitle()


class ReleaseTracks(Table):
    """The same items as Release, seen without their version: for writing one track row by its path."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "releases"

    id = UnicodeAttribute(hash_key=True)
    tracks: MapAttribute[str, dict[str, object]] = MapAttribute(default=dict)


# ---- songs ----
SONG_PLAYABLE = [
    "release_id",
    "title",
    "duration_ms",
    "media_rev",
    "loudness_lufs",
    "true_peak_dbtp",
    "cover_rev",
    "cover_color",
]
SONG_ADMIN = [
    "title",
    "artist_handle",
    "artist_name",
    "artist_id",
    "release_id",
    "status",
    "state",
    "withdrawn",
    "duration_ms",
    "media_rev",
]


class SongsByArtist(GlobalSecondaryIndex["Song"]):
    class Meta:
        index_name = "by_artist"  # the studio's list, drafts included, newest first
        projection = IncludeProjection(
            [
                "title",
                "release_id",
                "release_title",
                "status",
                "state",
                "withdrawn",
                "duration_ms",
                "upload_id",
                "reason",
            ]
        )

    artist_id = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class ListedSongsByArtist(GlobalSecondaryIndex["Song"]):
    class Meta:
        index_name = "listed_by_artist"
        projection = IncludeProjection(SONG_PLAYABLE)

    listed_artist_id = UnicodeAttribute(hash_key=True)
    published_at = UTCDateTimeAttribute(range_key=True)


class ListedSongsByTitle(GlobalSecondaryIndex["Song"]):
    class Meta:
        index_name = "listed_by_title"
        projection = IncludeProjection([*SONG_PLAYABLE, "artist_id", "artist_handle", "artist_name"])

    listed = UnicodeAttribute(hash_key=True)
    title_key = UnicodeAttribute(range_key=True)


class SongsByCreated(GlobalSecondaryIndex["Song"]):
    class Meta:
        index_name = "by_created"
        projection = IncludeProjection(SONG_ADMIN)

    kind = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class SongsByTitle(GlobalSecondaryIndex["Song"]):
    class Meta:
        index_name = "by_title"
        projection = IncludeProjection([*SONG_ADMIN, "created_at"])

    kind = UnicodeAttribute(hash_key=True)
    title_key = UnicodeAttribute(range_key=True)


class Song(Table):
    """One track. Public while `listed`: published, ready, not withdrawn, its release and artist public too."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "songs"

    id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(default="song")
    artist_id = UnicodeAttribute()
    artist_handle = UnicodeAttribute()
    artist_name = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    release_id = UnicodeAttribute()
    release_title = UnicodeAttribute()
    cover_rev = UnicodeAttribute(null=True)  # the release's
    cover_color = UnicodeAttribute(null=True)
    title = UnicodeAttribute()
    title_key = UnicodeAttribute()
    disc_number = NumberAttribute(default=1)
    track_number = NumberAttribute(default=0)
    status = UnicodeAttribute(default=DRAFT)
    state = UnicodeAttribute(default=WAITING)
    reason = UnicodeAttribute(null=True)  # why it was rejected: a code of catalog.media.refusals
    withdrawn = BooleanAttribute(default=False)
    withdrawn_reason = UnicodeAttribute(null=True)
    release_public = BooleanAttribute(default=False)  # mended by the releases' stream
    artist_public = BooleanAttribute(default=True)  # mended by the artists' stream
    listed = UnicodeAttribute(null=True)  # "1" while public
    listed_artist_id = UnicodeAttribute(null=True)
    published_at = UTCDateTimeAttribute(null=True)
    duration_ms = NumberAttribute(null=True)
    loudness_lufs = NumberAttribute(null=True)  # integrated, EBU R128
    true_peak_dbtp = NumberAttribute(null=True)
    media_rev = UnicodeAttribute(null=True)  # see catalog.addresses
    original_name = UnicodeAttribute(default="")  # the file's name at its owner's
    original_size_bytes = NumberAttribute(default=0)
    upload_id = UnicodeAttribute()
    has_lyrics = BooleanAttribute(default=False)
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    expires = TTLAttribute(null=True)  # of what is left of a removed one
    version = VersionAttribute()

    by_artist = SongsByArtist()
    listed_by_artist = ListedSongsByArtist()
    listed_by_title = ListedSongsByTitle()
    by_created = SongsByCreated()
    by_title = SongsByTitle()


class SongText(Table):
    """The lyrics, apart from what is listed. (Peaks are an object beside the renditions.)"""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "song_texts"

    song_id = UnicodeAttribute(hash_key=True)
    lyrics = UnicodeAttribute()


# ---- uploads ----
class UploadsByOwner(GlobalSecondaryIndex["Upload"]):
    class Meta:
        index_name = "by_owner"
        projection = AllProjection()

    owner_id = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class UploadsByCreated(GlobalSecondaryIndex["Upload"]):
    class Meta:
        index_name = "by_created"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class UploadsByState(GlobalSecondaryIndex["Upload"]):
    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class UploadsByFilename(GlobalSecondaryIndex["Upload"]):
    class Meta:
        index_name = "by_filename"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    filename_key = UnicodeAttribute(range_key=True)


class Upload(Table):
    """One file on its way from a browser to a song. Its key in the upload bucket is `u/<owner_id>/<id>`."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "uploads"

    id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(default="upload")
    purpose = UnicodeAttribute(default="audio")  # or "cover"
    owner_id = UnicodeAttribute()
    artist_handle = UnicodeAttribute()
    artist_id = UnicodeAttribute()
    release_id = UnicodeAttribute()
    song_id = UnicodeAttribute(null=True)  # None for a cover
    filename = UnicodeAttribute()
    filename_key = UnicodeAttribute()  # folded
    content_type = UnicodeAttribute()
    size_bytes = NumberAttribute()
    size_known = BooleanAttribute(default=True)  # False for a form's file: then size_bytes is the most it may have
    object_key = UnicodeAttribute()
    multipart_id = UnicodeAttribute(null=True)  # None for a presigned POST
    state = UnicodeAttribute(default=STARTED)  # started, waiting, processing, ready, rejected, dead
    progress_percent = NumberAttribute(default=0)
    reason = UnicodeAttribute(null=True)  # a code of catalog.media.refusals
    attempts = NumberAttribute(default=0)
    lease_until = NumberAttribute(default=0)  # epoch seconds; a worker holds the job until then
    lease_token = UnicodeAttribute(null=True)
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    expires = TTLAttribute(null=True)  # of one that was never completed
    version = VersionAttribute()

    by_owner = UploadsByOwner()
    by_created = UploadsByCreated()
    by_state = UploadsByState()
    by_filename = UploadsByFilename()


class UploadLease(Table):
    """The same items as Upload, seen without their version: for the worker's beats, several a minute.

    They hold by `lease_token` and `state`, and neither disturb nor wait for anybody who edits.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "uploads"

    id = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    progress_percent = NumberAttribute(null=True)
    attempts = NumberAttribute(null=True)
    lease_until = NumberAttribute(null=True)
    lease_token = UnicodeAttribute(null=True)


# ---- what was hidden a moment ago ----
class Notice(Table):
    """Small shared items by name. `recently_hidden` keeps out of every page what no list has forgotten yet.

    `ids` maps the id of a song, release or artist to the epoch second at which the last list was
    mended, 0 until then.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "notices"

    name = UnicodeAttribute(hash_key=True)
    ids: MapAttribute[str, int] = MapAttribute(default=dict)
