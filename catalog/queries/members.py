"""Who manages an artist beside its owner, and who was asked to."""

from collections.abc import Sequence

from catalog.models import Artist, ArtistMember
from musicweb.dynamo.batch import Want, get_together

from .grants import ARTISTS_MAX, MEMBER, Viewer

INVITED = "invited"
MANAGERS_MAX = 20  # of one artist, those who were asked included


def by_mail(address: str) -> str:
    """The key of whoever signs in with this address."""
    return f"mail:{address.strip().lower()}"


def keys_of(user: Viewer) -> list[str]:
    """Under which somebody may have been asked."""
    return [getattr(user, "id", "") or "", by_mail(getattr(user, "email", "") or "")]


def memberships_of(user: Viewer) -> list[ArtistMember]:
    """What somebody manages for others, strongly: one Query."""
    found = ArtistMember.page(None, keys_of(user)[0], limit=ARTISTS_MAX, fresh=True)
    return [member for member in found if member.state == MEMBER]


def invitations_of(user: Viewer) -> list[tuple[ArtistMember, Artist]]:
    """What somebody was asked to manage, with the artist, strongly: two Queries and one batch."""
    asked = [
        member
        for key in keys_of(user)
        for member in ArtistMember.page(None, key, limit=ARTISTS_MAX, fresh=True)
        if member.state == INVITED
    ]
    return [(member, artist) for member, artist in zip(asked, artists_behind(asked), strict=True) if artist]


def managers_of(artist: Artist, fresh_keys: Sequence[str] = ()) -> list[ArtistMember]:
    """Who manages an artist beside its owner or was asked to, in the order they were asked.

    One Query of an index, and one batch for what was just written.
    """
    found = {row.user_id: row for row in ArtistMember.page(ArtistMember.by_artist, artist.id, limit=MANAGERS_MAX)}
    if fresh_keys:
        rows = get_together([Want(ArtistMember, (key, artist.id), fresh=True) for key in fresh_keys])
        for key, row in zip(fresh_keys, rows, strict=True):
            found.pop(key, None)
            if row is not None:
                found[key] = row
    return sorted(found.values(), key=lambda row: (row.created_at, row.user_id))


def artists_behind(members: Sequence[ArtistMember]) -> list[Artist | None]:
    """Their artists as they are now, None for one that is gone: one batch, and another where some have moved."""
    handles = [member.artist_handle for member in members]
    for _ in range(3):
        if not handles:
            return []
        found = get_together([Want(Artist, handle, fresh=True) for handle in handles])
        if not any(artist is not None and artist.moved_to for artist in found):
            return found
        handles = [
            artist.moved_to or handle if artist else handle for artist, handle in zip(found, handles, strict=True)
        ]
    return found
