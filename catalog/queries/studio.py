"""The studio: what an artist's owner manages, in every state."""

from collections.abc import Iterable, Sequence

from django.conf import settings

from catalog.models import REMOVED, Artist, Release, Song, SongText, Upload
from catalog.rows import ReleaseRow, SongRow
from musicweb.dynamo.batch import Want, get_all, get_together
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.table import Page

from .grants import ARTISTS_MAX, Viewer, manages
from .members import artists_behind, memberships_of
from .overlay import laid_over


def artists_of(user: Viewer, fresh_handles: Sequence[str] = ()) -> list[Artist]:
    """The artists whom a user manages, oldest first, at most ARTISTS_MAX of their own and of others each.

    Two Queries, and one batch for those of others.
    """
    found = Artist.page(Artist.by_owner, getattr(user, "id", ""), limit=ARTISTS_MAX)
    artists = {artist.handle: artist for artist in found}
    for artist in artists_behind(memberships_of(user)):
        if artist and manages(user, artist):
            artists[artist.handle] = artist
    if fresh_handles:
        changed = get_together([Want(Artist, handle, fresh=True) for handle in fresh_handles])
        artists.update((artist.handle, artist) for artist in changed if artist and manages(user, artist))
    return sorted((artist for artist in artists.values() if not artist.moved_to), key=lambda artist: artist.id)


def studio_songs(
    artist: Artist, after: str | None = None, fresh_ids: Sequence[str] = (), *, limit: int = settings.PAGE_ROWS
) -> Page[SongRow]:
    """All songs of an artist, newest first: one Query, and one batch of what was just changed."""
    page = Song.page(Song.by_artist, artist.id, limit=limit, after=after, newest_first=True)
    rows = [SongRow.of_song(song, artist) for song in page if song.status != REMOVED]
    if fresh_ids:
        rows = laid_over(
            rows,
            get_together([Want(Song, song_id, fresh=True) for song_id in fresh_ids]),
            row_of=lambda song: SongRow.of_song(song, artist),
            belongs=lambda song: song.artist_id == artist.id and song.status != REMOVED,
            may_add=not after,
        )
    return Page(rows, page.next)


def songs_of_release(release: Release) -> list[Song]:
    """All songs of a release, drafts too, in their order, strongly: one batch of each hundred."""
    songs = get_all([Want(Song, song_id, fresh=True) for song_id in release.tracks.as_dict()])
    present = (song for song in songs if song is not None and song.status != REMOVED)
    return sorted(present, key=lambda song: (int(song.disc_number), int(song.track_number), song.id))


def studio_releases(
    artist: Artist, after: str | None = None, fresh_ids: Sequence[str] = (), *, limit: int = settings.PAGE_ROWS
) -> Page[ReleaseRow]:
    """All releases of an artist, newest first: one Query, and one batch of what was just changed."""
    page = Release.page(Release.by_artist, artist.id, limit=limit, after=after, newest_first=True)
    rows = [ReleaseRow.of_release(release, artist) for release in page if release.status != REMOVED]
    if fresh_ids:
        rows = laid_over(
            rows,
            get_together([Want(Release, release_id, fresh=True) for release_id in fresh_ids]),
            row_of=lambda release: ReleaseRow.of_release(release, artist),
            belongs=lambda release: release.artist_id == artist.id and release.status != REMOVED,
            may_add=not after,
        )
    return Page(rows, page.next)


def uploads_of(user: Viewer, after: str | None = None, *, limit: int = settings.PAGE_ROWS) -> Page[Upload]:
    """A user's uploads, newest first: one Query."""
    return Upload.page(Upload.by_owner, getattr(user, "id", ""), limit=limit, after=after, newest_first=True)


def uploads_together(upload_ids: Iterable[str], user: Viewer) -> dict[str, Upload]:
    """These uploads of the user by id, strongly: one batch of at most 100; others' are left out."""
    wanted = list(dict.fromkeys(upload_ids))[:100]
    found = get_together([Want(Upload, upload_id, fresh=True) for upload_id in wanted]) if wanted else []
    return {upload.id: upload for upload in found if upload and manages(user, upload)}


def lyrics_of(song_id: str, *, fresh: bool = False) -> str:
    """The lyrics of a song, "" when it has none: one get, strong if `fresh`, as before an edit."""
    try:
        return str(SongText.fetch(song_id, fresh=fresh).lyrics)
    except NotFound:
        return ""
