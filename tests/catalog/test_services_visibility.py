"""Public, unlisted, private: what lists show, what a link opens, and where the files lie."""

import pytest
from django.contrib.auth.models import AnonymousUser

from catalog import addresses, queries, services
from catalog.models import Release, Song
from musicweb.dynamo.errors import NotFound
from tests.catalog.changes import Changes
from tests.factories import make_release, make_song
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
EVERYBODY = AnonymousUser()


@pytest.fixture
def release():
    return make_release(title="First Light", published=True)


@pytest.fixture
def song(release):
    return make_song(release=release, title="Slow Rivers", published=True)


def show(record, visibility: str):
    """As its artist does in the studio; what there is of it afterwards."""
    now = type(record).fetch(record.id)
    kind = "song" if isinstance(now, Song) else "release"
    edit = services.edit_song if kind == "song" else services.edit_release
    edit(**{kind: now}, version=now.version, visibility=visibility)
    return type(record).fetch(record.id)


def found(words: str) -> int:
    results = queries.search(words)
    return len(results.songs) + len(results.releases)


def test_an_unlisted_release_opens_by_its_link_and_is_in_no_list(release, song):
    release = show(release, "unlisted")
    song = Song.fetch(song.id)
    assert (release.listed, release.is_open, song.listed, song.is_open) == (None, True, None, True)
    assert [row.id for row in queries.release_page(release.id, EVERYBODY).tracks] == [song.id]
    assert queries.song_page(song.id, EVERYBODY).song.playable
    assert addresses.is_public(song.media_rev)
    assert found("first") == found("slow") == 0
    assert not queries.new_releases().rows
    page = queries.artist_page(release.artist_handle, EVERYBODY)
    assert not page.songs.rows
    assert not page.releases.rows


def test_a_list_that_lags_shows_nothing_unlisted(release, song, stale_indexes):
    with stale_indexes():
        show(release, "unlisted")
        assert found("first") == found("slow") == 0
        assert not queries.new_releases().rows
        assert queries.song_page(song.id, EVERYBODY).song.is_open


def test_an_unlisted_song_is_in_no_list_not_even_its_release(release, song):
    other = make_song(release=release, title="Other", published=True)
    song = show(song, "unlisted")
    assert song.is_open
    assert [row.id for row in queries.release_page(release.id, EVERYBODY).tracks] == [other.id]
    assert queries.song_page(song.id, EVERYBODY).song.id == song.id
    assert found("slow") == 0


def test_what_is_private_is_for_its_managers_only_and_stays_so_when_published(release, song):
    release = show(release, "private")
    song = Song.fetch(song.id)
    for page in (lambda: queries.release_page(release.id, EVERYBODY), lambda: queries.song_page(song.id, EVERYBODY)):
        with pytest.raises(NotFound):
            page()
    assert not addresses.is_public(song.media_rev)
    services.publish_release(release=release)
    assert not Release.fetch(release.id).is_open


def test_a_private_song_stays_private_in_a_public_release(release, song):
    show(song, "private")
    services.publish_release(release=release)
    assert not Song.fetch(song.id).is_open
    assert not queries.release_page(release.id, EVERYBODY).tracks


def test_there_and_back_again_everything_is_in_its_lists(release, song):
    changes = Changes()
    for visibility in ("unlisted", "private", "unlisted", "public"):
        show(release, visibility)
        changes.deliver()
    assert (found("first"), found("slow")) == (1, 1)
    assert not queries.Hidden.now().has(release.id, song.id)
    assert list(queries.release_page(release.id, EVERYBODY).tracks)


def test_search_engines_are_told_to_leave_out_what_is_unlisted(client, release, song):
    assert "noindex" not in client.get(queries.song_page(song.id, EVERYBODY).song.url).content.decode()
    show(release, "unlisted")
    for row in (queries.song_page(song.id, EVERYBODY).song, queries.release_page(release.id, EVERYBODY).release):
        response = client.get(row.url)
        assert response.status_code == 200
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert not response.cookies


def test_a_song_is_downloaded_only_where_its_artist_offers_it(client, song):
    address = queries.song_page(song.id, EVERYBODY).song.url + "download/"
    assert client.get(address).status_code == 404
    services.edit_song(song=song, version=song.version, downloadable=True)
    response = client.get(address)
    assert response.status_code == 302
    assert "response-content-disposition=attachment" in response.headers["Location"]
    services.unpublish_song(song=song)
    assert client.get(address).status_code == 404
    assert sign_in(client, make_user("bob")).get(address).status_code == 404


def test_a_listener_fetches_so_many_bytes_a_day_and_is_told_when_there_are_more(client, song, settings):
    services.edit_song(song=song, version=song.version, downloadable=True)
    size = song.original_size_bytes
    settings.DOWNLOAD_DAY_BYTES = {"user": 2 * size, "network": size}
    address = queries.song_page(song.id, EVERYBODY).song.url + "download/"
    assert [client.get(address).status_code for _ in range(2)] == [302, 429]
    assert client.head(address).status_code == 302

    bob = sign_in(client, make_user("bob"))
    assert [bob.get(address).status_code for _ in range(3)] == [302, 302, 429]
    refused = bob.get(address)
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    assert "Enough downloads for today" in refused.content.decode()
    assert bob.get(queries.song_page(song.id, EVERYBODY).song.url).status_code == 200
