"""Pictures of artists and people: sent like a cover, kept in the sizes of their shape, then named by a record.

A page that wants one calls `start_picture_upload` and sends the reader to "studio-upload" with its id; the
worker calls `keep_picture`. Shapes are `catalog.media.facts.SHAPES`, addresses `catalog.links.picture_url`.
"""

from pathlib import Path

from accounts.services import set_avatar
from catalog import addresses
from catalog.media.facts import Picture
from catalog.models import Artist, Upload
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.retrying import again_on_conflict
from musicweb.dynamo.transaction import transact

from .covers import save_all, set_cover
from .listing import Also
from .scope import media
from .settle import present_artist


def keep_picture(upload: Upload, picture: Picture, out: Path, *, also: Also) -> bool:
    """Make a rendered picture that of its release, artist or person; False where there is none any more.

    `also` is the rest of the transaction that does it. Raises Conflict when that does not hold.
    """
    files = picture.files(out)
    if picture.shape == "cover":
        return set_cover(upload.release_id, files, picture.color, also=also)
    revision = addresses.new_revision(public=True)
    names = addresses.picture_keys(upload.subject_id, picture.shape, revision)
    save_all(dict(zip(names, files.values(), strict=True)))
    named = False
    try:
        if picture.shape == "avatar":
            old = set_avatar(upload.subject, revision, picture.color, also=also)
        else:
            old = _set_artists(upload.subject, picture, revision, also=also)
        named = True
    except NotFound:
        return False
    finally:
        if not named:
            media().delete_all(names)
    if old:
        media().delete_all(addresses.picture_keys(upload.subject_id, picture.shape, old))
    return True


def drop_picture(owner_id: str, shape: str, revision: str) -> None:
    """Delete the files of a picture that no record names any more."""
    media().delete_all(addresses.picture_keys(owner_id, shape, revision))


def _set_artists(handle: str, picture: Picture, revision: str, *, also: Also) -> str | None:
    def act() -> str | None:
        artist = present_artist(handle)
        if artist is None:
            raise NotFound(handle)
        names = Artist.picture_rev, Artist.picture_color
        if picture.shape == "banner":
            names = Artist.banner_rev, Artist.banner_color
        old: str | None = getattr(artist, f"{picture.shape}_rev")
        with transact() as writes:
            writes.update(artist, [names[0].set(revision), names[1].set(picture.color)])
            also(writes)
        return old

    return again_on_conflict(act)
