"""Managing an artist together: asked by its owner, accepted, left, removed, handed over. Safe to repeat.

`Artist.manager_ids` decides; the rows of `ArtistMember` say whose artists they are, and both change in one
transaction. Releases and songs repeat the ids and are mended at once (`settle_artist`), by the stream at the
latest.
"""

import time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.queries import user_id_of
from catalog.errors import LimitReached, Refused
from catalog.models import Artist, ArtistMember
from catalog.queries.grants import MEMBER
from catalog.queries.members import INVITED, MANAGERS_MAX, by_mail, keys_of, managers_of
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.retrying import again_on_conflict
from musicweb.dynamo.transaction import transact

from .settle import present_artist, settle_artist

SETTLE_SECONDS = 5  # of a request; what is left of a large catalogue the stream mends


def invite(*, artist: Artist, by: Any, whom: str) -> str:
    """Ask somebody, by handle or e-mail address, to manage the artist; the key of the row that says so.

    An address is not looked up, so that nobody learns who has an account: whoever signs in with it finds
    the invitation. Raises NotFound for anybody but the owner, Refused ("nobody", "manages_already"),
    LimitReached ("too_many_managers").
    """
    if artist.owner_id != by.id:
        raise NotFound(artist.handle)
    key = _key_of(whom)
    if key in keys_of(by) or key in (artist.manager_ids or ()):
        raise Refused("manages_already")
    if len(managers_of(artist)) >= MANAGERS_MAX:
        raise LimitReached("too_many_managers", limit=MANAGERS_MAX)
    asked = ArtistMember(
        key, artist.id, artist_handle=artist.handle, state=INVITED, name=whom.strip(), invited_by=by.name or ""
    )
    try:
        asked.put(ArtistMember.user_id.does_not_exist())
    except Conflict:
        return key  # asked already
    return key


def accept(*, user: Any, artist_id: str) -> Artist:
    """Manage an artist as one was asked to. Raises NotFound where one was not, or not any more."""

    def act() -> Artist:
        asked = _invitation(user, artist_id)
        artist = present_artist(asked.artist_handle)
        if artist is None:
            raise NotFound(artist_id)
        member = ArtistMember(
            user.id,
            artist_id,
            artist_handle=artist.handle,
            state=MEMBER,
            name=user.name or user.email,
            invited_by=asked.invited_by,
            created_at=asked.created_at,
        )
        still = ArtistMember.state == INVITED
        with transact() as writes:
            if asked.user_id == member.user_id:
                writes.save(member, condition=still)
            else:
                writes.delete(asked, condition=still)
                writes.save(member)
            if artist.owner_id == user.id:
                writes.condition_check(Artist, artist.handle, condition=(Artist.owner_id == user.id))
            else:
                writes.update(artist, [Artist.manager_ids.add({user.id})])
        return artist

    artist = again_on_conflict(act)
    settle_artist(artist.handle, until=time.monotonic() + SETTLE_SECONDS)
    return artist


def decline(*, user: Any, artist_id: str) -> None:
    """Not to manage it; whatever was accepted stays."""
    for key in keys_of(user):
        try:
            ArtistMember(key, artist_id).remove(ArtistMember.state == INVITED)
        except Conflict:
            continue  # not asked under this key


def remove_manager(*, artist: Artist, by: Any, key: str) -> None:
    """Take somebody out, or an invitation back: the owner everybody, all others themselves. Raises NotFound."""
    if by.id not in (artist.owner_id, key):
        raise NotFound(artist.handle)

    def act() -> None:
        now = present_artist(artist.handle)
        if now is None:
            raise NotFound(artist.handle)
        with transact() as writes:
            writes.delete(ArtistMember(key, artist.id))
            if key in (now.manager_ids or ()):
                writes.update(now, [Artist.manager_ids.delete({key})])

    again_on_conflict(act)
    settle_artist(artist.handle, until=time.monotonic() + SETTLE_SECONDS)


def hand_over(*, artist: Artist, by: Any, to: str) -> None:
    """Make another manager the owner, whose quota pays from now on; the old one goes on managing.

    Raises NotFound for anybody but the owner, and for somebody who does not manage the artist.
    """

    def act() -> None:
        now = present_artist(artist.handle)
        if now is None or now.owner_id != by.id or to not in (now.manager_ids or ()):
            raise NotFound(artist.handle)
        managers = {*(now.manager_ids or ()), by.id} - {to}
        with transact() as writes:
            writes.update(now, [Artist.owner_id.set(to), Artist.manager_ids.set(managers)])
            writes.delete(ArtistMember(to, artist.id))
            writes.save(
                ArtistMember(
                    by.id, artist.id, artist_handle=now.handle, state=MEMBER, name=by.name or by.email, invited_by=""
                )
            )

    again_on_conflict(act)
    settle_artist(artist.handle, until=time.monotonic() + SETTLE_SECONDS)


def forget_manager(*, user: Any) -> None:
    """Before an account is deleted: every membership and invitation of theirs. Artists of their own stay."""
    for key in keys_of(user):
        while found := list(ArtistMember.page(None, key, limit=50, fresh=True)):
            for member in found:
                artist = present_artist(member.artist_handle)
                if artist is None:
                    member.remove()
                else:
                    remove_manager(artist=artist, by=type("Themselves", (), {"id": key}), key=key)


def _key_of(whom: str) -> str:
    words = whom.strip()
    if "@" in words.lstrip("@"):
        try:
            validate_email(words)
        except ValidationError as error:
            raise Refused("no_address") from error
        return by_mail(words)
    try:
        return user_id_of(words.lstrip("@").lower())
    except NotFound as error:
        raise Refused("nobody") from error


def _invitation(user: Any, artist_id: str) -> ArtistMember:
    found = get_together([Want(ArtistMember, (key, artist_id), fresh=True) for key in keys_of(user)])
    for member in found:
        if isinstance(member, ArtistMember) and member.state == INVITED:
            return member
    raise NotFound(artist_id)
