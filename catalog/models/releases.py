"""Releases, with the rows of their tracks inside."""

from datetime import date

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    MapAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from musicweb.dynamo.table import Table

from .states import DRAFT, PUBLIC

RELEASE_CARD = ["title", "release_type", "artist_id", "artist_handle", "artist_name", "cover_rev", "cover_color"]
RELEASE_ADMIN = [*RELEASE_CARD, "status", "withdrawn", "owner_id"]
RELEASE_STUDIO = [
    "title",
    "release_type",
    "cover_rev",
    "cover_color",
    "status",
    "withdrawn",
    "visibility",
    "publish_at",
]


class ReleasesByArtist(GlobalSecondaryIndex["Release"]):
    class Meta:
        index_name = "by_artist"  # the studio's list, drafts included, newest first
        projection = IncludeProjection(RELEASE_STUDIO)

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


class RemovedReleasesByOwner(GlobalSecondaryIndex["Release"]):
    class Meta:
        index_name = "removed_by_owner"  # sparse, as that of songs
        projection = KeysOnlyProjection()

    removed_owner_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class ScheduledReleases(GlobalSecondaryIndex["Release"]):
    class Meta:
        index_name = "scheduled"  # sparse: what publishes itself, the soonest first
        projection = KeysOnlyProjection()

    scheduled = UnicodeAttribute(hash_key=True)
    publish_at = UTCDateTimeAttribute(range_key=True)


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
    listed = BooleanAttribute(default=False)  # whoever may see the release may see it
    explicit = BooleanAttribute(null=True)
    visibility = UnicodeAttribute(null=True)  # where it is not public
    duplicate_of = UnicodeAttribute(null=True)
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
    manager_ids = UnicodeSetAttribute(null=True)  # the artist's, mended by its stream
    title = UnicodeAttribute()
    title_key = UnicodeAttribute()
    release_type = UnicodeAttribute(default="album")  # album, ep, single, compilation
    description = UnicodeAttribute(default="")
    release_date = UnicodeAttribute(null=True)  # "2026-11-27"; None: the day of publication
    tags = JSONAttribute(default=list)  # see catalog.text.tag
    license = UnicodeAttribute(default="")  # a code of catalog.licenses; "": all rights reserved
    label = UnicodeAttribute(default="")
    visibility = UnicodeAttribute(default=PUBLIC)  # public, unlisted, private: once published
    awaits_tags = UnicodeSetAttribute(null=True)  # fields that the first files' tags may still fill
    cover_rev = UnicodeAttribute(null=True)  # see catalog.addresses
    cover_color = UnicodeAttribute(null=True)  # dominant, "#rrggbb"
    status = UnicodeAttribute(default=DRAFT)
    withdrawn = BooleanAttribute(default=False)
    withdrawn_reason = UnicodeAttribute(null=True)
    published_at = UTCDateTimeAttribute(null=True)
    scheduled = UnicodeAttribute(null=True)  # "1" while it waits for publish_at
    publish_at = UTCDateTimeAttribute(null=True)
    listed = UnicodeAttribute(null=True)  # "1" while public
    by_link = BooleanAttribute(null=True)  # True while unlisted: whoever has the link sees it, no list shows it
    listed_artist_id = UnicodeAttribute(null=True)  # artist_id while public
    tracks: MapAttribute[str, dict[str, object]] = MapAttribute(default=dict)
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    expires = TTLAttribute(null=True)  # of what is left of a removed one
    removed_owner_id = UnicodeAttribute(null=True)
    version = VersionAttribute()

    by_artist = ReleasesByArtist()
    listed_by_artist = ListedReleasesByArtist()
    listed_by_published = NewReleases()
    listed_by_title = ListedReleasesByTitle()
    by_created = ReleasesByCreated()
    by_title = ReleasesByTitle()
    removed_by_owner = RemovedReleasesByOwner()
    scheduled_by_time = ScheduledReleases()

    @property
    def is_open(self) -> bool:
        """Whether everybody who has its address may see it; `listed` is whether lists show it."""
        return bool(self.listed or self.by_link)

    @property
    def released_on(self) -> date | None:
        """Its own date, else the day it was published."""
        if self.release_date:
            return date.fromisoformat(self.release_date)
        return self.published_at.date() if self.published_at else None


class ReleaseTracks(Table):
    """The same items as Release, seen without their version: for writing one track row by its path."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "releases"

    id = UnicodeAttribute(hash_key=True)
    tracks: MapAttribute[str, dict[str, object]] = MapAttribute(default=dict)
