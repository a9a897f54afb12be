"""Where files lie follows who may have them: public ones at public addresses, all others at private ones.

A move copies on the server to a new revision, commits it, and deletes the old one, so the old address
fails at the origin at once. Its target follows from the record's version: whoever else moves the same
version, or moves it again after a crash, ends at the same place.
"""

import logging
from typing import TYPE_CHECKING, Any, cast

from django.core.files.storage import storages

from catalog import addresses
from catalog.models import Release, Song
from musicweb.aws.errors import Missing
from musicweb.dynamo.errors import Conflict

from .listing import change_release, change_song, release_would_be_open, song_would_be_open

if TYPE_CHECKING:
    from musicweb.aws.storage import MediaStorage

logger = logging.getLogger(__name__)


def media() -> "MediaStorage":
    return cast("MediaStorage", storages["default"])


def change_song_and_place(song: Song, *, hidden: bool | None = None, **fields: Any) -> None:
    """`change_song`, with the files where they belong afterwards: there before it is seen, away after it is hidden.

    Nothing is written where nothing differs. Raises Conflict if the song changed meanwhile.
    """
    public = song_would_be_open(song, fields)
    away = bool(song.media_rev) and addresses.is_public(song.media_rev) and not public
    if (away or not song.media_rev) and fields:
        change_song(song, hidden=hidden, **fields)
        fields, hidden = {}, None
    if not song.media_rev or addresses.is_public(song.media_rev) == public:
        if fields:
            change_song(song, hidden=hidden, **fields)
        return
    new = addresses.moved_revision(song.id, int(song.version), public=public)
    old_names, new_names = song_files(song, song.media_rev), song_files(song, new)
    try:
        media().copy_all(dict(zip(old_names, new_names, strict=True)))
        change_song(song, hidden=hidden, media_rev=new, **fields)
    except (Missing, Conflict) as error:
        _give_up(Song.fetch(song.id), song, new, new_names, error)
        return
    media().delete_all(old_names)


def change_release_and_place(
    release: Release, *, artist_public: bool, hidden: bool | None = None, **fields: Any
) -> None:
    """`change_release`, with the cover where it belongs afterwards, as above."""
    public = release_would_be_open(release, fields, artist_public=artist_public)
    away = bool(release.cover_rev) and addresses.is_public(release.cover_rev) and not public
    if (away or not release.cover_rev) and fields:
        change_release(release, artist_public=artist_public, hidden=hidden, **fields)
        fields, hidden = {}, None
    if not release.cover_rev or addresses.is_public(release.cover_rev) == public:
        if fields:
            change_release(release, artist_public=artist_public, hidden=hidden, **fields)
        return
    new = addresses.moved_revision(release.id, int(release.version), public=public)
    old_names, new_names = cover_files(release, release.cover_rev), cover_files(release, new)
    try:
        media().copy_all(dict(zip(old_names, new_names, strict=True)))
        change_release(release, artist_public=artist_public, hidden=hidden, cover_rev=new, **fields)
    except (Missing, Conflict) as error:
        _give_up(Release.fetch(release.id), release, new, new_names, error)
        return
    media().delete_all(old_names)


def song_files(song: Song, revision: str) -> list[str]:
    return [addresses.song_key(song.artist_id, song.id, revision, name) for name in addresses.RENDITIONS]


def cover_files(release: Release, revision: str) -> list[str]:
    return addresses.cover_keys(release.artist_id, release.id, revision)


def original_file(song: Song) -> str:
    return addresses.original_key(*song.original_place)


def clear_revision(record: Song | Release, revision: str) -> None:
    """Delete the files of a revision that the record does not have any more, where a kill left them."""
    files = song_files(record, revision) if isinstance(record, Song) else cover_files(record, revision)
    media().delete_all(files)


def clear_original(song: Song, replaced_by: str | None) -> None:
    """As `clear_revision`, of an original that was replaced."""
    media().delete_all([addresses.original_key(song.artist_id, song.id, replaced_by)])


def _give_up(now: Song | Release, then: Song | Release, new: str, copies: list[str], error: Exception) -> None:
    """Somebody else was faster: raises Conflict. What was copied is theirs, or nobody's, and then it goes."""
    if now.version == then.version and isinstance(error, Missing):
        # Nobody moved them, so they are lost: a repetition would not bring them back.
        logger.error("files of %s are missing: %s", then.id, error)
        return
    revision = now.media_rev if isinstance(now, Song) else now.cover_rev
    if now.version != then.version and revision != new:  # of the same version somebody may still commit them
        media().delete_all(copies)
    raise Conflict(f"{then.id} changed while its files were moved.") from error
