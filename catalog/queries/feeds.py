"""What an artist's feed tells."""

from catalog.errors import Gone, Moved
from catalog.models import Artist, Release
from catalog.rows import ReleaseRow
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import NotFound

from .hidden import Hidden, hidden_want

ENTRIES = 20


def artist_feed(handle: str) -> tuple[Artist, list[ReleaseRow]]:
    """An artist with at most ENTRIES public releases, newest first: one batch and one Query.

    Raises NotFound, Gone for a withdrawn artist, Moved for a handle that was given up.
    """
    artist, notice = get_together([Want(Artist, handle), hidden_want()])
    if artist is None:
        raise NotFound(handle)
    if artist.moved_to:
        raise Moved(artist.moved_to)
    hidden = Hidden.of(notice)
    if artist.withdrawn or hidden.has(artist.id):
        raise Gone(handle)
    newest = Release.page(Release.listed_by_artist, artist.id, limit=ENTRIES, newest_first=True)
    return artist, [ReleaseRow.of_release(release, artist) for release in newest if not hidden.has(release.id)]
