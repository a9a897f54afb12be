"""Likes and the compact set beside them, on moto. What only a real engine shows is in tests/engines."""

import random
import time
from contextlib import suppress
from itertools import islice

import pytest
from django.conf import settings
from django.test import override_settings
from pynamodb.models import Model

from catalog.models import Song
from musicweb.dynamo import retrying
from musicweb.dynamo.connection import SharedConnection
from musicweb.dynamo.errors import Conflict, Throttled
from playlists.models import ROOT, Like, LikedSet, packed, packed_set
from playlists.services import likes as services
from playlists.services import persisting
from tests.playlists.listening import transaction_conflict
from tests.playlists.songs import a_song

pytestmark = pytest.mark.usefixtures("tables")
ANN = "5f0c2d1e-8f7a-4a53-9a3e-0f6f1f0a7c11"


def liked_ids_of_set(user_id: str = ANN) -> set[bytes]:
    """What the shards at the root's level say, as a page would read them."""
    level = int(LikedSet.fetch(user_id, ROOT).level)
    names = {ROOT} if level == 0 else {f"{level}.{number}" for number in range(2**level)}
    return set().union(*(LikedSet.fetch(user_id, name).songs or set() for name in names))


def test_a_like_is_an_item_and_an_id_in_the_set():
    song = a_song(title="Mưa đêm")
    services.like(user_id=ANN, song=song)
    assert Like.fetch(ANN, song.id).title == "Mưa đêm"
    assert LikedSet.fetch(ANN, ROOT).songs == {packed(song.id)}


def test_liking_twice_and_unliking_twice_is_fine():
    song = a_song()
    for _ in range(2):
        services.like(user_id=ANN, song=song)
    liked_at = Like.fetch(ANN, song.id).liked_at
    services.like(user_id=ANN, song=song)
    assert Like.fetch(ANN, song.id).liked_at == liked_at
    for _ in range(2):
        services.unlike(user_id=ANN, song_id=song.id)
    assert Like.song_ids_of(ANN) == []
    assert liked_ids_of_set() == set()


def test_unliking_what_was_never_liked_or_is_no_id_at_all_changes_nothing():
    services.unlike(user_id=ANN, song_id=a_song().id)
    services.unlike(user_id=ANN, song_id="not-an-id")
    assert LikedSet.shards_of(ANN) == []


@override_settings(LIKED_SHARD_IDS_MAX=5)
def test_the_set_says_what_the_likes_say_through_every_split():
    dice = random.Random(3)
    liked: set[str] = set()
    for _ in range(30):
        song = a_song()
        services.like(user_id=ANN, song=song)
        liked.add(song.id)
        if dice.random() < 0.2:
            gone = dice.choice(sorted(liked))
            services.unlike(user_id=ANN, song_id=gone)
            liked.remove(gone)
        assert liked_ids_of_set() == packed_set(liked)
    root = LikedSet.fetch(ANN, ROOT)
    assert root.level >= 3
    assert root.splitting_until == 0
    assert not root.songs
    assert set(Like.song_ids_of(ANN)) == liked
    assert set(LikedSet.shards_of(ANN)) == {
        ROOT,
        *(f"{int(root.level)}.{number}" for number in range(2 ** int(root.level))),
    }


def test_no_item_passes_4_kb_with_5000_likes():
    """In memory; tests/engines/test_budgets.py splits as many on a real engine."""
    level, shards = services._spread([a_song(saved=False).id for _ in range(5000)], least_level=1)
    sizes = [item_size_bytes(LikedSet(ANN, name, songs=packed_set(songs))) for name, songs in shards.items()]
    assert (level, len(sizes)) == (5, 32)
    assert max(sizes) <= 4096


def test_a_full_root_and_a_full_shard_are_under_4_kb():
    ids = {packed(a_song(saved=False).id) for _ in range(settings.LIKED_SHARD_IDS_MAX)}
    until = int(time.time())
    assert item_size_bytes(LikedSet(ANN, "12.4095", splitting_until=until, songs=ids)) <= 4096


@pytest.mark.parametrize("writes_done", range(6))
@pytest.mark.parametrize("level", [0, 1])
@override_settings(LIKED_SHARD_IDS_MAX=5)
def test_a_split_that_is_killed_anywhere_is_finished_by_the_next_like(monkeypatch, level, writes_done):
    songs = likes_with_a_full_shard_at(level)
    one_too_many, next_one = songs_of_shard("1.0", 2)
    with monkeypatch.context() as killed, suppress(Killed):
        kill_after(killed, writes_done)
        services.like(user_id=ANN, song=one_too_many)
    lease_runs_out()
    for song in (one_too_many, next_one):
        services.like(user_id=ANN, song=song)
    root = LikedSet.fetch(ANN, ROOT)
    assert root.level > level
    assert root.splitting_until == 0
    assert liked_ids_of_set() == packed_set(song.id for song in [*songs, one_too_many, next_one])
    assert len(LikedSet.shards_of(ANN)) == 1 + 2**root.level


def test_a_like_waits_for_a_split_that_runs_and_gives_up_clearly(monkeypatch):
    LikedSet(ANN, ROOT, splitting_until=int(time.time()) + 30).put()
    pauses: list[float] = []
    monkeypatch.setattr(retrying.time, "sleep", pauses.append)
    with pytest.raises(Throttled):
        services.like(user_id=ANN, song=a_song())
    assert len(pauses) == persisting.TRIES - 1
    assert Like.song_ids_of(ANN) == []


def test_a_splitter_that_lost_its_lease_changes_nothing(monkeypatch):
    with override_settings(LIKED_SHARD_IDS_MAX=5):
        songs = [a_song() for _ in range(6)]
        for song in songs[:5]:
            services.like(user_id=ANN, song=song)
        slow = LikedSet.fetch(ANN, ROOT)
        read = Like.song_ids_of

        def while_somebody_else_splits(user_id):
            ids = read(user_id)
            monkeypatch.setattr(Like, "song_ids_of", read)
            lease_runs_out()
            services.like(user_id=ANN, song=songs[5])
            return ids

        monkeypatch.setattr(Like, "song_ids_of", while_somebody_else_splits)
        with pytest.raises(Conflict):
            services._split(slow)
        assert liked_ids_of_set() == packed_set(song.id for song in songs)


def test_a_transaction_that_meets_another_is_tried_again(monkeypatch):
    """No emulator raises TransactionConflict by itself: it is injected at the wire."""
    song, refusals = a_song(), iter([True, True, False])
    send = SharedConnection.transact_write_items

    def sometimes(self, *args, **kwargs):
        if next(refusals):
            raise transaction_conflict()
        return send(self, *args, **kwargs)

    monkeypatch.setattr(SharedConnection, "transact_write_items", sometimes)
    services.like(user_id=ANN, song=song)
    assert liked_ids_of_set() == {packed(song.id)}


def test_likes_follow_their_song_and_never_go_back():
    song = a_song(title="Old")
    services.like(user_id=ANN, song=song)
    song.title, song.cover_rev, song.listed, song.version = "New", None, None, song.version + 1
    assert services.mend_likes(song=song) == 1
    song.title, song.version = "Older", song.version - 1
    services.mend_likes(song=song)
    like = Like.fetch(ANN, song.id)
    assert (like.title, like.cover_rev, like.hidden) == ("New", None, True)


def test_mending_never_brings_back_a_like(monkeypatch):
    """The index may still name a listener who has just unliked."""
    song = a_song()
    monkeypatch.setattr(Like, "listeners_of", lambda song_id: iter([ANN]))
    services.mend_likes(song=song)
    assert Like.song_ids_of(ANN) == []


def test_a_song_that_is_no_more_leaves_every_set():
    song, other = a_song(), a_song()
    for user_id in (ANN, "bob"):
        services.like(user_id=user_id, song=song)
        services.like(user_id=user_id, song=other)
    assert services.forget_song(song_id=song.id) == 2
    assert services.forget_song(song_id=song.id) == 0
    assert liked_ids_of_set("bob") == {packed(other.id)}


# ---- means ----
class Killed(BaseException):
    """As a process that stops here."""


def kill_after(monkeypatch, writes: int) -> None:
    """The process dies instead of sending its next write once it has sent this many."""
    left = iter(range(writes))

    def counted(send):
        def guarded(self, *args, **kwargs):
            if next(left, None) is None:
                raise Killed
            return send(self, *args, **kwargs)

        return guarded

    for name in ("update_item", "transact_write_items"):
        monkeypatch.setattr(SharedConnection, name, counted(getattr(SharedConnection, name)))


def songs_of_shard(name: str, count: int) -> list[Song]:
    songs = (a_song(saved=False) for _ in range(1000))
    return list(islice((song for song in songs if LikedSet.shard_of(song.id, 1) == name), count))


def likes_with_a_full_shard_at(level: int) -> list[Song]:
    """Likes whose next one, of shard 1.0, makes a set at level 0 or 1 split. For shards of five."""
    songs = [*songs_of_shard("1.0", 3), *songs_of_shard("1.1", 2)]
    if level == 1:
        songs += [*songs_of_shard("1.1", 1), *songs_of_shard("1.0", 2)]
    for song in songs:
        services.like(user_id=ANN, song=song)
    assert LikedSet.fetch(ANN, ROOT).level == level
    return songs


def lease_runs_out() -> None:
    root = LikedSet.fetch(ANN, ROOT)
    if root.splitting_until:
        root.change(LikedSet.splitting_until.set(1))


def item_size_bytes(item: Model) -> int:
    """As DynamoDB counts: names, and values by type; a set is the sum of its elements."""
    return sum(len(name.encode()) + value_size_bytes(value) for name, value in item.serialize().items())


def value_size_bytes(value: dict) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S" | "B":
            return len(content)
        case "N":
            return len(content) // 2 + 2
        case "BS":
            return sum(len(part) for part in content)
    raise AssertionError(kind)
