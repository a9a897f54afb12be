"""The public pages: home, artist, release, song. Their budgets are in docs/access-patterns.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.errors import Gone, Moved
from catalog.models import PUBLISHED, REMOVED, Artist, Release, Song
from catalog.rows import ReleaseRow, SongRow, track_order
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.table import Page

from .grants import Viewer, manages, may_see
from .hidden import Hidden, hidden_want
from .overlay import laid_over

HOME_RELEASES = 24
ARTIST_SONGS = 25
ARTIST_RELEASES = 12
Fresh = Mapping[str, Sequence[str]]  # kind → ids that this browser changed a moment ago


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What every page carries: the records of `also`, and whether the reader manages what it shows."""

    also: list[Any] = field(default_factory=list)
    mine: bool = False


@dataclass(frozen=True, kw_only=True)
class ArtistPage(Shown):
    artist: Artist
    songs: Page[SongRow]
    releases: Page[ReleaseRow]


@dataclass(frozen=True, kw_only=True)
class ReleasePage(Shown):
    release: ReleaseRow
    tracks: list[SongRow]
    record: Release


@dataclass(frozen=True, kw_only=True)
class SongPage(Shown):
    song: SongRow
    record: Song


def new_releases(
    *,
    limit: int = HOME_RELEASES,
    after: str | None = None,
    fresh_ids: Sequence[str] = (),
    hidden: Hidden | None = None,
) -> Page[ReleaseRow]:
    """Public releases, newest first: one Query and, without `hidden`, one get; one batch of what was just changed."""
    page = Release.page(Release.listed_by_published, "1", limit=limit, after=after, newest_first=True)
    hidden = hidden or Hidden.now()
    rows = [ReleaseRow.of_release(release) for release in page if not hidden.has(release.id, release.artist_id)]
    if fresh_ids:
        rows = laid_over(
            rows,
            get_together([Want(Release, release_id, fresh=True) for release_id in fresh_ids]),
            row_of=ReleaseRow.of_release,
            belongs=lambda release: bool(release.listed) and not hidden.has(release.id, release.artist_id),
            may_add=not after,
        )
    return Page(rows, page.next)


def artist_page(
    handle: str,
    viewer: Viewer,
    *,
    songs_after: str | None = None,
    also: Sequence[Want] = (),
    fresh: Fresh | None = None,
) -> ArtistPage:
    """An artist with songs and releases, newest first: one batch and two Queries.

    Raises NotFound, Gone for a withdrawn artist, Moved for a handle that was given up.
    """
    fresh = fresh or {}
    artist, hidden, rest = seen_artist(handle, viewer, strongly="artist" in fresh, also=also)
    # What is public only, also for its owner: all of it is in the studio.
    songs = Song.page(Song.listed_by_artist, artist.id, limit=ARTIST_SONGS, after=songs_after, newest_first=True)
    releases = Release.page(Release.listed_by_artist, artist.id, limit=ARTIST_RELEASES, newest_first=True)
    titles = {release.id: release.title for release in releases}
    song_rows = [
        _titled(SongRow.of_song(song, artist), titles) for song in songs if not hidden.has(song.id, song.release_id)
    ]
    release_rows = [ReleaseRow.of_release(release, artist) for release in releases if not hidden.has(release.id)]
    changed = [Want(Song, song_id, fresh=True) for song_id in fresh.get("song", ())]
    changed += [Want(Release, release_id, fresh=True) for release_id in fresh.get("release", ())]
    if changed:
        read = [item for item in get_together(changed) if item and item.artist_id == artist.id]
        song_rows = laid_over(
            song_rows,
            [item for item in read if isinstance(item, Song)],
            row_of=SongRow.of_song,
            belongs=lambda song: bool(song.listed) and not hidden.has(song.id, song.release_id),
            may_add=not songs_after,
        )
        release_rows = laid_over(
            release_rows,
            [item for item in read if isinstance(item, Release)],
            row_of=ReleaseRow.of_release,
            belongs=lambda release: bool(release.listed) and not hidden.has(release.id),
            may_add=True,
        )
    return ArtistPage(
        artist=artist,
        songs=Page(song_rows, songs.next),
        releases=Page(release_rows, releases.next),
        also=rest,
        mine=manages(viewer, artist),
    )


def visible_artist(handle: str, viewer: Viewer) -> Artist:
    """An artist whose page this viewer may see: one batch. Raises as `artist_page`."""
    return seen_artist(handle, viewer, strongly=True)[0]


def seen_artist(
    handle: str, viewer: Viewer, *, strongly: bool = False, also: Sequence[Want] = ()
) -> tuple[Artist, Hidden, list[Any]]:
    """An artist whose page this viewer may see, what lists leave out now, and `also`: one batch.

    Raises as `artist_page`.
    """
    artist, notice, *rest = get_together([Want(Artist, handle, fresh=strongly), hidden_want(), *also])
    if artist is None:
        raise NotFound(handle)
    if artist.moved_to:
        raise Moved(artist.moved_to)
    hidden = Hidden.of(notice)
    if (artist.withdrawn or hidden.has(artist.id)) and not may_see(viewer, artist):
        raise Gone(handle)
    return artist, hidden, rest


def release_page(release_id: str, viewer: Viewer, *, also: Sequence[Want] = ()) -> ReleasePage:
    """A release with its tracks in order: one batch. Its owner and moderators see it in every state.

    Raises NotFound (also for a draft), Gone for a removed or withdrawn one.
    """
    release, notice, *rest = get_together([Want(Release, release_id, fresh=True), hidden_want(), *also])
    if release is None:
        raise NotFound(release_id)
    hidden = Hidden.of(notice)
    everything = release.status != REMOVED and may_see(viewer, release)
    if not everything and (not release.is_open or hidden.closes(release.id, release.artist_id)):
        raise _why_no_release(release, hidden)
    rows = [SongRow.of_track(song_id, track, release) for song_id, track in release.tracks.as_dict().items()]
    shown = [row for row in rows if everything or (row.listed and not hidden.closes(row.id))]
    return ReleasePage(
        release=ReleaseRow.of_release(release),
        tracks=sorted(shown, key=track_order),
        record=release,
        also=rest,
        mine=manages(viewer, release),
    )


def song_page(song_id: str, viewer: Viewer, *, also: Sequence[Want] = ()) -> SongPage:
    """A song: one batch. Its owner and moderators see it in every state.

    Raises NotFound (also for a draft), Gone for a removed or withdrawn one.
    """
    song, notice, *rest = get_together([Want(Song, song_id, fresh=True), hidden_want(), *also])
    if song is None:
        raise NotFound(song_id)
    hidden = Hidden.of(notice)
    everything = song.status != REMOVED and may_see(viewer, song)
    if not everything and (not song.is_open or hidden.closes_song(song)):
        raise _why_no_song(song, hidden)
    return SongPage(song=SongRow.of_song(song), record=song, also=rest, mine=manages(viewer, song))


def _why_no_release(release: Release, hidden: Hidden) -> Exception:
    """Costs one get where it must ask the artist: a page that is not there may."""
    if release.status == REMOVED or release.withdrawn:
        return Gone(release.id)
    if release.status == PUBLISHED and (hidden.closes(release.artist_id) or _artist_withdrawn(release.artist_handle)):
        return Gone(release.id)
    return NotFound(release.id)


def _why_no_song(song: Song, hidden: Hidden) -> Exception:
    if song.status == REMOVED or song.withdrawn:
        return Gone(song.id)
    if song.status != PUBLISHED or not song.published_at:
        return NotFound(song.id)
    if not song.artist_public or hidden.closes(song.artist_id):
        return Gone(song.id)
    (release,) = get_together([Want(Release, song.release_id, fresh=True)])
    if release is None or release.status == REMOVED or release.withdrawn:
        return Gone(song.id)
    return NotFound(song.id)


def _artist_withdrawn(handle: str) -> bool:
    (artist,) = get_together([Want(Artist, handle, fresh=True)])
    return bool(artist is None or artist.withdrawn)


def _titled(row: SongRow, titles: Mapping[str, str]) -> SongRow:
    """With the title of its release, where the same page has read it."""
    if row.release_title or row.release_id not in titles:
        return row
    return SongRow(**{**row.__dict__, "release_title": titles[row.release_id]})
