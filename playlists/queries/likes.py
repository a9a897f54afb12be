"""What is liked of a page, and the page of likes."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.faces import User
from catalog.queries import Hidden, hidden_want
from catalog.rows import SongRow
from musicweb.dynamo.batch import Want, get_together
from playlists.models import ROOT, Like, LikedSet


class LikesPage(NamedTuple):
    """Liked songs, newest like first. `next` is the cursor of the following page, None on the last one."""

    rows: list[SongRow]
    next: str | None


def liked_wants(user: User | AnonymousUser, *, fresh: bool = True) -> list[Want]:
    """What a page puts into its batch to learn what the reader likes; nothing for somebody not signed in.

    Half the price without `fresh`, for pages that know that this browser liked nothing a moment ago.
    """
    return [Want(LikedSet, (user.pk, ROOT), fresh=fresh)] if user.is_authenticated else []


def liked_among(user: User | AnonymousUser, song_ids: Iterable[str], root: LikedSet | None) -> set[str]:
    """Which of these songs the reader likes, given what `liked_wants` brought.

    Nothing more is read up to settings.LIKED_SHARD_IDS_MAX likes; beyond, one batch of the shards
    these songs are in, read strongly.
    """
    song_ids = set(song_ids)
    if root is None or not root.level:
        return {song_id for song_id in song_ids if root and root.holds(song_id)}
    level = int(root.level)
    places = {song_id: LikedSet.shard_of(song_id, level) for song_id in song_ids}
    names = sorted(set(places.values()))
    shards = dict(
        zip(names, get_together([Want(LikedSet, (user.pk, name), fresh=True) for name in names]), strict=True)
    )
    if None in shards.values():  # every shard of a level exists: the set was split since the root was read
        present = LikedSet.fetch(user.pk, ROOT)
        if present.level != level:
            return liked_among(user, song_ids, present)
    return {song_id for song_id, name in places.items() if (shard := shards[name]) and shard.holds(song_id)}


def likes_page(
    user: User, *, after: str | None = None, fresh_ids: Sequence[str] = (), limit: int = settings.PAGE_ROWS
) -> LikesPage:
    """At most `limit` of a user's likes, without songs that are not public now.

    One Query of by_time and one batch: the notice of what was hidden a moment ago, and the likes of
    `fresh_ids`, written or removed a moment ago, which are laid over since the index may lag.
    """
    page = Like.newest(user.pk, limit=limit, after=after)
    notice, *fresh = get_together(
        [hidden_want(), *(Want(Like, (user.pk, song_id), fresh=True) for song_id in fresh_ids)]
    )
    likes = {like.song_id: like for like in page}
    for song_id, like in zip(fresh_ids, fresh, strict=True):
        if like is None:
            likes.pop(song_id, None)
        elif song_id in likes or after is None:  # a new one belongs on the first page
            likes[song_id] = like
    hidden = Hidden.of(notice)
    newest = sorted(likes.values(), key=lambda like: like.liked_at, reverse=True) if fresh_ids else page.rows
    rows = [SongRow.of_like(like) for like in newest]
    shown = [row for row in rows if row.listed and not hidden.has(row.id, row.release_id, row.artist_id)]
    return LikesPage(shown, page.next)
