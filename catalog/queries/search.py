"""Search by the first letters, from DynamoDB alone."""

from typing import NamedTuple

from catalog.models import Artist, Release, Song
from catalog.rows import ArtistRow, ReleaseRow, SongRow
from catalog.text import fold
from musicweb.dynamo.table import Page

from .grants import Viewer
from .hidden import Hidden
from .pages import seen_artist

QUERY_LENGTH = 100  # characters; more are left away
RESULTS = 10  # of each kind


class SearchResults(NamedTuple):
    """Each in the order of their titles or names."""

    songs: list[SongRow]
    releases: list[ReleaseRow]
    artists: list[ArtistRow]

    def __bool__(self) -> bool:
        return bool(self.songs or self.releases or self.artists)


def songs_by_title(q: str = "", *, after: str | None = None, limit: int) -> Page[SongRow]:
    """Public songs whose folded title begins with `q`, or all, by title: one Query and one get."""
    start = fold(q[:QUERY_LENGTH])
    where = Song.title_key.startswith(start) if start else None
    page = Song.page(Song.listed_by_title, "1", limit=limit, after=after, where=where)
    hidden = Hidden.now()
    return Page([SongRow.of_song(song) for song in page if not hidden.has_song(song)], page.next)


def artists_by_name(q: str = "", *, after: str | None = None, limit: int) -> Page[ArtistRow]:
    """Public artists whose folded name begins with `q`, or all, by name: one Query and one get."""
    start = fold(q[:QUERY_LENGTH])
    where = Artist.name_key.startswith(start) if start else None
    page = Artist.page(Artist.listed_by_name, "1", limit=limit, after=after, where=where)
    hidden = Hidden.now()
    rows = [ArtistRow(id=one.id, handle=one.handle, name=one.name) for one in page if not hidden.has(one.id)]
    return Page(rows, page.next)


def artist_songs(handle: str, viewer: Viewer, *, after: str | None = None, limit: int) -> Page[SongRow]:
    """An artist's public songs, newest first: one batch and one Query. Raises as `artist_page`."""
    artist, hidden, _ = seen_artist(handle, viewer)
    page = Song.page(Song.listed_by_artist, artist.id, limit=limit, after=after, newest_first=True)
    rows = [SongRow.of_song(song, artist) for song in page if not hidden.has(song.id, song.release_id)]
    return Page(rows, page.next)


def search(q: str, limit: int = RESULTS) -> SearchResults:
    """Public songs, releases and artists whose folded title or name begins with `q`.

    Three Queries and one get; nothing is asked for blank words.
    """
    start = fold(q[:QUERY_LENGTH])
    if not start:
        return SearchResults([], [], [])
    hidden = Hidden.now()
    songs = Song.page(Song.listed_by_title, "1", limit=limit, where=Song.title_key.startswith(start))
    releases = Release.page(Release.listed_by_title, "1", limit=limit, where=Release.title_key.startswith(start))
    artists = Artist.page(Artist.listed_by_name, "1", limit=limit, where=Artist.name_key.startswith(start))
    return SearchResults(
        songs=[SongRow.of_song(song) for song in songs if not hidden.has_song(song)],
        releases=[ReleaseRow.of_release(found) for found in releases if not hidden.has(found.id, found.artist_id)],
        artists=[
            ArtistRow(id=artist.id, handle=artist.handle, name=artist.name)
            for artist in artists
            if not hidden.has(artist.id)
        ],
    )
