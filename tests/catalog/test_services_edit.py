"""Edits hold what was typed against what was shown; the last one to look wins, nobody by chance."""

import pytest

from catalog import queries, services
from catalog.errors import Moved, Refused
from catalog.models import Artist, Release, Song
from musicweb.dynamo.errors import Conflict, NotFound
from tests.catalog.changes import Changes
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("tables")


def test_a_stale_edit_is_a_conflict_and_changes_nothing():
    release = make_release(title="First Light")
    shown = int(release.version)
    services.edit_release(release=Release.fetch(release.id), version=shown, title="Dawn")
    with pytest.raises(Conflict):
        services.edit_release(release=Release.fetch(release.id), version=shown, title="Dusk")
    assert Release.fetch(release.id).title == "Dawn"


def test_two_edits_of_the_same_moment_do_not_mix():
    release = make_release()
    one, two = Release.fetch(release.id), Release.fetch(release.id)
    services.edit_release(release=one, version=one.version, title="Dawn")
    with pytest.raises(Conflict):
        services.edit_release(release=two, version=two.version, title="Dusk")


def test_the_same_form_sent_twice_is_no_conflict():
    song = make_song()
    shown = song.version
    services.edit_song(song=Song.fetch(song.id), version=shown, title="Fast Rivers")
    services.edit_song(song=Song.fetch(song.id), version=shown, title="Fast Rivers")
    assert Song.fetch(song.id).version == shown + 1


def test_an_edited_song_is_right_in_its_release_at_once():
    song = make_song(title="Slow Rivers")
    services.edit_song(song=song, version=song.version, title="Đêm Mưa", track_number=7, lyrics="la la")
    row = Release.fetch(song.release_id).tracks.as_dict()[song.id]
    assert (row["title"], row["track_number"], row["version"]) == ("Đêm Mưa", 7, song.version)
    assert Song.fetch(song.id).title_key == "dem mua"
    assert queries.lyrics_of(song.id) == "la la"


def test_lyrics_are_taken_away_by_empty_ones():
    song = make_song()
    services.edit_song(song=song, version=song.version, lyrics="la la")
    services.edit_song(song=song, version=song.version, lyrics="")
    assert queries.lyrics_of(song.id) == ""
    assert not Song.fetch(song.id).has_lyrics


def test_writing_a_track_row_does_not_disturb_an_edit_of_the_release():
    song = make_song()
    release = Release.fetch(song.release_id)
    services.edit_song(song=song, version=song.version, title="Other")
    services.edit_release(release=release, version=release.version, title="Dawn")
    stored = Release.fetch(release.id)
    assert stored.title == "Dawn"
    assert stored.tracks.as_dict()[song.id]["title"] == "Other"


def test_only_what_artists_may_edit_is_edited():
    song = make_song()
    with pytest.raises(TypeError):
        services.edit_song(song=song, version=song.version, owner_id="me")


def test_a_handle_is_taken_once():
    make_artist(handle="ann-sings")
    with pytest.raises(Refused) as refused:
        services.create_artist(owner=make_user("bob"), handle="ann-sings", name="Bob")
    assert refused.value.code == "handle_taken"


def test_the_same_new_artist_twice_is_one():
    ann = make_user("ann")
    first = services.create_artist(owner=ann, handle="ann", name="Ann")
    assert services.create_artist(owner=ann, handle="ann", name="Ann").id == first.id


def test_a_renamed_artist_redirects_and_everything_follows():
    artist = make_artist(handle="ann-sings")
    song = make_song(release=make_release(artist=artist, published=True), published=True)
    changes = Changes()
    renamed = services.edit_artist(artist=artist, version=artist.version, handle="ann", name="Ann")
    changes.deliver()

    with pytest.raises(Moved) as moved:
        queries.artist_page("ann-sings", make_user("somebody"))
    assert moved.value.to == "ann"
    assert renamed.id == artist.id
    assert Song.fetch(song.id).artist_handle == "ann"
    assert Release.fetch(song.release_id).artist_name == "Ann"
    assert [found.handle for found in queries.search("ann").artists] == ["ann"]
    owner = type("Owner", (), {"id": artist.owner_id, "is_authenticated": True})()
    assert [one.handle for one in queries.artists_of(owner)] == ["ann"]


def test_a_handle_given_up_may_be_taken_back_by_its_artist_only():
    artist = make_artist(handle="ann-sings")
    renamed = services.edit_artist(artist=artist, version=artist.version, handle="ann")
    with pytest.raises(Refused):
        make_artist(handle="ann-sings")
    back = services.edit_artist(artist=renamed, version=renamed.version, handle="ann-sings")
    assert back.handle == "ann-sings"
    assert Artist.fetch("ann").moved_to == "ann-sings"


def test_a_stranger_makes_no_release_for_an_artist():
    with pytest.raises(NotFound):
        services.create_release(owner=make_user("bob"), artist=make_artist(), title="Mine")


def test_a_withdrawn_artist_makes_no_release():
    artist = make_artist()
    services.withdraw(kind="artist", id=artist.handle, reason="spam", by="mod")
    with pytest.raises(Refused) as refused:
        make_release(artist=Artist.fetch(artist.handle))
    assert refused.value.code == "artist_withdrawn"
