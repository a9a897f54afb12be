"""Playlists as a whole: made, edited, copied, deleted and taken back, hidden."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Profile, User
from catalog.errors import Gone, Refused
from catalog.models import Notice
from catalog.queries import RECENTLY_HIDDEN
from musicweb.dynamo.errors import Conflict, NotFound
from playlists import events, queries, services
from playlists.models import PRIVATE, PUBLIC, UNLISTED, Like, LikedSet, Playlist, PlaylistEntry
from tests.playlists.lists import ANN, a_playlist, count_of, ids_in, titles_in
from tests.playlists.songs import a_song
from tests.playlists.test_events import record_of

pytestmark = pytest.mark.usefixtures("tables")
BOB = SimpleNamespace(id="bob", name="Bob")
NOBODY = SimpleNamespace(is_authenticated=False, has_perm=lambda *_: False)


def public_titles(owner: object = ANN) -> list[str]:
    return [row.title for row in queries.public_playlists_of(owner.id, 10)]


def test_a_playlist_keeps_the_order_it_was_made_with():
    playlist = a_playlist(a_song("One"), a_song("Two"), a_song("Three"))
    assert titles_in(playlist) == ["One", "Two", "Three"]
    assert count_of(playlist) == 3


def test_made_twice_with_one_id_it_is_made_once_and_nobody_takes_anothers_id():
    first = services.create_playlist(owner=ANN, title="Mine", songs=[a_song()])
    again = services.create_playlist(owner=ANN, title="Mine", songs=[a_song()], playlist_id=first.id)
    assert (again.id, count_of(again)) == (first.id, 1)
    with pytest.raises(Conflict):
        services.create_playlist(owner=BOB, title="Ours", playlist_id=first.id)


def test_only_public_ones_are_found_newest_first():
    for title, visibility in (("Old", PUBLIC), ("Secret", PRIVATE), ("By link", UNLISTED), ("New", PUBLIC)):
        a_playlist(title=title, visibility=visibility)
    assert public_titles() == ["New", "Old"]
    assert [row.title for row in queries.my_playlists(ANN.id)] == ["New", "By link", "Secret", "Old"]


def test_an_edit_that_knows_an_older_version_is_a_conflict_and_the_same_one_twice_is_not():
    playlist = a_playlist()
    edited = services.edit_playlist(playlist=Playlist.fetch(playlist.id), version=1, title="Renamed")
    assert (edited.title, edited.version) == ("Renamed", 2)
    services.edit_playlist(playlist=Playlist.fetch(playlist.id), version=1, title="Renamed")
    with pytest.raises(Conflict):
        services.edit_playlist(playlist=Playlist.fetch(playlist.id), version=1, title="Another")
    assert Playlist.fetch(playlist.id).title == "Renamed"


def test_filling_a_playlist_makes_no_edit_of_its_details_stale():
    playlist = a_playlist()
    services.add_song(playlist_id=playlist.id, song=a_song())
    edited = services.edit_playlist(playlist=Playlist.fetch(playlist.id), version=1, visibility=PRIVATE)
    assert (edited.visibility, public_titles()) == (PRIVATE, [])


def test_made_private_it_is_noted_so_that_no_list_shows_it_and_made_public_again_it_is_not():
    playlist = a_playlist()
    edited = services.edit_playlist(playlist=playlist, version=1, visibility=PRIVATE)
    assert playlist.id in Notice.fetch(RECENTLY_HIDDEN).ids.as_dict()
    services.edit_playlist(playlist=edited, version=2, visibility=PUBLIC)
    assert playlist.id not in Notice.fetch(RECENTLY_HIDDEN).ids.as_dict()


def test_a_copy_is_private_and_its_copiers_in_the_same_order_without_what_was_removed():
    playlist = a_playlist(a_song("One"), a_song("Two"), a_song("Three"))
    first, second, _ = ids_in(playlist)
    services.remove_entry(playlist_id=playlist.id, entry_id=second)
    services.move_entry(playlist=playlist, entry_id=first, place=services.Place(step="last"))
    copy = services.copy_playlist(playlist=playlist, owner=BOB, title="Copy")
    assert titles_in(copy) == ["Three", "One"]
    assert (copy.owner_id, copy.owner_name, copy.visibility, count_of(copy)) == ("bob", "Bob", PRIVATE, 2)
    assert count_of(playlist) == 2


def test_deleted_it_is_away_and_comes_back_as_it_was():
    playlist = a_playlist(a_song("One"))
    for _ in range(2):
        services.delete_playlist(playlist_id=playlist.id)
    assert (public_titles(), queries.my_playlists(ANN.id).rows) == ([], [])
    with pytest.raises(Gone):
        queries.playlist_page(playlist.id, NOBODY)
    with pytest.raises(NotFound):
        services.add_song(playlist_id=playlist.id, song=a_song())
    for _ in range(2):
        services.restore_playlist(playlist_id=playlist.id)
    assert public_titles() == ["For the train"]
    assert titles_in(playlist) == ["One"]


def test_what_was_deleted_a_day_ago_is_swept_with_its_entries():
    old, young, kept = a_playlist(a_song()), a_playlist(a_song()), a_playlist(a_song())
    for playlist in (old, young):
        services.delete_playlist(playlist_id=playlist.id)
    long_ago = timezone.now() - timedelta(seconds=settings.PLAYLIST_UNDO_SECONDS + 1)
    old.change(Playlist.deleted_at.set(long_ago))
    with pytest.raises(Refused, match="too_late"):
        services.restore_playlist(playlist_id=old.id)
    assert events.sweep() == {"playlists": 1}
    assert list(PlaylistEntry.everything_in(old.id)) == []
    with pytest.raises(NotFound):
        Playlist.fetch(old.id)
    assert len(ids_in(young)) == len(ids_in(kept)) == 1


def test_hidden_by_a_moderator_it_is_gone_for_others_and_its_owner_sees_that_it_was():
    owner = SimpleNamespace(id=ANN.id, is_authenticated=True, has_perm=lambda *_: False)
    playlist = a_playlist()
    services.hide_playlist(playlist.id, hidden=True)
    assert public_titles() == []
    with pytest.raises(Gone):
        queries.playlist_page(playlist.id, NOBODY)
    assert queries.playlist_page(playlist.id, owner).playlist.withdrawn
    services.hide_playlist(playlist.id, hidden=False)
    assert public_titles() == ["For the train"]


def test_it_is_signed_with_the_profile_of_its_owner_and_follows_it():
    User("ann", email="ann@example.com", name="Ann").put_new()
    ann = SimpleNamespace(id="ann", name="Ann")
    early = a_playlist(owner=ann)
    profile = Profile("anna", id="p", user_id="ann", name="Anna")
    events.on_stream_record(record_of(None, profile))
    found = Playlist.fetch(early.id)
    assert (found.owner_name, found.owner_handle) == ("Anna", "anna")
    profile.put_new()
    User.fetch("ann").change(User.handle.set("anna"))
    late = a_playlist(owner=ann)
    assert (late.owner_name, late.owner_handle) == ("Anna", "anna")
    events.on_stream_record(record_of(profile, Profile("anna", id="p", user_id="ann", name="Anna", withdrawn=True)))
    assert Playlist.fetch(late.id).owner_handle is None


def test_everything_of_a_person_is_exported():
    song = a_song("Liked")
    services.like(user_id=ANN.id, song=song)
    playlist = a_playlist(a_song("One"), a_song("Two"))
    services.remove_entry(playlist_id=playlist.id, entry_id=ids_in(playlist)[0])
    rows = list(queries.everything_of(ANN.id))
    assert [(row["kind"], row["title"]) for row in rows] == [
        ("like", "Liked"),
        ("playlist", "For the train"),
        ("playlist_entry", "Two"),
    ]


def test_nothing_is_left_of_somebody_forgotten_also_when_told_twice():
    services.like(user_id=ANN.id, song=a_song())
    gone, kept = a_playlist(a_song()), a_playlist(a_song())
    services.delete_playlist(playlist_id=gone.id)
    others = a_playlist(a_song(), owner=BOB)
    for _ in range(2):
        services.forget_user(ANN.id)
    assert list(Like.all_of(ANN.id)) == LikedSet.shards_of(ANN.id) == list(Playlist.ids_of(ANN.id)) == []
    assert [*PlaylistEntry.everything_in(gone.id), *PlaylistEntry.everything_in(kept.id)] == []
    assert count_of(others) == len(ids_in(others)) == 1
