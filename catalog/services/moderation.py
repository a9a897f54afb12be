"""Withdrawing and restoring: a moderator's word, above the artist's. Safe to repeat."""

import logging
import time
from typing import Literal

from pynamodb.expressions.update import Action

from catalog.models import Artist
from musicweb.dynamo.retrying import again_on_conflict
from musicweb.dynamo.transaction import transact

from .listing import LISTED
from .notices import forget_hidden, note_hidden, open_notice
from .publish import turn_release, turn_song
from .settle import settle_artist, settle_release

logger = logging.getLogger(__name__)
Kind = Literal["song", "release", "artist"]
ARTIST_SECONDS = 10  # of a request; what is left of a large catalogue the stream moves


def withdraw(kind: Kind, id: str, reason: str, by: str) -> None:
    """Hide from everybody but its owner and moderators, at once, with all that belongs to it.

    `id` of an artist is the handle; `by` is the user who does it. Raises NotFound.
    """
    logger.info("%s withdraws %s %s: %s", by, kind, id, reason)
    _turn(kind, id, withdrawn=True, reason=reason)


def restore(kind: Kind, id: str, by: str) -> None:
    """As public as its artist wants it again. Raises NotFound."""
    logger.info("%s restores %s %s", by, kind, id)
    _turn(kind, id, withdrawn=False, reason=None)


def _turn(kind: Kind, item_id: str, *, withdrawn: bool, reason: str | None) -> None:
    if kind == "song":
        turn_song(item_id, withdrawn=withdrawn, withdrawn_reason=reason)
    elif kind == "release":
        turn_release(item_id, withdrawn=withdrawn, withdrawn_reason=reason)
        settle_release(item_id)
    else:
        again_on_conflict(lambda: _turn_artist(item_id, withdrawn=withdrawn, reason=reason))
        settle_artist(item_id, until=time.monotonic() + ARTIST_SECONDS)


def _turn_artist(handle: str, *, withdrawn: bool, reason: str | None) -> None:
    artist = Artist.fetch(handle)
    if artist.withdrawn == withdrawn and artist.withdrawn_reason == reason:
        return
    open_notice()
    actions: list[Action] = [
        Artist.withdrawn.set(withdrawn),
        Artist.withdrawn_reason.set(reason) if reason else Artist.withdrawn_reason.remove(),
        Artist.listed.remove() if withdrawn else Artist.listed.set(LISTED),
    ]
    with transact() as writes:
        writes.update(artist, actions)
        if withdrawn and artist.listed:
            note_hidden(writes, artist.id)
        elif not withdrawn:
            forget_hidden(writes, artist.id)
