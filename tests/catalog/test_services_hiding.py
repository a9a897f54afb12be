"""What is withdrawn, unpublished or removed is gone at once: from pages, lists, search and its address."""

import random

import pytest
from django.contrib.auth.models import AnonymousUser

from catalog import addresses, queries, services
from catalog.errors import Gone
from catalog.models import Artist, Notice, Release, Song
from catalog.services import notices, settle
from catalog.services.scope import media, song_files
from musicweb.dynamo.errors import NotFound
from tests.catalog.changes import Changes
from tests.factories import make_artist, make_release, make_song

pytestmark = pytest.mark.usefixtures("tables")
EVERYBODY = AnonymousUser()


@pytest.fixture
def release():
    return make_release(title="First Light", published=True)


@pytest.fixture
def song(release):
    return make_song(release=release, title="Slow Rivers", published=True)


def files_of(song):
    return list(media().under(f"public/{song.artist_id}/songs/{song.id}/"))


def hidden_ids():
    return queries.Hidden.now().ids


def test_a_published_song_is_public_with_its_files(song):
    assert song.listed == "1"
    assert addresses.is_public(song.media_rev)
    assert files_of(song) == sorted(song_files(song, song.media_rev))
    assert queries.song_page(song.id, EVERYBODY).song.playable
    assert [row.id for row in queries.release_page(song.release_id, EVERYBODY).tracks] == [song.id]
    assert [row.id for row in queries.search("slow").songs] == [song.id]


def test_public_files_may_be_cached_for_ever_and_private_ones_not(song):
    head = media().client.head_object(Bucket=media().bucket_name, Key=song_files(song, song.media_rev)[0])
    assert head["CacheControl"] == "public, max-age=31536000, immutable"
    assert head["ContentType"] == "audio/mp4"

    services.unpublish_song(song=song)

    song = Song.fetch(song.id)
    head = media().client.head_object(Bucket=media().bucket_name, Key=song_files(song, song.media_rev)[0])
    assert head["CacheControl"] == "private, max-age=900"


def test_a_draft_is_404_to_strangers_and_its_files_are_private(release):
    song = make_song(release=release)
    assert not addresses.is_public(song.media_rev)
    with pytest.raises(NotFound):
        queries.song_page(song.id, EVERYBODY)


def test_a_withdrawn_song_is_gone_everywhere_at_once(song):
    services.withdraw(kind="song", id=song.id, reason="copied", by="mod")

    with pytest.raises(Gone):
        queries.song_page(song.id, EVERYBODY)
    assert queries.release_page(song.release_id, EVERYBODY).tracks == []
    assert not queries.search("slow").songs
    assert queries.artist_page(song.artist_handle, EVERYBODY).songs.rows == []
    assert files_of(song) == []
    assert len(list(media().under(f"private/{song.artist_id}/songs/{song.id}/"))) == 3
    assert hidden_ids() == {song.id}


def test_a_restored_song_is_back_at_a_new_address(song):
    services.withdraw(kind="song", id=song.id, reason="copied", by="mod")
    services.restore(kind="song", id=song.id, by="mod")

    back = Song.fetch(song.id)
    assert back.listed == "1"
    assert back.media_rev != song.media_rev
    assert files_of(song) == sorted(song_files(back, back.media_rev))
    assert hidden_ids() == frozenset()
    assert queries.search("slow").songs


def test_what_its_artist_unpublished_is_404_not_410(song):
    services.unpublish_song(song=song)
    with pytest.raises(NotFound):
        queries.song_page(song.id, EVERYBODY)


def test_withdrawing_a_release_hides_its_songs_and_files(song, release):
    services.withdraw(kind="release", id=release.id, reason="copied", by="mod")

    for page, item in ((queries.release_page, release), (queries.song_page, song)):
        with pytest.raises(Gone):
            page(item.id, EVERYBODY)
    assert list(queries.new_releases()) == []
    assert files_of(song) == []


def test_restoring_a_release_leaves_a_song_out_that_was_withdrawn_itself(song, release):
    other = make_song(release=release, title="Other", published=True)
    services.withdraw(kind="song", id=song.id, reason="copied", by="mod")
    services.withdraw(kind="release", id=release.id, reason="copied", by="mod")
    services.restore(kind="release", id=release.id, by="mod")

    assert [row.id for row in queries.release_page(release.id, EVERYBODY).tracks] == [other.id]


def test_withdrawing_an_artist_hides_everything(song, release):
    services.withdraw(kind="artist", id=song.artist_handle, reason="copied", by="mod")

    with pytest.raises(Gone):
        queries.artist_page(song.artist_handle, EVERYBODY)
    for page, item in ((queries.release_page, release), (queries.song_page, song)):
        with pytest.raises(Gone):
            page(item.id, EVERYBODY)
    assert not queries.search("slow")
    assert not queries.search("first")
    assert files_of(song) == []
    services.restore(kind="artist", id=song.artist_handle, by="mod")
    assert queries.song_page(song.id, EVERYBODY).song.playable


def test_an_artist_is_hidden_whole_although_the_song_index_knows_nothing(song, monkeypatch):
    index = Song.by_artist
    found = settle._all
    monkeypatch.setattr(settle, "_all", lambda model, source, key: () if source is index else found(model, source, key))

    services.withdraw(kind="artist", id=song.artist_handle, reason="copied", by="mod")

    assert files_of(song) == []


def test_nothing_of_a_withdrawn_artist_can_be_published(release):
    services.withdraw(kind="artist", id=release.artist_handle, reason="copied", by="mod")
    song = make_song(release=release, published=True)
    services.publish_release(release=release)
    assert not Song.fetch(song.id).listed
    assert not Release.fetch(release.id).listed


def test_a_removed_song_answers_410_and_leaves_no_file(song):
    services.remove_song(song=song)
    services.remove_song(song=song)

    with pytest.raises(Gone):
        queries.song_page(song.id, EVERYBODY)
    assert list(media().under("")) == []
    assert queries.studio_songs(Artist.fetch(song.artist_handle)).rows == []
    assert Release.fetch(song.release_id).tracks.as_dict() == {}


def test_a_removed_release_takes_its_songs_along(song, release):
    services.remove_release(release=release)

    for page, item in ((queries.release_page, release), (queries.song_page, song)):
        with pytest.raises(Gone):
            page(item.id, EVERYBODY)
    assert list(media().under("")) == []


def test_a_list_that_lags_shows_nothing_hidden(song, release, stale_indexes):
    with stale_indexes():
        services.withdraw(kind="song", id=song.id, reason="copied", by="mod")
        assert [late.id for late in Song.page(Song.listed_by_title, "1", limit=9)] == [song.id]
        assert not queries.search("slow").songs
        assert queries.artist_page(song.artist_handle, EVERYBODY).songs.rows == []
        services.withdraw(kind="release", id=release.id, reason="copied", by="mod")
        assert queries.new_releases().rows == []
        assert not queries.search("first").releases
        services.withdraw(kind="artist", id=song.artist_handle, reason="copied", by="mod")
        assert not queries.search("artist").artists


def test_a_song_of_a_withdrawn_release_is_kept_out_of_lists_that_lag(song, release, stale_indexes):
    with stale_indexes():
        services.withdraw(kind="release", id=release.id, reason="copied", by="mod")
        assert not queries.search("slow").songs
        assert queries.artist_page(song.artist_handle, EVERYBODY).songs.rows == []


def test_the_notice_forgets_what_was_mended_a_minute_ago(song, monkeypatch):
    changes = Changes()
    services.withdraw(kind="song", id=song.id, reason="copied", by="mod")
    notices.drop_mended()
    assert hidden_ids() == {song.id}
    changes.deliver()
    services.sweep()
    assert hidden_ids() == {song.id}

    now = notices.time.time()
    monkeypatch.setattr(notices.time, "time", lambda: now + notices.KEPT_SECONDS + 1)
    assert services.sweep()["forgotten"] == 1
    assert hidden_ids() == frozenset()
    assert Notice.fetch("recently_hidden").ids.as_dict() == {}


def test_what_is_hidden_again_meanwhile_stays_in_the_notice(song):
    changes = Changes()
    services.withdraw(kind="song", id=song.id, reason="copied", by="mod")
    changes.deliver()
    services.restore(kind="song", id=song.id, by="mod")
    services.withdraw(kind="song", id=song.id, reason="again", by="mod")
    assert Notice.fetch("recently_hidden").ids.as_dict() == {song.id: 0}


@pytest.mark.parametrize("seed", range(3))
def test_the_streams_come_to_the_same_end_doubled_and_shuffled(seed):
    changes = Changes()
    artist = make_artist(handle="ann-sings")
    release = make_release(artist=artist, published=True)
    songs = [make_song(release=release, title=title, published=True) for title in ("One", "Two")]
    changes.deliver()
    services.edit_release(release=Release.fetch(release.id), version=Release.fetch(release.id).version, title="Dawn")
    services.withdraw(kind="song", id=songs[0].id, reason="copied", by="mod")
    services.edit_artist(artist=Artist.fetch("ann-sings"), version=artist.version, name="Ann", handle="ann")

    changes.deliver(times=2, order=random.Random(seed))

    one, two = (Song.fetch(song.id) for song in songs)
    assert (one.listed, two.listed) == (None, "1")
    assert {(song.release_title, song.artist_name, song.artist_handle) for song in (one, two)} == {
        ("Dawn", "Ann", "ann")
    }
    rows = Release.fetch(release.id).tracks.as_dict()
    assert {song.id: rows[song.id]["version"] for song in (one, two)} == {song.id: song.version for song in (one, two)}
    assert len(files_of(one)) == 0
    assert len(files_of(two)) == 3


def test_an_old_public_file_that_a_kill_left_behind_is_deleted_by_the_stream(song, monkeypatch):
    changes = Changes()
    monkeypatch.setattr(type(media()), "delete_all", lambda self, names: None)
    services.withdraw(kind="song", id=song.id, reason="copied", by="mod")
    monkeypatch.undo()
    assert files_of(song)

    changes.deliver()

    assert files_of(song) == []


def test_a_move_that_was_cut_off_is_finished_at_the_same_place(song, monkeypatch):
    def dies(self, names):
        self.copy(*next(iter(names.items())))
        raise KeyboardInterrupt

    monkeypatch.setattr(type(media()), "copy_all", dies)
    with pytest.raises(KeyboardInterrupt):
        services.withdraw(kind="song", id=song.id, reason="copied", by="mod")
    monkeypatch.undo()
    with pytest.raises(Gone):
        queries.song_page(song.id, EVERYBODY)

    settle.settle_song(song.id)

    assert files_of(song) == []
    assert len(list(media().under(f"private/{song.artist_id}/songs/"))) == 3


def test_hiding_what_is_hidden_and_showing_what_is_shown_changes_nothing(song, release):
    services.publish_song(song=song)
    services.publish_release(release=release)
    assert Song.fetch(song.id).version == song.version
    services.unpublish_release(release=release)
    version = Release.fetch(release.id).version
    services.unpublish_release(release=release)
    assert Release.fetch(release.id).version == version


def test_a_song_whose_files_are_lost_does_not_stop_the_stream(song):
    changes = Changes()
    media().delete_all(files_of(song))
    services.withdraw(kind="song", id=song.id, reason="copied", by="mod")
    changes.deliver()
    assert not Song.fetch(song.id).listed
