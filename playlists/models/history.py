"""What a user has listened to."""

from collections.abc import Iterator

from django.conf import settings
from pynamodb.attributes import BooleanAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from musicweb.dynamo.errors import translated
from musicweb.dynamo.table import Page, Table

PAUSED = "~"  # sorts behind every time, so that the newest page finds it first


class HistoryBySong(GlobalSecondaryIndex["HistoryEntry"]):
    class Meta:
        index_name = "by_song"
        projection = KeysOnlyProjection()

    song_id = UnicodeAttribute(hash_key=True, attr_name="s")
    key = UnicodeAttribute(range_key=True, attr_name="k")


class HistoryEntry(Table):
    """That a user listened to a song, with the row that lists it: mended by the songs' stream.

    The key is the time in milliseconds and eight characters of the play's id. Attribute names are short, and
    those of a Like, for the same reason. The entry `PAUSED` is there while the history is paused.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "history"

    user_id = UnicodeAttribute(hash_key=True, attr_name="u")
    key = UnicodeAttribute(range_key=True, attr_name="k")
    song_id = UnicodeAttribute(attr_name="s", null=True)
    title = UnicodeAttribute(attr_name="t", null=True)
    artist_id = UnicodeAttribute(attr_name="a", null=True)
    artist_handle = UnicodeAttribute(attr_name="h", null=True)
    artist_name = UnicodeAttribute(attr_name="n", null=True)
    release_id = UnicodeAttribute(attr_name="r", null=True)
    cover_rev = UnicodeAttribute(attr_name="c", null=True)
    cover_color = UnicodeAttribute(attr_name="cc", null=True)
    media_rev = UnicodeAttribute(attr_name="m", null=True)
    duration_ms = NumberAttribute(attr_name="d", null=True)
    loudness_lufs = NumberAttribute(attr_name="l", null=True)
    true_peak_dbtp = NumberAttribute(attr_name="p", null=True)
    explicit = BooleanAttribute(attr_name="ex", null=True)  # True or absent
    hidden = BooleanAttribute(attr_name="x", null=True)  # True while the user may not open its song
    song_version = NumberAttribute(attr_name="v", null=True)
    expires = TTLAttribute(attr_name="e", null=True)

    by_song = HistoryBySong()

    @staticmethod
    def key_of(at_ms: int, play_id: str = "") -> str:
        """The key of a play; without its id, what sorts before every play of that millisecond."""
        return f"{at_ms:013}-{play_id[:8]}"

    @property
    def played_at_ms(self) -> int:
        return int(str(self.key).partition("-")[0])

    @classmethod
    def newest(cls, user_id: str, *, limit: int, after: str | None = None, fresh: bool = False) -> Page["HistoryEntry"]:
        """A user's history, newest first, hidden songs and the entry PAUSED included. One Query, at most `limit`."""
        return cls.page(None, user_id, limit=limit, after=after, newest_first=True, fresh=fresh)

    @classmethod
    def keys_of(cls, user_id: str, *, before: str = "", since: str = "", limit: int) -> list[str]:
        """Keys from `since` on and before `before`, oldest first, at most `limit`, strongly. PAUSED is no such key."""
        with translated():
            found = cls.query(
                user_id,
                cls.key.between(since or "0", before or "9" * 13),
                consistent_read=True,
                attributes_to_get=[cls.key.attr_name],
                limit=limit,
            )
            return [entry.key for entry in found if entry.key < (before or PAUSED)]

    @classmethod
    def all_of(cls, user_id: str) -> Iterator["HistoryEntry"]:
        """A user's whole history, oldest first, read as it is asked for."""
        with translated():
            yield from cls.query(user_id, cls.key < PAUSED)

    @classmethod
    def of_song(cls, song_id: str, *, limit: int, after: str | None = None) -> Page["HistoryEntry"]:
        """Whose history has this song, keys only, oldest first. One Query of by_song: may lag a moment."""
        return cls.page(cls.by_song, song_id, limit=limit, after=after)
