"""The heart of a song and the page of likes, as a browser meets them."""

import pytest
from django.conf import settings
from django.test import Client, override_settings

from catalog.models import DRAFT, Notice
from catalog.queries import RECENTLY_HIDDEN
from musicweb import fresh
from musicweb.dynamo.table import Page
from playlists import services
from playlists.models import Like
from tests.people import make_user, sign_in
from tests.playlists.songs import a_song

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def browser(ann) -> Client:
    return sign_in(Client(), ann)


def press(browser: Client, song_id: str, liked: str = "1", **more: object):
    return browser.post(f"/songs/{song_id}/like/", {"liked": liked, "title": "x", "next": "/search/?q=a"}, **more)


def test_the_heart_is_exchanged_for_one_that_takes_it_back(browser, ann):
    song = a_song()
    answer = press(browser, song.id, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert b'aria-pressed="true"' in answer.content
    assert b'name="liked" value="0"' in answer.content
    assert b"<html" not in answer.content
    assert Like.song_ids_of(ann.id) == [song.id]
    answer = press(browser, song.id, "0", headers={"HX-Request": "true"})
    assert b'aria-pressed="false"' in answer.content
    assert Like.song_ids_of(ann.id) == []


def test_without_javascript_one_comes_back_to_the_page(browser):
    answer = press(browser, a_song().id)
    assert (answer.status_code, answer["Location"]) == (303, "/search/?q=a")


def test_without_next_one_comes_back_to_where_the_button_was(browser):
    page = settings.SITE_URL + "/artists/lan-anh/?songs=x"
    answer = browser.post(f"/songs/{a_song().id}/like/", {"liked": "1"}, headers={"Referer": page})
    assert answer["Location"] == "/artists/lan-anh/?songs=x"
    answer = browser.post(f"/songs/{a_song().id}/like/", {"liked": "1"}, headers={"Referer": "https://evil.example/"})
    assert answer["Location"] == "/library/likes/"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_next_never_leads_away(browser, elsewhere):
    answer = browser.post(f"/songs/{a_song().id}/like/", {"liked": "1", "next": elsewhere})
    assert answer["Location"] == "/library/likes/"


def test_what_one_cannot_see_one_cannot_like(browser, ann):
    for song_id in (a_song(status=DRAFT, listed=None).id, "01hzzzzzzzzzzzzzzzzzzzzzzz", "nonsense"):
        assert press(browser, song_id).status_code == 404
    assert Like.song_ids_of(ann.id) == []


def test_the_owner_may_like_a_draft(browser, ann):
    song = a_song(status=DRAFT, listed=None, owner_id=ann.id)
    assert press(browser, song.id).status_code == 303


def test_a_like_of_a_song_that_is_gone_can_be_taken_back(browser, ann):
    song = a_song()
    services.like(user_id=ann.id, song=song)
    song.remove()
    assert press(browser, song.id, "0").status_code == 303
    assert Like.song_ids_of(ann.id) == []


def test_a_visitor_is_asked_to_sign_in_and_nothing_is_liked():
    song = a_song()
    assert press(Client(), song.id).status_code in (302, 401)
    assert Client().get("/library/likes/").status_code == 302
    assert list(Like.listeners_of(song.id)) == []


def test_get_does_not_like(browser):
    assert browser.get(f"/songs/{a_song().id}/like/").status_code == 405


def test_likes_are_listed_newest_first_in_pages(browser, ann):
    songs = [a_song(title=f"Song {number}") for number in range(5)]
    for song in songs:
        services.like(user_id=ann.id, song=song)
    with override_settings(PAGE_ROWS=2):
        found, address = [], "/library/likes/"
        while address:
            page = browser.get(address).context["page"]
            found += [row.title for row in page.rows]
            address = f"/library/likes/?after={page.next}" if page.next else ""
    assert found == [f"Song {number}" for number in (4, 3, 2, 1, 0)]


def test_an_empty_collection_says_how_to_begin(browser):
    answer = browser.get("/library/likes/")
    assert "Nothing liked yet" in answer.content.decode()


def test_a_changed_cursor_is_a_400_with_a_way_on(browser):
    assert browser.get("/library/likes/?after=forged").status_code == 400


@pytest.mark.parametrize("what", ["id", "release_id", "artist_id"])
def test_what_was_hidden_a_moment_ago_is_not_listed(browser, ann, what):
    """Before any stream record has mended the like."""
    song = a_song()
    services.like(user_id=ann.id, song=song)
    Notice(RECENTLY_HIDDEN, ids={getattr(song, what): 0}).put()
    assert browser.get("/library/likes/").context["page"].rows == []


def test_a_like_shows_at_once_although_the_index_lags(browser, ann, monkeypatch):
    old, new = a_song(title="Old"), a_song(title="New")
    services.like(user_id=ann.id, song=old)
    before = Like.newest(ann.id, limit=50)
    monkeypatch.setattr(Like, "newest", lambda *_, **__: Page(list(before.rows)))
    press(browser, new.id)
    assert [row.title for row in browser.get("/library/likes/").context["page"].rows] == ["New", "Old"]
    press(browser, old.id, "0")
    assert [row.title for row in browser.get("/library/likes/").context["page"].rows] == ["New"]


def test_at_most_five_fresh_likes_are_read_again(browser):
    for _ in range(7):
        press(browser, a_song().id)
    assert fresh.IDS_MAX == 5
    answer = browser.get("/library/likes/")
    assert len(fresh.ids(answer.wsgi_request, "like")) == 5


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\u202egnp.exe"])
def test_titles_are_text(browser, ann, title):
    services.like(user_id=ann.id, song=a_song(title=title))
    html = browser.get("/library/likes/").content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@override_settings(LIKED_SHARD_IDS_MAX=4)
def test_pages_know_what_is_liked_also_when_the_set_is_split(ann):
    from accounts.faces import User
    from musicweb.dynamo.batch import get_together
    from playlists.queries import liked_among, liked_wants

    songs = [a_song() for _ in range(20)]
    for song in songs[:12]:
        services.like(user_id=ann.id, song=song)
    user = User.from_record(ann)
    (root,) = get_together(liked_wants(user))
    assert root.level >= 2
    assert liked_among(user, [song.id for song in songs], root) == {song.id for song in songs[:12]}
    root.level -= 1  # as a page that read the root just before a split
    assert liked_among(user, [song.id for song in songs], root) == {song.id for song in songs[:12]}
    assert settings.LIKED_SHARD_IDS_MAX == 4
