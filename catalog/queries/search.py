"""Search by the first letters, from DynamoDB alone."""

from dataclasses import dataclass

from catalog.models import Artist, Release, Song
from catalog.rows import ArtistRow, ReleaseRow, SongRow
from catalog.text import fold

from .hidden import Hidden

QUERY_LENGTH = 100  # characters; more are left away
RESULTS = 10  # of each kind


@dataclass(frozen=True)
class SearchResults:
    """Each in the order of their titles or names."""

    songs: list[SongRow]
    releases: list[ReleaseRow]
    artists: list[ArtistRow]

    def __bool__(self) -> bool:
        return bool(self.songs or self.releases or self.artists)


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
