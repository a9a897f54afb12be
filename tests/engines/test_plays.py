"""Plays against a real engine: what they cost, and workers that meet at a hot song."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from musicweb.dynamo.capacity import measured
from playlists import services
from playlists.models import HistoryEntry
from playlists.services.history import entry_of
from tests.people import make_user, session_cookie_for
from tests.playlists.listening import NOON_MS, a_play, plays_of
from tests.playlists.songs import a_song

pytestmark = pytest.mark.usefixtures("dynamodb_local")


def test_a_hundred_plays_of_a_hot_song_are_seven_transactions(record_property):
    song = a_song()
    plays = [a_play(song) for _ in range(100)]
    with measured() as spent:
        assert services.count_plays(plays) == set()
    writes = [call for call in spent.calls if call.operation == "TransactWriteItems"]
    record_property("100 plays of a hot song", str(spent))
    print(f"100 plays of a hot song: {spent}")
    assert plays_of(song) == 100
    assert len(writes) == 7


def test_what_a_play_of_somebody_signed_in_costs(record_property):
    ann, song = make_user("ann"), a_song()
    play = a_play(song, session_key=session_cookie_for(ann))
    with measured() as spent:
        services.count_plays([play])
    record_property("a play alone", str(spent))
    print(f"a play alone: {spent}")
    assert spent.requests == 6  # sessions, songs, notice, whose it is, marks, transaction


def test_workers_that_count_the_same_plays_at_once_count_each_once():
    """Every message is delivered to three workers, in another order to each."""
    song = a_song()
    plays = [a_play(song, visitor=f"visitor-{number % 40}", at_ms=NOON_MS + number) for number in range(60)]
    batches = [plays, plays[::-1], plays[30:] + plays[:30]]
    with ThreadPoolExecutor(3) as workers:
        failed = list(workers.map(services.count_plays, batches))
    for again in failed:  # what gave up comes back
        assert services.count_plays([play for play in plays if play.play_id in again]) == set()
    assert plays_of(song) == 40


def test_nothing_gets_into_a_history_once_it_is_paused_while_plays_are_counted():
    ann = make_user("ann")
    session_key, songs = session_cookie_for(ann), [a_song() for _ in range(60)]
    plays = [a_play(song, session_key=session_key, at_ms=NOON_MS + number) for number, song in enumerate(songs)]
    with ThreadPoolExecutor(3) as workers:
        counting = [
            workers.submit(lambda part: [services.count_plays([one]) for one in part], plays[n::3]) for n in range(3)
        ]
        while recorded_of(ann) < 10:
            pass
        services.pause_history(user_id=ann.id)
        recorded = recorded_of(ann)
        again = {play_id for one in counting for failed in one.result() for play_id in failed}
    assert services.count_plays([play for play in plays if play.play_id in again]) == set()
    assert recorded_of(ann) == recorded < 60
    assert sum(plays_of(song) for song in songs) == 60


def recorded_of(user) -> int:
    return len(HistoryEntry.keys_of(user.id, limit=100))


def test_fifty_entries_are_at_most_two_units():
    ann = make_user("ann")
    for number in range(51):
        song = a_song(
            saved=False,
            title="A title of usual length, mưa đêm",
            loudness_lufs=-13.21,
            true_peak_dbtp=-0.31,
            cover_color="#a06840",
        )
        entry_of(user_id=ann.id, song=song, at_ms=NOON_MS + number, play_id="0123456789").put()
    with measured() as spent:
        assert len(HistoryEntry.newest(ann.id, limit=50)) == 50
    assert spent.requests == 1
    assert spent.read_units <= 2
