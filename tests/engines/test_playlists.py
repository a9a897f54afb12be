"""Playlists against a real engine: two editors at once, what a page of rows costs, thousands of songs."""

import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from catalog.errors import Refused
from musicweb.dynamo.capacity import measured
from playlists import services
from playlists.models import Playlist, PlaylistEntry
from playlists.services import Place
from tests.playlists.lists import ANN, a_playlist, count_of, ids_in, ranks_in, titles_in
from tests.playlists.songs import a_song

pytestmark = pytest.mark.usefixtures("dynamodb_local")
AT_ONCE = 20


def all_at_once(acts) -> None:
    with ThreadPoolExecutor(AT_ONCE) as tabs:
        for done in [tabs.submit(act) for act in acts]:
            done.result()


def test_twenty_tabs_that_add_at_once_lose_no_song_and_share_no_rank():
    playlist = a_playlist()
    songs = [a_song(f"Song {number}", saved=False) for number in range(AT_ONCE)]
    all_at_once(partial(services.add_song, playlist_id=playlist.id, song=song) for song in songs)
    assert sorted(titles_in(playlist)) == sorted(song.title for song in songs)
    assert len(set(ranks_in(playlist))) == count_of(playlist) == AT_ONCE


def test_twenty_moves_to_the_same_gap_at_once_keep_every_song_and_rank():
    playlist = a_playlist(*(a_song(f"Song {number}", saved=False) for number in range(AT_ONCE + 2)))
    first, second, *others = ids_in(playlist)
    playlist = Playlist.fetch(playlist.id)
    gap = Place(after=first, before=second)
    all_at_once(partial(services.move_entry, playlist=playlist, entry_id=one, place=gap) for one in others)
    order = ids_in(playlist)
    assert (order[0], order[-1], sorted(order[1:-1])) == (first, second, sorted(others))
    assert len(set(ranks_in(playlist))) == AT_ONCE + 2


def test_adding_moving_removing_and_renaming_at_once_all_happen():
    playlist = a_playlist(*(a_song(f"Song {number}", saved=False) for number in range(15)))
    record, own = Playlist.fetch(playlist.id), ids_in(playlist)
    acts = [partial(services.add_song, playlist_id=record.id, song=a_song("New", saved=False)) for _ in range(5)]
    acts += [partial(services.remove_entry, playlist_id=record.id, entry_id=one) for one in own[:5]]
    acts += [
        partial(services.move_entry, playlist=record, entry_id=one, place=Place(step="first")) for one in own[5:14]
    ]
    acts += [partial(services.edit_playlist, playlist=record, version=1, title="Renamed")]
    random.Random(2).shuffle(acts)
    all_at_once(acts)
    assert set(own[5:]) < set(ids_in(playlist))
    assert titles_in(playlist).count("New") == 5
    assert count_of(playlist) == len(ids_in(playlist)) == 15
    assert Playlist.fetch(record.id).title == "Renamed"


def test_the_last_free_place_is_taken_by_one(settings):
    settings.PLAYLIST_ENTRIES_MAX = 3
    playlist = a_playlist(a_song(saved=False), a_song(saved=False))
    songs = [a_song(f"Song {number}", saved=False) for number in range(8)]
    refused = []

    def add(song) -> None:
        try:
            services.add_song(playlist_id=playlist.id, song=song)
        except Refused as error:
            refused.append(error.code)

    all_at_once(partial(add, song) for song in songs)
    assert refused == ["playlist_full"] * 7
    assert count_of(playlist) == len(ids_in(playlist)) == 3


def test_a_move_is_two_reads_and_one_update():
    """Beside the look at the cover: one Query, and one write that finds it as it is."""
    playlist = a_playlist(*(a_song(f"Song {number}", saved=False) for number in range(30)))
    own = ids_in(playlist)
    record = Playlist.fetch(playlist.id)
    with measured() as spent:
        services.move_entry(playlist=record, entry_id=own[20], place=Place(after=own[24], before=own[25]))
    assert [call.operation for call in spent.calls] == ["BatchGetItem", "UpdateItem", "Query", "UpdateItem"]


MANY = 4_000  # more than one answer of DynamoDB holds


def test_thousands_of_songs_are_copied_paged_and_moved_in(settings):
    settings.PLAYLIST_ENTRIES_MAX = MANY
    song = a_song("A title of usual length", saved=False, loudness_lufs=-13.21, true_peak_dbtp=-0.31)
    playlist = a_playlist(*[song] * MANY)
    copy = services.copy_playlist(playlist=playlist, owner=ANN, title="Copy")
    assert count_of(copy) == MANY
    with pytest.raises(Refused, match="playlist_full"):
        services.add_song(playlist_id=copy.id, song=song, again=True)
    last = PlaylistEntry.next_to(copy.id, "~", limit=1, backwards=True)[0]
    services.move_entry(playlist=Playlist.fetch(copy.id), entry_id=last.entry_id, place=Place(position=3_900))
    places = PlaylistEntry.places_in(copy.id, limit=MANY)
    assert [one.entry_id for one in places].index(last.entry_id) == 3_899
    with measured() as spent:
        page = PlaylistEntry.in_order(copy.id, limit=100)
    assert (len(page), spent.requests) == (100, 1)
    assert spent.read_units <= 4
