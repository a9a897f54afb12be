"""Likes.

A like is an item, its song's id in the compact set beside it, and one more in the song's count: all
change in one transaction, which waits while a set that outgrew its shards is split. What a like shows
of its song is mended by the songs' stream.
"""

import time
from collections.abc import Iterator, Sequence

from django.conf import settings
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from catalog.models import Song
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import Conflict
from musicweb.dynamo.transaction import transact
from playlists.models import ROOT, Like, LikedSet, packed_set
from playlists.services.stats import add_likes, shards_to_try

from .copies import facts_of
from .persisting import persistently

SPLIT_LEASE_SECONDS = 30
SHARDS_A_TRANSACTION = 50  # each up to 4 KB; DynamoDB takes 100 items and 4 MB


def like(*, user_id: str, song: Song) -> None:
    """Put a song among a user's likes; nothing happens when it is there. Raises Throttled after many conflicts."""
    shards = shards_to_try()
    persistently(lambda: _like(user_id, song, next(shards)))


def unlike(*, user_id: str, song_id: str) -> None:
    """Take a song, which may be gone by now, out of a user's likes; nothing happens when it is not there.

    Raises Throttled after many conflicts.
    """
    shards = shards_to_try()
    persistently(lambda: _unlike(user_id, song_id, next(shards)))


def mend_likes(*, song: Song) -> int:
    """Make every like of a song show what the song says now; returns how many likes it has.

    Safe to repeat and out of order: a like that shows a later version of the song is left alone.
    """
    earlier = Like.user_id.exists() & (Like.song_version.does_not_exist() | (Like.song_version < song.version))
    likes = 0
    for user_id in Like.listeners_of(song.id):
        likes += 1
        try:
            Like(user_id=user_id, song_id=song.id).change(*Like.setting(facts_of(song)), condition=earlier)
        except Conflict:  # unliked meanwhile, or mended by a later record
            continue
    return likes


def forget_song(*, song_id: str) -> int:
    """Take a song that is no more out of everybody's likes; returns how many there were. Safe to repeat."""
    likes = 0
    for user_id in Like.listeners_of(song_id):
        likes += 1
        unlike(user_id=user_id, song_id=song_id)
    return likes


# ---- one try ----
def _like(user_id: str, song: Song, shard: int) -> None:
    root, known = _read(user_id, song.id)
    if known:
        return
    root = _with_room(_settled(root), song.id)
    with transact() as transaction:
        new = Like(user_id=user_id, song_id=song.id, **facts_of(song))
        transaction.save(new, condition=Like.user_id.does_not_exist())
        _change_set(transaction, root, song.id, LikedSet.adding(song.id), LikedSet.has_room())
        add_likes(transaction, new, likes=1, shard=shard)


def _unlike(user_id: str, song_id: str, shard: int) -> None:
    root, known = _read(user_id, song_id)
    if not known:
        return
    root = _settled(root)
    with transact() as transaction:
        transaction.delete(Like(user_id=user_id, song_id=song_id), condition=Like.user_id.exists())
        _change_set(transaction, root, song_id, LikedSet.removing(song_id), LikedSet.user_id.exists())
        add_likes(transaction, known, likes=-1, shard=shard)


def _read(user_id: str, song_id: str) -> tuple[LikedSet, Like | None]:
    """The root of a user's set, a new one before the first like, and the like if there is one."""
    wants = [Want(LikedSet, (user_id, ROOT), fresh=True), Want(Like, (user_id, song_id), fresh=True)]
    root, known = get_together(wants)
    return root or LikedSet(user_id, ROOT), known


def _change_set(
    transaction: TransactWrite, root: LikedSet, song_id: str, actions: list[Action], condition: Condition
) -> None:
    """Change the shard of a song, provided that the root is still as it was read."""
    level = int(root.level)
    unmoved = LikedSet.settled_at(level)
    shard = LikedSet(root.user_id, LikedSet.shard_of(song_id, level))
    if level:
        transaction.condition_check(LikedSet, root.user_id, ROOT, condition=unmoved)
        transaction.update(shard, actions=actions, condition=condition)
    else:
        transaction.update(shard, actions=actions, condition=unmoved & condition)


# ---- splits ----
def _settled(root: LikedSet) -> LikedSet:
    """The root when nobody splits the set; a split that was killed is finished. Raises Conflict while one runs."""
    if root.splitting_until > time.time():
        raise Conflict("This set is being split.")
    return _split(root) if root.splitting_until else root


def _with_room(root: LikedSet, song_id: str) -> LikedSet:
    """The root once the shard of this song has room."""
    shard = LikedSet.fetch(root.user_id, LikedSet.shard_of(song_id, int(root.level))) if root.level else root
    return _split(root) if shard.full else root


def _split(root: LikedSet) -> LikedSet:
    """Write the set anew from the likes, in as many shards as leave room in each; returns the root at its new level.

    Under a lease: likes wait meanwhile. Killed at any point, whoever comes after the lease does it
    all again. Every write is conditioned on the lease, so a splitter that woke up late changes
    nothing. Raises Conflict when the lease is somebody else's.
    """
    lease = max(int(time.time()) + SPLIT_LEASE_SECONDS, int(root.splitting_until) + 1)
    seen = (LikedSet.level == root.level) & (LikedSet.splitting_until == root.splitting_until)
    held = LikedSet.splitting_until == lease
    root.change(LikedSet.splitting_until.set(lease), condition=seen)

    level, shards = _spread(Like.song_ids_of(root.user_id), least_level=max(int(root.level), 1))
    for names in _chunks(sorted(shards)):
        with transact() as transaction:
            transaction.condition_check(LikedSet, root.user_id, ROOT, condition=held)
            for name in names:
                transaction.save(LikedSet(root.user_id, name, songs=packed_set(shards[name]) or None))
    root.change(LikedSet.level.set(level), LikedSet.songs.remove(), condition=held)

    for names in _chunks(sorted(set(LikedSet.shards_of(root.user_id)) - set(shards) - {ROOT})):
        with transact() as transaction:
            transaction.condition_check(LikedSet, root.user_id, ROOT, condition=held)
            for name in names:
                transaction.delete(LikedSet(root.user_id, name))
    root.change(LikedSet.splitting_until.set(0), condition=held)
    return root


def _spread(song_ids: Sequence[str], *, least_level: int) -> tuple[int, dict[str, list[str]]]:
    """The lowest level at which every shard has room, and the songs of each of its shards, empty ones too."""
    level = least_level
    while True:
        shards: dict[str, list[str]] = {f"{level}.{number}": [] for number in range(2**level)}
        for song_id in song_ids:
            shards[LikedSet.shard_of(song_id, level)].append(song_id)
        if all(len(songs) < settings.LIKED_SHARD_IDS_MAX for songs in shards.values()):
            return level, shards
        level += 1


def _chunks(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), SHARDS_A_TRANSACTION):
        yield names[start : start + SHARDS_A_TRANSACTION]
