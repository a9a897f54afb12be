"""A user's listening history: the page, and all of it for an export."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from typing import NamedTuple

from django.conf import settings

from accounts.faces import User
from catalog.queries import Hidden
from catalog.rows import SongRow
from musicweb.dynamo.errors import NotFound
from playlists.models import PAUSED, HistoryEntry


class Listened(NamedTuple):
    """A song, when it was listened to, and the key by which the entry is deleted."""

    key: str
    at: datetime
    song: SongRow


class HistoryDay(NamedTuple):
    day: date
    rows: list[Listened]


class HistoryPage(NamedTuple):
    """Days (UTC), newest first. `paused` is known on the first page only; `next` is None on the last one."""

    days: list[HistoryDay]
    paused: bool
    next: str | None


def history_page(
    user: User, *, after: str | None = None, fresh: bool = False, limit: int = settings.PAGE_ROWS
) -> HistoryPage:
    """At most `limit` of what a user listened to, without songs that are not public now.

    One Query, strong if `fresh` as after a deletion, and one get of what was hidden a moment ago.
    """
    page = HistoryEntry.newest(user.pk, limit=limit, after=after, fresh=fresh)
    hidden = Hidden.now()
    entries = [entry for entry in page if entry.key != PAUSED]
    rows = [Listened(entry.key, played_at(entry), SongRow.of_like(entry)) for entry in entries]
    shown = [row for row in rows if row.song.listed and not hidden.has_song(row.song)]
    days = [HistoryDay(day, list(of_day)) for day, of_day in groupby(shown, key=lambda row: row.at.date())]
    return HistoryPage(days, paused=len(entries) < len(page), next=page.next)


def listened(user: User, key: str) -> Listened:
    """One entry, with its song as a list shows it: one strong get, one of what was hidden. Raises NotFound."""
    if key == PAUSED:
        raise NotFound(key)
    entry = HistoryEntry.fetch(user.pk, key)
    row = Listened(entry.key, played_at(entry), SongRow.of_like(entry))
    if not row.song.listed or Hidden.now().has_song(row.song):
        raise NotFound(key)
    return row


def history_of(user_id: str) -> Iterator[HistoryEntry]:
    """All that a user listened to, oldest first, hidden songs too, read as it is asked for: for the export."""
    return HistoryEntry.all_of(user_id)


def played_at(entry: HistoryEntry) -> datetime:
    return datetime.fromtimestamp(entry.played_at_ms / 1000, UTC)
