"""Tags: how they are written, what their pages show, and what they never show."""

import pytest

from catalog import queries, services
from catalog.models import Artist, Release, Song, Tagged
from catalog.text import tag
from tests.catalog.changes import Changes
from tests.factories import make_release, make_song

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def release():
    return make_release(title="First Light", published=True)


@pytest.fixture
def song(release):
    return make_song(release=release, title="Slow Rivers", published=True)


def tagged(record, *tags: str):
    now = type(record).fetch(record.id)
    if isinstance(now, Song):
        return services.edit_song(song=now, version=now.version, tags=list(tags))
    return services.edit_release(release=now, version=now.version, tags=list(tags))


def releases_of(name: str) -> list[str]:
    return [row.title for row in queries.tagged_releases(name)]


def songs_of(name: str) -> list[str]:
    return [row.title for row in queries.tagged_songs(name)[0]]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("Hip Hop", "hip-hop"), ("#Mưa  đêm", "mua-dem"), ("Drum & Bass", "drum-&-bass"), ("…", ""), ("日本", "日本")],
)
def test_a_tag_is_folded_so_that_everybody_means_the_same(typed, stored):
    assert tag(typed) == stored
    assert tag(stored) == stored


def test_what_is_public_is_under_its_tags_newest_first(release, song):
    second = make_release(title="Second", published=True)
    for record in (release, song, second):
        tagged(record, "rain", "night")
    assert releases_of("rain") == ["Second", "First Light"]
    assert songs_of("night") == ["Slow Rivers"]


def test_a_draft_is_under_no_tag_until_it_is_published():
    draft = tagged(make_release(title="Not yet"), "rain")
    assert releases_of("rain") == []
    services.publish_release(release=draft)
    assert releases_of("rain") == ["Not yet"]


def test_a_tag_taken_away_leaves_no_row(release):
    tagged(release, "rain", "night")
    tagged(release, "night")
    assert releases_of("rain") == []
    assert releases_of("night") == ["First Light"]


@pytest.mark.parametrize("hide", ["unpublish", "withdraw", "unlist", "remove"])
def test_what_is_hidden_is_out_of_its_tags_at_once(release, song, hide):
    tagged(release, "rain")
    tagged(song, "rain")
    now = Release.fetch(release.id)
    {
        "unpublish": lambda: services.unpublish_release(release=now),
        "withdraw": lambda: services.withdraw("release", now.id, "", "mod"),
        "unlist": lambda: services.edit_release(release=now, version=now.version, visibility="unlisted"),
        "remove": lambda: services.remove_release(release=now),
    }[hide]()
    assert list(Tagged.page(None, "release/rain", limit=9)) == []
    assert list(Tagged.page(None, "song/rain", limit=9)) == []


def test_a_withdrawn_artist_is_out_of_all_tags_at_once(release, song):
    tagged(release, "rain")
    tagged(song, "rain")
    services.withdraw("artist", release.artist_handle, "", "mod")
    assert releases_of("rain") == songs_of("rain") == []


def test_rows_follow_the_names_they_show(release):
    tagged(release, "rain")
    now = tagged(release, "rain", "night")
    artist = Artist.fetch(now.artist_handle)
    changes = Changes()
    services.edit_artist(artist=artist, version=artist.version, name="New Name")
    changes.deliver()
    assert [row.artist_name for row in queries.tagged_releases("rain")] == ["New Name"]


def test_tags_are_counted_for_the_cloud_however_often_the_stream_says_so(release, song):
    changes = Changes()
    tagged(release, "rain", "night")
    tagged(song, "rain")
    changes.deliver(times=3)
    assert queries.tag_cloud() == [("night", 1), ("rain", 5)]
    services.unpublish_release(release=Release.fetch(release.id))
    changes.deliver(times=2)
    assert queries.tag_cloud() == []


def test_a_tags_page_shows_releases_or_songs_and_redirects_other_spellings(client, release, song):
    tagged(release, "rain")
    tagged(song, "rain")
    assert "First Light" in client.get("/tags/rain/").content.decode()
    assert "Slow Rivers" in client.get("/tags/rain/?list=songs").content.decode()
    assert client.get("/tags/Rain/").headers["Location"] == "/tags/rain/"
    assert client.get("/tags/nobody-knows/").status_code == 200
    assert client.get("/tags/…/").status_code == client.get(f"/tags/{'x' * 41}/").status_code == 404
    assert "Rain" not in client.get("/tags/").content.decode()


def test_pages_link_the_tags_of_what_they_show(client, release, song):
    tagged(release, "rain")
    row = queries.tagged_releases("rain").rows[0]
    assert 'href="/tags/rain/"' in client.get(row.url).content.decode()
