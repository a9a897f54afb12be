"""What those who follow an artist are shown: the artist's newest public release."""

from accounts.services import News, retract_news, tell_followers
from catalog.models import Release
from musicweb.dynamo.errors import NotFound

from .settle import present_artist

LOOKED_AT = 5  # of an artist's newest releases: the index may still hold what is public no more


def news_of(release: Release) -> News:
    return News(
        id=release.id,
        at=release.published_at,
        title=release.title,
        type=release.release_type,
        cover_rev=release.cover_rev,
        cover_color=release.cover_color,
    )


def newest_news(artist_id: str, *, but: str = "") -> News | None:
    """The artist's newest public release: one Query of listed_by_artist, and a strong get of what it names."""
    page = Release.page(Release.listed_by_artist, artist_id, limit=LOOKED_AT, newest_first=True)
    for found in page:
        if found.id == but:
            continue
        release = _present(found.id)
        if release is not None and release.listed:
            return news_of(release)
    return None


def tell_of_release(release_id: str) -> None:
    """Followers of its artist are shown this release as it is now, or not any more. Safe to repeat."""
    release = _present(release_id)
    if release is None or not release.published_at:
        return
    artist = present_artist(release.artist_handle)
    target = f"artist:{artist.handle if artist else release.artist_handle}"
    if release.listed:
        tell_followers(target=target, news=news_of(release))
    else:
        retract_news(target=target, news_id=release.id, instead=newest_news(release.artist_id, but=release.id))


def _present(release_id: str) -> Release | None:
    try:
        return Release.fetch(release_id)
    except NotFound:
        return None
