"""Addresses that rows link to, made without resolving a route for each row of a list."""

from functools import cache, lru_cache

from django.urls import reverse

from catalog import addresses
from catalog.text import slug

ANY_ID = "0123456789abcdefghjkmnpqrs"


@lru_cache(maxsize=4096)  # a list asks several times, and pages repeat
def song_url(song_id: str, title: str) -> str:
    return reverse("song", args=[song_id, slug(title)])


@lru_cache(maxsize=4096)
def release_url(release_id: str, title: str) -> str:
    return reverse("release", args=[release_id, slug(title)])


@lru_cache(maxsize=4096)
def artist_url(handle: str) -> str:
    return reverse("artist", args=[handle])


def studio_url(route: str, id: str) -> str:
    """The address of `route` for one id, without resolving it for every row."""
    before, after = _around_id(route)
    return before + id + after


@cache
def _around_id(route: str) -> tuple[str, str]:
    before, _, after = reverse(route, args=[ANY_ID]).partition(ANY_ID)
    return before, after


def cover_url(artist_id: str, release_id: str, cover_rev: str, width_px: int, kind: str = "webp") -> str:
    """The address of a cover, "" when there is none."""
    if not (cover_rev and artist_id and release_id):
        return ""
    return addresses.media_url(addresses.cover_key(artist_id, release_id, cover_rev, width_px, kind))


def picture_url(owner_id: str, shape: str, revision: str, width_px: int, kind: str = "webp") -> str:
    """The address of an artist's picture or banner or of a person's avatar, "" when there is none."""
    if not (owner_id and revision):
        return ""
    return addresses.media_url(f"{addresses.picture_prefix(owner_id, shape, revision)}{width_px}.{kind}")
