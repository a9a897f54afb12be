"""Playlists, and their entries."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection

from musicweb.dynamo.errors import translated
from musicweb.dynamo.table import Page, Table

PUBLIC, UNLISTED, PRIVATE = "public", "unlisted", "private"
KEPT, GONE = "kept/", "gone/"  # the beginnings of `shelf`
CARD = ["title", "visibility", "withdrawn", "entry_count", "covers", "owner_name", "owner_handle"]


class PlaylistsByOwner(GlobalSecondaryIndex["Playlist"]):
    class Meta:
        index_name = "by_owner"
        projection = IncludeProjection(CARD)

    owner_id = UnicodeAttribute(hash_key=True)
    shelf = UnicodeAttribute(range_key=True)


class PublicPlaylistsByOwner(GlobalSecondaryIndex["Playlist"]):
    class Meta:
        index_name = "public_by_owner"
        projection = IncludeProjection(CARD)

    public_of = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class PlaylistsByDeletion(GlobalSecondaryIndex["Playlist"]):
    class Meta:
        index_name = "by_deletion"
        projection = KeysOnlyProjection()

    deleted = UnicodeAttribute(hash_key=True)
    deleted_at = UTCDateTimeAttribute(range_key=True)


class Playlist(Table):
    """What is said of a playlist; its songs are `PlaylistEntry`s.

    `entry_count` and `covers` are in the indexes, and rewrite them: a playlist is filled by hand, some
    songs a minute, and lists of playlists would otherwise ask fifty items for their counts.
    `tail` is not in them. `version` counts changes of the details, not of the entries.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "playlists"

    id = UnicodeAttribute(hash_key=True)
    owner_id = UnicodeAttribute()
    owner_name = UnicodeAttribute(default="")
    owner_handle = UnicodeAttribute(null=True)
    title = UnicodeAttribute()
    description = UnicodeAttribute(default="")
    visibility = UnicodeAttribute(default=PRIVATE)
    withdrawn = BooleanAttribute(default=False)  # the moderator's word
    shelf = UnicodeAttribute()  # "kept/<id>" or, while it can be taken back, "gone/<id>"
    public_of = UnicodeAttribute(null=True)  # its owner, while everybody may find it
    deleted = UnicodeAttribute(null=True)  # "1"
    deleted_at = UTCDateTimeAttribute(null=True)
    entry_count = NumberAttribute(default=0)
    tail = NumberAttribute(default=0)  # the number of the entry that was appended last
    covers = UnicodeAttribute(default="")  # of its first releases: see playlists.covers
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    version = NumberAttribute(default=1)

    by_owner = PlaylistsByOwner()
    public_by_owner = PublicPlaylistsByOwner()
    by_deletion = PlaylistsByDeletion()

    @property
    def kept(self) -> bool:
        return bool(self.shelf.startswith(KEPT))

    @classmethod
    def newest_of(cls, owner_id: str, *, limit: int, after: str | None = None) -> Page["Playlist"]:
        """A user's playlists but the deleted ones, newest first. One Query of by_owner; at most `limit` rows."""
        where = cls.shelf.startswith(KEPT)
        return cls.page(cls.by_owner, owner_id, limit=limit, after=after, newest_first=True, where=where)

    @classmethod
    def public_newest_of(cls, owner_id: str, *, limit: int, after: str | None = None) -> Page["Playlist"]:
        """A user's public playlists, newest first. One Query of public_by_owner; at most `limit` rows."""
        return cls.page(cls.public_by_owner, owner_id, limit=limit, after=after, newest_first=True)

    @classmethod
    def ids_of(cls, owner_id: str) -> Iterator[str]:
        """Ids of all playlists of a user, deleted ones too. Queries of by_owner as they are needed: may lag."""
        with translated():
            for playlist in cls.by_owner.query(owner_id):
                yield playlist.id

    @classmethod
    def deleted_before(cls, moment: Any, *, limit: int) -> list[str]:
        """Ids of playlists deleted before this moment, the oldest first. One Query of by_deletion."""
        page = cls.page(cls.by_deletion, "1", limit=limit, where=cls.deleted_at < moment)
        return [playlist.id for playlist in page]

    @classmethod
    def takes_entries(cls, number: int = 1) -> Condition:
        """It is not deleted and has room."""
        room: Condition = cls.entry_count <= settings.PLAYLIST_ENTRIES_MAX - number
        takes: Condition = cls.shelf.startswith(KEPT) & room
        return takes


class EntriesByRank(GlobalSecondaryIndex["PlaylistEntry"]):
    class Meta:
        index_name = "by_rank"
        projection = AllProjection()

    playlist_id = UnicodeAttribute(hash_key=True, attr_name="p")
    rank = UnicodeAttribute(range_key=True, attr_name="k")


class EntriesBySong(GlobalSecondaryIndex["PlaylistEntry"]):
    class Meta:
        index_name = "by_song"
        projection = KeysOnlyProjection()

    song_id = UnicodeAttribute(hash_key=True, attr_name="s")
    playlist_id = UnicodeAttribute(range_key=True, attr_name="p")


class PlaylistEntry(Table):
    """A song in a playlist, with the row that lists it: mended by the songs' stream.

    `rank` (playlists.ranks) is the key of an index, so a move is one update. A removed entry has
    `removed_rank` instead for a day, in which it can be put back. Attribute names are short because a
    page reads a hundred of these.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "playlist_entries"

    playlist_id = UnicodeAttribute(hash_key=True, attr_name="p")
    entry_id = UnicodeAttribute(range_key=True, attr_name="e")
    rank = UnicodeAttribute(attr_name="k", null=True)
    removed_rank = UnicodeAttribute(attr_name="rk", null=True)
    expires = TTLAttribute(attr_name="ttl", null=True)  # of a removed one
    song_id = UnicodeAttribute(attr_name="s")
    title = UnicodeAttribute(attr_name="t")
    artist_id = UnicodeAttribute(attr_name="a")
    artist_handle = UnicodeAttribute(attr_name="h")
    artist_name = UnicodeAttribute(attr_name="n")
    release_id = UnicodeAttribute(attr_name="r")
    cover_rev = UnicodeAttribute(attr_name="c", null=True)
    cover_color = UnicodeAttribute(attr_name="cc", null=True)
    media_rev = UnicodeAttribute(attr_name="m", null=True)
    duration_ms = NumberAttribute(attr_name="d", null=True)
    loudness_lufs = NumberAttribute(attr_name="l", null=True)
    true_peak_dbtp = NumberAttribute(attr_name="tp", null=True)
    explicit = BooleanAttribute(attr_name="ex", null=True)  # True or absent
    hidden = BooleanAttribute(attr_name="x", null=True)  # True while its song is not public, else absent
    song_version = NumberAttribute(attr_name="v", default=0)  # of the song whose facts are shown

    by_rank = EntriesByRank()
    by_song = EntriesBySong()

    @classmethod
    def in_order(cls, playlist_id: str, *, limit: int, after: str | None = None) -> Page["PlaylistEntry"]:
        """A playlist's entries, hidden ones included. One Query of by_rank; at most `limit` rows."""
        return cls.page(cls.by_rank, playlist_id, limit=limit, after=after)

    @classmethod
    def places_in(cls, playlist_id: str, *, limit: int) -> list["PlaylistEntry"]:
        """The first entries with nothing but id and rank. One Query of by_rank for each MB, some 3,000 entries."""
        names = [cls.entry_id.attr_name, cls.rank.attr_name]
        with translated():
            return list(cls.by_rank.query(playlist_id, limit=limit, attributes_to_get=names))

    @classmethod
    def next_to(cls, playlist_id: str, rank: str, *, limit: int, backwards: bool = False) -> list["PlaylistEntry"]:
        """The entries behind this rank, or before it, nearest first. One Query of by_rank; at most `limit` rows."""
        where = cls.rank < rank if backwards else cls.rank > rank
        return cls.page(cls.by_rank, playlist_id, limit=limit, newest_first=backwards, where=where).rows

    @classmethod
    def everything_in(cls, playlist_id: str) -> Iterator["PlaylistEntry"]:
        """All entries by id, removed ones too, read strongly. One Query for each MB, some 3,000 entries."""
        with translated():
            yield from cls.query(playlist_id, consistent_read=True)

    @classmethod
    def with_song(cls, song_id: str) -> Iterator[tuple[str, str]]:
        """Keys of all entries of a song, removed ones too. Queries of by_song as they are needed: may lag."""
        with translated():
            for entry in cls.by_song.query(song_id):
                yield entry.playlist_id, entry.entry_id

    @classmethod
    def of_song_in(cls, song_id: str, playlist_id: str, *, limit: int = 25) -> list[tuple[str, str]]:
        """Keys of a song's entries in one playlist, removed ones too. One Query of by_song: may lag."""
        where = cls.playlist_id == playlist_id
        page = cls.page(cls.by_song, song_id, limit=limit, where=where)
        return [(entry.playlist_id, entry.entry_id) for entry in page]
