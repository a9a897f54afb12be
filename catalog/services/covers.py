"""Giving a release its cover: new files first, then the record, then the old files go."""

from collections.abc import Mapping
from pathlib import Path

from django.core.files import File

from catalog import addresses
from catalog.models import REMOVED, Release
from musicweb.dynamo.errors import Conflict

from .listing import Also, change_release
from .retrying import TRIES
from .scope import cover_files, media
from .settle import present_artist, settle_release


def set_cover(
    release_id: str, files: Mapping[int, Path], color: str, *, only_first: bool = False, also: Also | None = None
) -> bool:
    """Whether these WebP files by size became the cover; with `only_first` not where there is one.

    False too for a removed release. Raises Conflict when `also` does not hold.
    """
    for _ in range(TRIES):
        release = Release.fetch(release_id)
        if release.status == REMOVED or (only_first and release.cover_rev):
            return False
        artist = present_artist(release.artist_handle)
        revision = addresses.new_revision(public=release.is_open)
        names = [addresses.cover_key(release.artist_id, release_id, revision, size) for size in files]
        _save(dict(zip(names, files.values(), strict=True)))
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


def _save(files: Mapping[str, Path]) -> None:
    for name, path in files.items():
        with path.open("rb") as file:
            media().save(name, File(file))
