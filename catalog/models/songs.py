"""Songs, and their lyrics apart."""

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from musicweb.dynamo.table import Table

from .states import DRAFT, PUBLIC, WAITING

SONG_PLAYABLE = [
    "release_id",
    "title",
    "duration_ms",
    "media_rev",
    "loudness_lufs",
    "true_peak_dbtp",
    "cover_rev",
    "cover_color",
    "explicit",
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
                "visibility",
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


class RemovedSongsByOwner(GlobalSecondaryIndex["Song"]):
    class Meta:
        index_name = "removed_by_owner"  # sparse: what is left of removed ones, for when their owner's account goes
        projection = KeysOnlyProjection()

    removed_owner_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


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
    manager_ids = UnicodeSetAttribute(null=True)  # the artist's, mended by its stream
    release_id = UnicodeAttribute()
    release_title = UnicodeAttribute()
    cover_rev = UnicodeAttribute(null=True)  # the release's
    cover_color = UnicodeAttribute(null=True)
    title = UnicodeAttribute()
    title_key = UnicodeAttribute()
    disc_number = NumberAttribute(default=1)
    track_number = NumberAttribute(default=0)
    tags = JSONAttribute(default=list)  # see catalog.text.tag
    credits = JSONAttribute(default=list)  # pairs of role and name, as the artist orders them
    isrc = UnicodeAttribute(default="")
    explicit = BooleanAttribute(null=True)
    ai = UnicodeAttribute(default="none")  # assisted, generated
    downloadable = BooleanAttribute(default=False)  # listeners may have the original
    license = UnicodeAttribute(default="")  # of its own; "": the release's
    release_license = UnicodeAttribute(default="")  # mended by the releases' stream
    visibility = UnicodeAttribute(default=PUBLIC)  # public, unlisted, private: never more than its release's
    status = UnicodeAttribute(default=DRAFT)
    state = UnicodeAttribute(default=WAITING)
    reason = UnicodeAttribute(null=True)  # why it was rejected: a code of catalog.media.refusals
    withdrawn = BooleanAttribute(default=False)
    withdrawn_reason = UnicodeAttribute(null=True)
    release_public = BooleanAttribute(default=False)  # mended by the releases' stream
    release_unlisted = BooleanAttribute(default=False)  # its release is open by its link only
    artist_public = BooleanAttribute(default=True)  # mended by the artists' stream
    listed = UnicodeAttribute(null=True)  # "1" while public
    listed_artist_id = UnicodeAttribute(null=True)
    by_link = BooleanAttribute(null=True)  # True while whoever has the link sees it, but no list shows it
    published_at = UTCDateTimeAttribute(null=True)
    duration_ms = NumberAttribute(null=True)
    loudness_lufs = NumberAttribute(null=True)  # integrated, EBU R128
    true_peak_dbtp = NumberAttribute(null=True)
    media_rev = UnicodeAttribute(null=True)  # see catalog.addresses
    awaits_tags = UnicodeSetAttribute(null=True)  # fields that the file's tags may still fill
    duplicate_of = UnicodeAttribute(null=True)  # the artist's song that had exactly this sound before
    original_name = UnicodeAttribute(default="")  # the file's name at its owner's
    original_size_bytes = NumberAttribute(default=0)
    upload_id = UnicodeAttribute()
    replaced_by = UnicodeAttribute(null=True)  # the upload of its present original, when that is not the first one
    replacement_id = UnicodeAttribute(null=True)  # the upload that is to replace it, or was refused
    has_lyrics = BooleanAttribute(default=False)
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    expires = TTLAttribute(null=True)  # of what is left of a removed one
    removed_owner_id = UnicodeAttribute(null=True)
    version = VersionAttribute()

    by_artist = SongsByArtist()
    listed_by_artist = ListedSongsByArtist()
    listed_by_title = ListedSongsByTitle()
    by_created = SongsByCreated()
    by_title = SongsByTitle()
    removed_by_owner = RemovedSongsByOwner()

    @property
    def is_open(self) -> bool:
        """Whether everybody who has its address may see it; `listed` is whether lists show it."""
        return bool(self.listed or self.by_link)

    @property
    def original_place(self) -> tuple[str, str, str | None]:
        """For `addresses.original_key`."""
        return self.artist_id, self.id, self.replaced_by


class SongText(Table):
    """The lyrics, apart from what is listed. (Peaks are an object beside the renditions.)"""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "song_texts"

    song_id = UnicodeAttribute(hash_key=True)
    lyrics = UnicodeAttribute()
