"""What an artist's feed tells."""

from django.contrib.auth.models import AnonymousUser

from catalog.models import Artist, Release
from catalog.rows import ReleaseRow

from .pages import seen_artist

ENTRIES = 20


def artist_feed(handle: str) -> tuple[Artist, list[ReleaseRow]]:
    """An artist with at most ENTRIES public releases, newest first: one batch and one Query.

    The same for everybody. Raises as `artist_page`.
    """
    artist, hidden, _ = seen_artist(handle, AnonymousUser())
    newest = Release.page(Release.listed_by_artist, artist.id, limit=ENTRIES, newest_first=True)
    return artist, [ReleaseRow.of_release(release, artist) for release in newest if not hidden.has(release.id)]
