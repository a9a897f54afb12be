"""Likes against a real engine: what happens at once, and what a full set costs."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.test import override_settings

from musicweb.dynamo.capacity import measured
from playlists import services
from playlists.models import ROOT, Like, LikedSet, packed_set
from tests.playlists.songs import a_song

pytestmark = pytest.mark.usefixtures("dynamodb_local")
ANN = "5f0c2d1e-8f7a-4a53-9a3e-0f6f1f0a7c11"


@override_settings(LIKED_SHARD_IDS_MAX=10)
def test_likes_from_several_tabs_at_once_leave_likes_and_set_alike():
    songs = [a_song(saved=False) for _ in range(40)]

    def like_and_think_again(number: int) -> None:
        services.like(user_id=ANN, song=songs[number])
        if number % 4 == 0:
            services.unlike(user_id=ANN, song_id=songs[number].id)

    with ThreadPoolExecutor(3) as tabs:
        list(tabs.map(like_and_think_again, range(len(songs))))
    liked = {song.id for number, song in enumerate(songs) if number % 4}
    level = int(LikedSet.fetch(ANN, ROOT).level)
    shards = [LikedSet.fetch(ANN, f"{level}.{number}").songs or set() for number in range(2**level)]
    assert set(Like.song_ids_of(ANN)) == liked
    assert set().union(*shards) == packed_set(liked)
    assert len(LikedSet.shards_of(ANN)) == 1 + 2**level


def test_the_fullest_set_is_one_unit():
    songs = packed_set(a_song(saved=False).id for _ in range(settings.LIKED_SHARD_IDS_MAX))
    LikedSet(ANN, ROOT, splitting_until=1_790_000_000, songs=songs).put()
    with measured() as spent:
        LikedSet.fetch(ANN, ROOT)
    assert (spent.requests, spent.read_units) == (1, 1)


def test_fifty_likes_are_at_most_two_units():
    for _ in range(51):
        services.like(
            user_id=ANN,
            song=a_song(
                saved=False,
                title="A title of usual length, mưa đêm",
                loudness_lufs=-13.21,
                true_peak_dbtp=-0.31,
                cover_color="#a06840",
            ),
        )
    with measured() as spent:
        assert len(Like.newest(ANN, limit=50)) == 50
    assert spent.requests == 1
    assert spent.read_units <= 2
