"""Giving a release its cover: new files first, then the record, then the old files go."""

from collections.abc import Mapping
from pathlib import Path

from django.core.files import File

from catalog import addresses
from catalog.models import REMOVED, Release
from musicweb.dynamo.errors import Conflict
from musicweb.dynamo.retrying import TRIES

from .listing import Also, change_release
from .scope import cover_files, media
from .settle import present_artist, settle_release


def set_cover(
    release_id: str, files: Mapping[str, Path], color: str, *, only_first: bool = False, also: Also | None = None
) -> bool:
    """Whether these files by name became the cover; with `only_first` not where there is one.

    False too for a removed release. Raises Conflict when `also` does not hold.
    """
    for _ in range(TRIES):
        release = Release.fetch(release_id)
        if release.status == REMOVED or (only_first and release.cover_rev):
            return False
        artist = present_artist(release.artist_handle)
        revision = addresses.new_revision(public=release.is_open)
        prefix = addresses.cover_prefix(release.artist_id, release_id, revision)
        names = [prefix + name for name in files]
        save_all(dict(zip(names, files.values(), strict=True)))
        old = release.cover_rev
        try:
            change_release(
                release,
                artist_public=artist is not None and not artist.withdrawn,
                cover_rev=revision,
                cover_color=color,
                also=also,
            )
        except Conflict:
            media().delete_all(names)
            continue
        settle_release(release_id)
        if old:
            media().delete_all(cover_files(release, old))
        return True
    raise Conflict(f"The cover of {release_id} could not be set.")


def save_all(files: Mapping[str, Path]) -> None:
    """Local files into the media bucket, by key."""
    for name, path in files.items():
        with path.open("rb") as file:
            media().save(name, File(file))
