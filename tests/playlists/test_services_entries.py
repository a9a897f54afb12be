"""Songs in playlists: added, removed and put back, moved; what a full or changed playlist says."""

import random

import pytest
from django.test import override_settings

from catalog.errors import Refused
from catalog.models import REMOVED
from musicweb.dynamo.errors import NotFound
from playlists import services
from playlists.covers import covers_in
from playlists.events import on_stream_record
from playlists.models import Playlist, PlaylistEntry
from playlists.services import Place, moving
from tests.playlists.lists import a_playlist, count_of, ids_in, ranks_in, titles_in
from tests.playlists.songs import a_song
from tests.playlists.test_events import changed, record_of

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def playlist() -> Playlist:
    return a_playlist(*(a_song(title) for title in "ABCDE"))


def move(playlist: Playlist, title: str, **place: object) -> str:
    """The titles after `title` was moved, in one word."""
    known = {entry.title: entry.entry_id for entry in PlaylistEntry.in_order(playlist.id, limit=100)}
    to = Place(**{name: known.get(one, one) if name in ("after", "before") else one for name, one in place.items()})
    services.move_entry(playlist=Playlist.fetch(playlist.id), entry_id=known[title], place=to)
    return "".join(titles_in(playlist))


# ---- adding ----
def test_a_song_is_appended(playlist):
    services.add_song(playlist_id=playlist.id, song=a_song("F"))
    assert "".join(titles_in(playlist)) == "ABCDEF"
    assert count_of(playlist) == 6


def test_a_song_that_is_in_it_is_asked_about_and_added_again_if_wanted(playlist):
    song = a_song("F")
    services.add_song(playlist_id=playlist.id, song=song)
    with pytest.raises(Refused) as refused:
        services.add_song(playlist_id=playlist.id, song=song)
    assert (refused.value.code, refused.value.facts["title"]) == ("already_there", "For the train")
    services.add_song(playlist_id=playlist.id, song=song, again=True)
    assert titles_in(playlist)[-2:] == ["F", "F"]


def test_a_removed_song_may_be_added_anew_without_a_question(playlist):
    song = a_song("F")
    entry = services.add_song(playlist_id=playlist.id, song=song)
    services.remove_entry(playlist_id=playlist.id, entry_id=entry.entry_id)
    services.add_song(playlist_id=playlist.id, song=song)
    assert titles_in(playlist).count("F") == 1


def test_a_song_that_is_not_public_is_refused(playlist):
    with pytest.raises(Refused, match="song_private"):
        services.add_song(playlist_id=playlist.id, song=a_song(listed=None))
    assert count_of(playlist) == 5


@override_settings(PLAYLIST_ENTRIES_MAX=5)
def test_a_full_playlist_takes_no_more_and_loses_nothing(playlist):
    with pytest.raises(Refused, match="playlist_full"):
        services.add_song(playlist_id=playlist.id, song=a_song("F"))
    assert "".join(titles_in(playlist)) == "ABCDE"
    removed = services.remove_entry(playlist_id=playlist.id, entry_id=ids_in(playlist)[0])
    services.add_song(playlist_id=playlist.id, song=a_song("F"))
    with pytest.raises(Refused, match="playlist_full"):
        services.restore_entry(playlist_id=playlist.id, entry_id=removed.entry_id)
    assert "".join(titles_in(playlist)) == "BCDEF"
    assert PlaylistEntry.fetch(playlist.id, removed.entry_id).removed_rank  # it can still be put back later


# ---- removing ----
def test_a_removed_entry_is_put_back_where_it_was_also_when_told_twice(playlist):
    third = ids_in(playlist)[2]
    for _ in range(2):
        services.remove_entry(playlist_id=playlist.id, entry_id=third)
    assert ("".join(titles_in(playlist)), count_of(playlist)) == ("ABDE", 4)
    for _ in range(2):
        services.restore_entry(playlist_id=playlist.id, entry_id=third)
    assert ("".join(titles_in(playlist)), count_of(playlist)) == ("ABCDE", 5)


def test_an_entry_that_never_was_is_not_found_and_too_late_to_be_put_back(playlist):
    with pytest.raises(NotFound):
        services.remove_entry(playlist_id=playlist.id, entry_id="zzzzz")
    with pytest.raises(Refused, match="too_late"):
        services.restore_entry(playlist_id=playlist.id, entry_id="zzzzz")


# ---- moving ----
WAYS = [
    ("D", {"after": "A", "before": "B"}, "ADBCE"),
    ("D", {"after": "A"}, "ADBCE"),
    ("A", {"before": "D"}, "BCADE"),
    ("A", {"after": "E"}, "BCDEA"),
    ("E", {"before": "A"}, "EABCD"),
    ("C", {"step": "up"}, "ACBDE"),
    ("C", {"step": "down"}, "ABDCE"),
    ("D", {"step": "down"}, "ABCED"),
    ("B", {"step": "up"}, "BACDE"),
    ("A", {"step": "up"}, "ABCDE"),
    ("E", {"step": "down"}, "ABCDE"),
    ("D", {"step": "first"}, "DABCE"),
    ("B", {"step": "last"}, "ACDEB"),
    ("A", {"step": "first"}, "ABCDE"),
    ("E", {"step": "last"}, "ABCDE"),
    ("A", {"position": 3}, "BCADE"),
    ("D", {"position": 1}, "DABCE"),
    ("B", {"position": 5}, "ACDEB"),
    ("C", {"position": 3}, "ABCDE"),
    ("C", {"after": "C"}, "ABCDE"),
]


def test_an_entry_goes_where_it_is_sent():
    songs = [a_song(title) for title in "ABCDE"]
    for title, place, expected in WAYS:
        playlist = a_playlist(*songs)
        assert move(playlist, title, **place) == expected, (title, place)
        assert count_of(playlist) == 5


def test_a_place_that_is_not_there_changes_nothing(playlist):
    for place in ({"after": "zzzzz"}, {"position": 0}, {"position": 6}, {"step": "sideways"}, {}):
        with pytest.raises(Refused, match="nowhere"):
            move(playlist, "B", **place)
    assert "".join(titles_in(playlist)) == "ABCDE"


def test_a_neighbour_that_went_meanwhile_leaves_the_other_one_to_say_where(playlist):
    second = ids_in(playlist)[1]
    services.remove_entry(playlist_id=playlist.id, entry_id=second)
    assert move(playlist, "E", after="zzzzz", before="C") == "AECD"
    assert move(playlist, "A", after="D", before="C") == "ECDA"  # the other device has turned them round


def test_what_was_removed_meanwhile_is_not_moved(playlist):
    first = ids_in(playlist)[0]
    services.remove_entry(playlist_id=playlist.id, entry_id=first)
    with pytest.raises(Refused, match="entry_gone"):
        services.move_entry(playlist=playlist, entry_id=first, place=Place(step="last"))


def test_a_move_writes_one_item(playlist):
    before = {entry.entry_id: entry.rank for entry in PlaylistEntry.in_order(playlist.id, limit=9)}
    move(playlist, "D", after="A", before="B")
    after = {entry.entry_id: entry.rank for entry in PlaylistEntry.in_order(playlist.id, limit=9)}
    assert [one for one in before if before[one] != after[one]] == [ids_in(playlist)[1]]


def test_what_is_appended_later_stays_behind_what_was_moved_last(playlist):
    move(playlist, "A", step="last")
    services.add_song(playlist_id=playlist.id, song=a_song("F"))
    move(playlist, "B", step="last")
    assert "".join(titles_in(playlist)) == "CDEAFB"


def test_a_step_jumps_over_what_nobody_sees(playlist):
    hidden = PlaylistEntry.fetch(playlist.id, ids_in(playlist)[2])
    hidden.change(PlaylistEntry.hidden.set(True))
    assert move(playlist, "D", step="up") == "ADBCE"


def test_many_moves_to_the_same_places_keep_the_order_and_the_ranks_short(monkeypatch):
    monkeypatch.setattr(moving, "RANK_LENGTH_MAX", 11)
    dice, expected = random.Random(7), list("ABCDEF")
    playlist = a_playlist(*(a_song(title) for title in expected))
    for _ in range(25):
        title, step = dice.choice(expected), dice.choice(["first", "first", "up", "last"])
        at = expected.index(title)
        expected.remove(title)
        expected.insert({"first": 0, "up": max(0, at - 1), "last": len(expected)}[step], title)
        assert move(playlist, title, step=step) == "".join(expected)
    ranks = ranks_in(playlist)
    assert len(set(ranks)) == len(ranks)
    assert max(map(len, ranks)) <= 11


# ---- what follows songs ----
def test_a_renamed_song_is_renamed_in_every_playlist_also_out_of_order_and_twice():
    song = a_song("Old")
    playlist = a_playlist(song, song)
    earlier = record_of(*changed(song, title="Second"))
    later = record_of(*changed(song, title="Third"))
    for record in (later, earlier, later):
        on_stream_record(record)
    assert titles_in(playlist) == ["Third", "Third"]


def test_a_withdrawn_song_is_hidden_and_off_the_cover_and_comes_back():
    song = a_song()
    playlist = a_playlist(song, a_song(release_id="01hzzzzzzzzzzzzzzzzzzzzzzq"))
    on_stream_record(record_of(*changed(song, listed=None)))
    assert PlaylistEntry.fetch(playlist.id, ids_in(playlist)[0]).hidden
    assert [one.release_id for one in covers_in(Playlist.fetch(playlist.id).covers)] == ["01hzzzzzzzzzzzzzzzzzzzzzzq"]
    on_stream_record(record_of(*changed(song, listed="1")))
    assert PlaylistEntry.fetch(playlist.id, ids_in(playlist)[0]).hidden is None
    assert len(covers_in(Playlist.fetch(playlist.id).covers)) == 2


def test_a_song_that_is_no_more_is_in_no_playlist_and_the_count_says_so():
    song = a_song("Gone")
    playlist = a_playlist(song, a_song("Stays"), song)
    services.remove_entry(playlist_id=playlist.id, entry_id=ids_in(playlist)[0])
    before, after = changed(song, status=REMOVED, listed=None)
    for _ in range(2):
        on_stream_record(record_of(before, after))
    assert (titles_in(playlist), count_of(playlist)) == (["Stays"], 1)
    assert len(list(PlaylistEntry.everything_in(playlist.id))) == 1


def test_the_cover_is_made_of_the_first_four_releases_and_follows_moves(playlist):
    releases = [f"01hzzzzzzzzzzzzzzzzzzzzzz{letter}" for letter in "abcde"]
    playlist = a_playlist(*(a_song(one, release_id=one) for one in releases[:3]))
    for one in releases[3:]:
        services.add_song(playlist_id=playlist.id, song=a_song(one, release_id=one))
    shown = [cover.release_id for cover in covers_in(Playlist.fetch(playlist.id).covers)]
    assert shown == releases[:4]
    services.move_entry(playlist=playlist, entry_id=ids_in(playlist)[4], place=Place(step="first"))
    shown = [cover.release_id for cover in covers_in(Playlist.fetch(playlist.id).covers)]
    assert shown == [releases[4], *releases[:3]]
