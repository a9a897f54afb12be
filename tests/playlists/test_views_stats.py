"""Statistics of songs, releases and artists in the studio."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from catalog.models import Release, Song
from playlists import queries, services
from playlists.models import Like, PlayStat
from playlists.queries.stats import DAYS
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user, sign_in
from tests.playlists.listening import NOON_MS, a_play
from tests.playlists.songs import a_song

pytestmark = pytest.mark.usefixtures("tables")
DAY_MS = 86_400_000
COUNTS = {"plays": 9_999, "listeners": 999, "release_listeners": 999, "embedded": 99}


def test_song_release_and_artist_show_plays_listeners_and_likes():
    owner, fan = make_user("owner"), make_user("fan")
    artist = make_artist(owner=owner, handle="lan")
    release = make_release(artist=artist, published=True)
    songs = [make_song(release=release, title=title, published=True) for title in ("One", "Two")]
    plays = [a_play(song, visitor=who) for song in songs for who in ("ann", "bob")]
    services.count_plays([*plays, a_play(songs[0], visitor="ann", at_ms=NOON_MS - 2 * DAY_MS, source="embed")])
    services.like(user_id=fan.id, song=songs[1])
    browser = sign_in(Client(), owner)

    song = browser.get(f"/studio/songs/{songs[0].id}/statistics/").context["stats"]
    assert (song.total.plays, song.total.listeners, song.total.likes, song.total.embedded) == (3, 3, 0, 1)
    assert [day.figures.plays for day in song.days][-3:] == [1, 0, 2]
    assert [day.height for day in song.days][-3:] == [500, 0, 1000]
    answer = browser.get(f"/studio/releases/{release.id}/statistics/")
    of_release = answer.context["stats"]
    assert (of_release.total.plays, of_release.total.listeners, of_release.total.likes) == (5, 3, 1)
    assert [part["figures"].likes for part in answer.context["parts"]] == [0, 1]
    answer = browser.get("/studio/lan/statistics/")
    assert [(part["title"], part["figures"].plays) for part in answer.context["parts"]] == [("First Light", 5)]
    assert answer.context["stats"].recent.plays == 5
    assert answer.content.count(b"<rect") == DAYS + answer.content.count(b'<rect width="1"')


@pytest.mark.parametrize(("language", "shown"), [("en", "1,234,567"), ("vi", "1.234.567")])
def test_great_numbers_are_read_by_their_thousands(language, shown):
    owner = make_user("owner")
    song = make_song(release=make_release(artist=make_artist(owner=owner, handle="lan")))
    PlayStat(f"songs:{song.artist_id}", f"{song.release_id}/{song.id}", plays=1_234_567).save()
    browser = sign_in(Client(headers={"accept-language": language}), owner)
    assert shown in browser.get(f"/studio/songs/{song.id}/statistics/").content.decode()


def test_without_a_play_there_are_figures_too():
    owner = make_user("owner")
    song = make_song(release=make_release(artist=make_artist(owner=owner, handle="lan")))
    answer = sign_in(Client(), owner).get(f"/studio/songs/{song.id}/statistics/")
    assert answer.context["stats"].total == queries.stats.Figures()
    assert answer.status_code == 200


def test_likes_are_counted_up_and_down_and_once():
    song = a_song()
    for user_id in ("ann", "bob", "ann"):
        services.like(user_id=user_id, song=song)
    assert likes_of(song) == 2
    for _ in range(2):
        services.unlike(user_id="ann", song_id=song.id)
    assert likes_of(song) == 1
    assert len(list(Like.listeners_of(song.id))) == 1


def test_shards_are_added_up_before_anything_else():
    song = a_song()
    subject, part = f"songs:{song.artist_id}", f"{song.release_id}/{song.id}"
    PlayStat(subject, part, likes=3).put()
    PlayStat(subject, PlayStat.sharded(part, 5), likes=-1).put()
    assert likes_of(song) == 2
    assert queries.release_statistics(release_of(song)).total.likes == 2


def test_the_site_s_plays_by_day():
    services.count_plays([a_play(a_song()), a_play(a_song()), a_play(a_song(), at_ms=NOON_MS - DAY_MS)])
    assert [day.figures.plays for day in queries.site_activity(3)] == [0, 1, 2]


def test_a_song_that_is_no_more_has_no_counts_and_its_plays_stay_in_its_release_s_and_artist_s():
    song, other = a_song(), a_song()
    services.count_plays([a_play(song, visitor="ann"), a_play(song), a_play(other, visitor="ann")])
    services.like(user_id="ann", song=song)
    for _ in range(2):
        services.forget_song_stats(artist_id=song.artist_id, release_id=song.release_id, song_id=song.id)
    assert queries.song_statistics(song).total == queries.stats.Figures()
    of_release = queries.release_statistics(release_of(song))
    assert (of_release.total.plays, of_release.total.listeners, of_release.total.likes) == (3, 2, 0)
    assert (of_release.of(other.id).plays, of_release.days[-1].figures.plays) == (1, 3)
    assert queries.artist_statistics(song.artist_id).total.plays == 3


def test_what_is_no_more_is_not_counted_any_more():
    song, kept = a_song(), a_song(release_id="01hzzzzzzzzzzzzzzzzzzzzzzs")
    services.count_plays([a_play(song), a_play(kept)])
    services.forget_release_stats(release_id=song.release_id, artist_id=song.artist_id)
    assert list(queries.artist_statistics(song.artist_id).inside) == [kept.release_id]
    services.forget_artist_stats(artist_id=song.artist_id)
    assert list(PlayStat.parts_of(f"songs:{song.artist_id}")) == []


def test_a_song_s_counts_stay_small_since_only_the_days_that_are_shown_are_kept():
    song = a_song()
    stat = PlayStat(f"songs:{song.artist_id}", f"{song.release_id}/{song.id}")
    days = [datetime.fromtimestamp(NOON_MS / 1000 - ago * 86_400, UTC).date().isoformat() for ago in range(45)]
    for day in ("", *days):
        stat.change(*PlayStat.adding(COUNTS, day))
    services.count_plays([a_play(song)])
    services.count_plays([a_play(song)])
    (found,) = PlayStat.parts_of(stat.subject)
    assert sorted(found.days) == sorted(days[:31])
    assert found.plays == 10_001
    item = json.dumps(found.serialize())
    assert len(item) - 7 * item.count('"N"') < 1_300  # JSON of some 1,000 bytes: names and digits, two to a byte


def likes_of(song: Song) -> int:
    return queries.song_statistics(song).total.likes


def release_of(song: Song) -> Release:
    return Release(id=song.release_id, artist_id=song.artist_id)
