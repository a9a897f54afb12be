"""Reads beyond the public pages: media grants, the studio, search, and seeing one's own writes at once."""

import pytest
from django.contrib.auth.models import AnonymousUser

from catalog import addresses, queries, services
from catalog.models import Artist, Release, Song
from musicweb.dynamo.capacity import measured
from musicweb.dynamo.errors import BadCursor, NotFound
from tests.factories import make_artist, make_release, make_song

pytestmark = pytest.mark.usefixtures("tables")
EVERYBODY = AnonymousUser()


def viewer(user_id, *permissions):
    return type(
        "Viewer",
        (),
        {"id": user_id, "is_authenticated": True, "has_perm": lambda self, perm, obj=None: perm in permissions},
    )()


@pytest.fixture
def release():
    return make_release(artist=make_artist(handle="ann-sings"), title="First Light", published=True)


def test_public_media_are_for_everybody_and_private_ones_for_their_owner(release):
    song = make_song(release=release)
    key = addresses.original_key(song.artist_id, song.id)
    assert queries.may_read_media("public/anything", EVERYBODY)
    assert queries.may_read_media(key, viewer(song.owner_id))
    assert queries.may_read_media(key, viewer("mod", "catalog.moderate"))
    assert not queries.may_read_media(key, viewer("eve"))
    assert not queries.may_read_media(key, EVERYBODY)


@pytest.mark.parametrize(
    "key", ["", "public", "public/", "private/", "private/x", "u/ann/1", "../private/x/y", "/public/x"]
)
def test_other_keys_are_for_nobody(key):
    assert not queries.may_read_media(key, viewer("eve"))


@pytest.mark.parametrize("load", ["own_release", "own_song"])
def test_what_is_removed_is_nobodys_any_more(load):
    song = make_song()
    services.remove_release(release=Release.fetch(song.release_id))
    item = song.release_id if load == "own_release" else song.id
    with pytest.raises(NotFound):
        getattr(queries, load)(item, viewer(song.owner_id))


def test_a_moderator_may_look_at_what_a_stranger_may_not(release):
    draft = make_song(release=release)
    assert queries.own_song(draft.id, viewer("mod", "catalog.moderate")).id == draft.id
    assert queries.song_page(draft.id, viewer("mod", "catalog.moderate")).mine is False
    with pytest.raises(NotFound):
        queries.own_song(draft.id, viewer("eve"))


def test_a_lagging_list_shows_what_this_browser_just_changed(release, monkeypatch):
    old = make_song(release=release, title="Old", published=True)
    index = Song.page(Song.by_artist, release.artist_id, limit=9)
    new = make_song(release=release, title="New")
    services.edit_song(song=old, version=old.version, title="Older")
    monkeypatch.setattr(Song, "page", classmethod(lambda cls, *_, **__: index))
    artist = Artist.fetch("ann-sings")

    rows = queries.studio_songs(artist, fresh_ids=[new.id, old.id]).rows

    assert [row.title for row in rows] == ["New", "Older"]
    services.remove_song(song=old)
    assert [row.title for row in queries.studio_songs(artist, fresh_ids=[new.id, old.id]).rows] == ["New"]
    assert [row.title for row in queries.studio_songs(artist, after="x", fresh_ids=[new.id]).rows] == ["Old"]


def test_home_and_artist_show_a_release_just_published(release, monkeypatch):
    empty = Release.page(Release.listed_by_published, "nothing", limit=1)
    monkeypatch.setattr(Release, "page", classmethod(lambda cls, *_, **__: empty))
    assert [row.id for row in queries.new_releases(fresh_ids=[release.id])] == [release.id]
    page = queries.artist_page("ann-sings", EVERYBODY, fresh={"release": [release.id]})
    assert [row.title for row in page.releases] == ["First Light"]
    services.unpublish_release(release=release)
    assert queries.new_releases(fresh_ids=[release.id]).rows == []


def test_pages_follow_each_other_without_gaps(release):
    titles = [make_release(artist=Artist.fetch("ann-sings"), title=f"R{n}", published=True).title for n in range(5)]
    found, after = [], None
    while True:
        page = queries.new_releases(limit=2, after=after)
        found += [row.title for row in page]
        after = page.next
        if not after:
            break
    assert found == [*reversed(titles), "First Light"]
    with pytest.raises(BadCursor):
        queries.new_releases(after="tampered")


def test_search_folds_marks_and_case(release):
    make_song(release=release, title="Mưa Đêm", published=True)
    make_song(release=release, title="Mưa Draft")
    assert [row.title for row in queries.search("mua").songs] == ["Mưa Đêm"]
    assert [row.title for row in queries.search("FIRST").releases] == ["First Light"]
    assert [row.url for row in queries.search("ann").artists] == ["/artists/ann-sings/"]
    for words in ("", "   ", "x" * 5000, "\u0301"):
        assert not queries.search(words)


@pytest.mark.parametrize(
    ("page", "requests"),
    [
        (lambda release, song: queries.song_page(song.id, EVERYBODY), 1),
        (lambda release, song: queries.release_page(release.id, EVERYBODY), 1),
        (lambda release, song: queries.artist_page("ann-sings", EVERYBODY), 3),
        (lambda release, song: queries.new_releases(), 2),
        (lambda release, song: queries.search("first"), 4),
    ],
    ids=["song", "release", "artist", "home", "search"],
)
def test_a_page_asks_no_more_often_than_it_says(release, page, requests):
    song = make_song(release=release, published=True)
    with measured() as spent:
        page(release, song)
    assert spent.requests == requests


def test_rows_know_their_addresses(release):
    song = make_song(release=release, title="Mưa Đêm!", published=True)
    row = queries.song_page(song.id, EVERYBODY).song
    assert row.url == f"/songs/{song.id}-mua-dem/"
    assert row.release_url == f"/releases/{release.id}-first-light/"
    assert row.aac_url == f"/media/public/{song.artist_id}/songs/{song.id}/{song.media_rev}/aac.m4a"
    assert row.cover_url_300 == ""
