"""Where media lies: keys in the media bucket, and the `/media/<key>` addresses that pages link.

A revision (`media_rev`, `cover_rev`) is the scope's letter and a random token: "p…" is public, "s…"
needs a grant. Renditions never change under a key: new content or a new scope is a new revision,
so an old address can be cached for ever and fails at the origin once its object is gone.
"""

import re
import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

from catalog.media.facts import SHAPES

AAC, OPUS, PEAKS = "aac.m4a", "opus.webm", "peaks.json"
RENDITIONS = {AAC: "audio/mp4", OPUS: "audio/webm", PEAKS: "application/json"}
PRIVATE, GRANT = "private/", "grant/"
SCOPES = {"p": "public", "s": "private"}


def new_revision(*, public: bool, maker: str = "") -> str:
    """`maker` is the id of an upload whose runs must find what they left, among revisions of others."""
    return ("p" if public else "s") + maker + secrets.token_urlsafe(9)


def moved_revision(item_id: str, version: int, *, public: bool) -> str:
    """Where a move of this version's files ends: the same for everybody who tries, so a half-done one is finished."""
    return ("p" if public else "s") + salted_hmac("moved", f"{item_id}/{version}/{public}").hexdigest()[:16]


def is_public(revision: str) -> bool:
    return revision.startswith("p")


def song_prefix(artist_id: str, song_id: str, revision: str) -> str:
    return f"{SCOPES[revision[0]]}/{artist_id}/songs/{song_id}/{revision}/"


def song_key(artist_id: str, song_id: str, revision: str, rendition: str) -> str:
    return song_prefix(artist_id, song_id, revision) + rendition


def cover_prefix(artist_id: str, release_id: str, revision: str) -> str:
    return f"{SCOPES[revision[0]]}/{artist_id}/covers/{release_id}/{revision}/"


def cover_key(artist_id: str, release_id: str, revision: str, width_px: int, kind: str = "webp") -> str:
    """`kind` is "webp" or, from facts.AVIF_FROM pixels on, "avif"."""
    return f"{cover_prefix(artist_id, release_id, revision)}{width_px}.{kind}"


def cover_keys(artist_id: str, release_id: str, revision: str) -> list[str]:
    """Every file of a cover."""
    prefix = cover_prefix(artist_id, release_id, revision)
    return [prefix + name for name in SHAPES["cover"].files]


def picture_prefix(owner_id: str, shape: str, revision: str) -> str:
    """Of an artist's picture or banner, or a person's avatar: always public. `owner_id` is whose it is."""
    return f"public/{owner_id}/{shape}/{revision}/"


def picture_keys(owner_id: str, shape: str, revision: str) -> list[str]:
    """Every file of a picture."""
    prefix = picture_prefix(owner_id, shape, revision)
    return [prefix + name for name in SHAPES[shape].files]


def song_prefixes(artist_id: str, song_id: str) -> list[str]:
    """All revisions of a song, of either scope."""
    return [f"{scope}/{artist_id}/songs/{song_id}/" for scope in SCOPES.values()]


def cover_prefixes(artist_id: str, release_id: str) -> list[str]:
    """All revisions of a cover, of either scope."""
    return [f"{scope}/{artist_id}/covers/{release_id}/" for scope in SCOPES.values()]


def original_key(artist_id: str, song_id: str, replaced_by: str | None = None) -> str:
    """The file as it was uploaded; only its owner gets it. `replaced_by` is the upload that replaced the first one."""
    return f"private/{artist_id}/originals/{song_id}" + (f"/{replaced_by}" if replaced_by else "")


def upload_key(owner_id: str, upload_id: str) -> str:
    """In the upload bucket."""
    return f"u/{owner_id}/{upload_id}"


def media_url(key: str) -> str:
    """Where a page links a key made above: ids and tokens, of which nothing needs quoting.

    Behind CloudFront private files are asked of this site first, which gives leave.
    """
    address: str = settings.MEDIA_URL
    if settings.MEDIA_KEY_ID and key.startswith(PRIVATE):
        return address + GRANT + key.removeprefix(PRIVATE)
    return address + key


def granted_prefix(key: str) -> str:
    """What leave is given for with this private key: one song, one cover, one original. "" for no such key."""
    found = re.match(r"private/[0-9A-Za-z]+/[a-z]+/[0-9A-Za-z]+(?=/[\w./-]|\Z)", key, re.ASCII)
    return found[0] if found and ".." not in key else ""
