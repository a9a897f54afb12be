"""Playlists as a browser meets them: the pages, the forms, the dialog beside a row, and what goes wrong."""

import json
import re

import pytest
from django.test import Client, override_settings

from catalog.models import DRAFT, REMOVED, Notice
from catalog.queries import RECENTLY_HIDDEN
from musicweb.dynamo.table import Page
from playlists import services
from playlists.models import PRIVATE, PUBLIC, UNLISTED, Playlist, PlaylistEntry
from playlists.rows import playlist_url
from tests.people import make_user, sign_in
from tests.playlists.lists import a_playlist, count_of, ids_in, titles_in
from tests.playlists.songs import a_song

pytestmark = pytest.mark.usefixtures("tables")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def browser(ann) -> Client:
    return sign_in(Client(), ann)


@pytest.fixture
def playlist(ann) -> Playlist:
    return a_playlist(*(a_song(title) for title in ("One", "Two", "Three")), owner=ann)


def address(playlist: Playlist, rest: str = "") -> str:
    return f"/playlists/{playlist.id}/{rest}" if rest else playlist_url(playlist.id, playlist.title)


# ---- making and showing ----
def test_a_playlist_is_made_once_though_the_form_is_sent_twice(browser, ann):
    new = browser.get("/library/playlists/").context["form"].initial or {}
    form = {"title": "Mưa", "visibility": "private", "playlist_id": "01hzzzzzzzzzzzzzzzzzzzzzzz", **new}
    for _ in range(2):
        answer = browser.post("/library/playlists/", form)
        assert (answer.status_code, answer["Location"]) == (303, "/playlists/01hzzzzzzzzzzzzzzzzzzzzzzz-mua/")
    assert [row.title for row in browser.get("/library/playlists/").context["page"]] == ["Mưa"]


def test_a_form_with_mistakes_says_them_and_keeps_the_queue_it_was_to_save(browser):
    song = a_song()
    answer = browser.post("/library/playlists/", {"title": " ", "visibility": "everybody", "song": [song.id]})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"title", "visibility"}
    assert song.id in answer.content.decode()


def test_a_saved_queue_keeps_its_order_and_repetitions_and_says_what_was_left_out(browser):
    songs = [a_song("One"), a_song("Gone", status=REMOVED, listed=None), a_song("Two")]
    asked = [songs[2].id, songs[0].id, songs[1].id, "nonsense", songs[2].id]
    answer = browser.post("/library/playlists/", {"title": "Queue", "visibility": "private", "song": asked})
    page = browser.get(answer["Location"])
    assert [row.title for row in page.context["page"].rows] == ["Two", "One", "Two"]
    assert "2 songs are not public any more and were left out." in page.content.decode()


def test_the_player_is_answered_with_a_part(browser):
    form = {"title": "Queue", "visibility": "private", "song": [a_song().id]}
    answer = browser.post("/library/playlists/", form, headers=HTMX)
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    assert b"Saved as" in answer.content
    assert browser.post("/library/playlists/", {"title": ""}, headers=HTMX).status_code == 422


def test_more_than_500_songs_at_once_are_refused_and_nothing_is_made(browser, ann):
    form = {"title": "Queue", "visibility": "private", "song": ["x"] * 501}
    assert browser.post("/library/playlists/", form).status_code == 422
    assert list(Playlist.ids_of(ann.id)) == []


def test_a_playlist_has_one_address_and_shows_its_songs_in_pages(browser, playlist):
    assert browser.get(f"/playlists/{playlist.id}-x/?removed=y")["Location"] == f"{address(playlist)}?removed=y"
    with override_settings(PLAYLIST_PAGE_ROWS=2):
        first = browser.get(address(playlist)).context["page"]
        second = browser.get(f"{address(playlist)}?after={first.next}").context["page"]
    assert [row.title for row in first.rows] == ["One", "Two"]
    assert ([row.title for row in second.rows], second.next) == (["Three"], None)


def test_strangers_get_public_and_unlisted_ones_and_only_the_owner_a_private_one(ann, browser):
    for visibility, status in ((PUBLIC, 200), (UNLISTED, 200), (PRIVATE, 404)):
        playlist = a_playlist(owner=ann, visibility=visibility)
        answer = Client().get(address(playlist))
        assert answer.status_code == status
        assert not answer.cookies
        assert (b"noindex" in answer.content) == (visibility == UNLISTED)
        assert browser.get(address(playlist)).status_code == 200


def test_a_public_playlist_is_described_to_machines_and_no_other_one(browser, ann, playlist):
    page = Client().get(address(playlist)).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    said = json.loads(block)
    assert (said["@type"], said["numTracks"]) == ("MusicPlaylist", 3)
    assert [track["name"] for track in said["track"]] == ["One", "Two", "Three"]
    assert said["track"][0]["byArtist"]["@type"] == "MusicGroup"
    for visibility in (UNLISTED, PRIVATE):
        other = a_playlist(a_song("Four"), owner=ann, visibility=visibility)
        assert "ld+json" not in browser.get(address(other)).content.decode()


def test_strangers_see_no_way_to_edit_and_the_address_of_an_edit_is_not_found(playlist):
    stranger = sign_in(Client(), make_user("bob"))
    assert b"entry-form" not in stranger.get(address(playlist)).content
    first = ids_in(playlist)[0]
    for rest in ("details/", "deletion/", "restoration/", f"entries/{first}/", f"entries/{first}/removal/"):
        assert stranger.post(address(playlist, rest)).status_code == 404, rest
    assert (titles_in(playlist), Playlist.fetch(playlist.id).kept) == (["One", "Two", "Three"], True)


def test_what_was_hidden_a_moment_ago_is_not_shown_and_that_is_said(browser, playlist):
    first = PlaylistEntry.in_order(playlist.id, limit=1).rows[0]
    Notice(RECENTLY_HIDDEN, ids={first.song_id: 0}).put()
    answer = browser.get(address(playlist))
    assert [row.title for row in answer.context["page"].rows] == ["Two", "Three"]
    assert "1 song is not public now and not shown." in answer.content.decode()


def test_a_hidden_playlist_is_gone_for_others_and_says_so_to_its_owner(browser, playlist):
    services.hide_playlist(playlist.id, hidden=True)
    assert Client().get(address(playlist)).status_code == 410
    assert "A moderator has hidden this playlist" in browser.get(address(playlist)).content.decode()


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_titles_are_text(browser, ann, title):
    playlist = a_playlist(a_song(title), owner=ann, title=title)
    for page in (address(playlist), "/library/playlists/", f"/songs/{a_song(title).id}/playlists/"):
        html = browser.get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html


# ---- editing ----
def test_details_are_saved_and_a_stale_form_shows_both_words_and_loses_none(browser, playlist):
    form = {"title": "Mine", "description": "", "visibility": "private", "version": "1"}
    assert browser.post(address(playlist, "details/"), form)["Location"] == f"/playlists/{playlist.id}-mine/"
    answer = browser.post(address(playlist, "details/"), {**form, "title": "Other tab"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine" in html
    assert 'value="Other tab"' in html
    assert browser.post(address(playlist, "details/"), {**form, "title": " "}).status_code == 422


def test_a_copy_is_the_readers_own(playlist):
    stranger = sign_in(Client(), make_user("bob"))
    answer = stranger.post(address(playlist, "copies/"))
    page = stranger.get(answer["Location"]).context["page"]
    assert (page.mine, page.playlist.title, len(page.rows)) == (True, "Copy of For the train", 3)
    assert Client().get(answer["Location"]).status_code == 404


def test_a_deleted_playlist_is_offered_back(browser, playlist):
    answer = browser.post(address(playlist, "deletion/"))
    page = browser.get(answer["Location"])
    assert page.context["page"].rows == []
    assert f"/playlists/{playlist.id}/restoration/" in page.content.decode()
    assert Client().get(address(playlist)).status_code == 410
    assert browser.post(address(playlist, "restoration/"))["Location"] == address(playlist)
    assert len(browser.get(address(playlist)).context["page"].rows) == 3


# ---- entries ----
def test_a_removed_song_is_offered_back_where_it_stood(browser, playlist):
    second = ids_in(playlist)[1]
    part = browser.post(address(playlist, f"entries/{second}/removal/"), headers=HTMX)
    assert f"entries/{second}/restoration/" in part.content.decode()
    assert titles_in(playlist) == ["One", "Three"]
    part = browser.post(address(playlist, f"entries/{second}/restoration/"), headers=HTMX).content.decode()
    assert f'data-entry="{second}"' in part
    assert titles_in(playlist) == ["One", "Two", "Three"]


def test_without_javascript_the_page_that_follows_offers_it_back(browser, playlist):
    second = ids_in(playlist)[1]
    answer = browser.post(address(playlist, f"entries/{second}/removal/"))
    assert f"entries/{second}/restoration/" in browser.get(answer["Location"]).content.decode()
    assert browser.post(address(playlist, f"entries/{second}/restoration/")).status_code == 303
    assert count_of(playlist) == 3


def test_a_drag_is_answered_with_nothing_and_one_to_nowhere_with_a_sentence(browser, playlist):
    first, second, third = ids_in(playlist)
    place = address(playlist, f"entries/{third}/")
    assert browser.post(place, {"after": first, "before": second}, headers=HTMX).status_code == 204
    assert titles_in(playlist) == ["One", "Three", "Two"]
    for nowhere in ({"after": "zzzzz"}, {"after": "../x"}, {"position": "-1"}, {"step": "sideways"}, {}):
        answer = browser.post(place, nowhere, headers=HTMX)
        assert (answer.status_code, answer.json()["code"]) == (422, "nowhere")
        assert "not there any more" in answer.json()["detail"]
    assert titles_in(playlist) == ["One", "Three", "Two"]


def test_without_javascript_a_song_is_moved_by_buttons_and_by_number(browser, playlist):
    first = ids_in(playlist)[0]
    place = address(playlist, f"entries/{first}/")
    assert browser.get(place).status_code == 200
    assert browser.post(place, {"step": "down"}).status_code == 303
    assert titles_in(playlist) == ["Two", "One", "Three"]
    assert browser.post(place, {"position": "3"}).status_code == 303
    assert titles_in(playlist) == ["Two", "Three", "One"]
    answer = browser.post(place, {"position": "4"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["position"])


def test_what_the_other_device_removed_is_not_moved_and_that_is_said(browser, playlist):
    first = ids_in(playlist)[0]
    services.remove_entry(playlist_id=playlist.id, entry_id=first)
    answer = browser.post(address(playlist, f"entries/{first}/"), {"step": "down"}, headers=HTMX)
    assert (answer.status_code, answer.json()["code"]) == (409, "entry_gone")
    answer = browser.post(address(playlist, f"entries/{first}/"), {"step": "down"}, follow=True)
    assert "was removed from the playlist meanwhile" in answer.content.decode()


def test_the_next_page_shows_what_was_written_although_the_index_lags(browser, playlist, monkeypatch):
    first, second, _ = ids_in(playlist)
    before = PlaylistEntry.in_order(playlist.id, limit=50)
    browser.post(address(playlist, f"entries/{first}/"), {"step": "last"})
    browser.post(address(playlist, f"entries/{second}/removal/"))
    browser.post(f"/songs/{a_song('New').id}/playlists/", {"playlist": playlist.id})
    monkeypatch.setattr(PlaylistEntry, "in_order", lambda *_, **__: Page(list(before.rows)))
    shown = [row.title for row in browser.get(address(playlist)).context["page"].rows]
    assert shown == ["Three", "One", "New"]


# ---- adding ----
def add(browser: Client, song_id: str, playlist: Playlist, **more: str):
    return browser.post(f"/songs/{song_id}/playlists/", {"playlist": playlist.id, **more}, headers=HTMX)


def test_the_dialog_lists_ones_playlists_and_adds_the_song(browser, playlist):
    song = a_song("Four")
    part = browser.get(f"/songs/{song.id}/playlists/", headers=HTMX)
    assert b"<html" not in part.content
    assert "For the train" in part.content.decode()
    assert "Added to “For the train”." in add(browser, song.id, playlist).content.decode()
    assert titles_in(playlist)[-1] == "Four"


def test_a_song_that_is_in_it_is_asked_about_first(browser, playlist):
    song = a_song("Four")
    add(browser, song.id, playlist)
    answer = add(browser, song.id, playlist)
    assert answer.status_code == 409
    assert "This song is in “For the train” already. Add it once more?" in answer.content.decode()
    assert add(browser, song.id, playlist, again="1").status_code == 200
    assert titles_in(playlist).count("Four") == 2


def test_a_song_begins_a_new_playlist(browser, ann):
    song = a_song("First")
    answer = browser.post(f"/songs/{song.id}/playlists/", {"title": "New", "visibility": "private"}, headers=HTMX)
    assert "Added to “New”." in answer.content.decode()
    (playlist_id,) = Playlist.ids_of(ann.id)
    assert [entry.title for entry in PlaylistEntry.in_order(playlist_id, limit=9)] == ["First"]
    answer = browser.post(f"/songs/{song.id}/playlists/", {"title": "", "visibility": "private"}, headers=HTMX)
    assert answer.status_code == 422


def test_without_javascript_one_comes_back_to_the_list_and_is_told(browser, playlist):
    form = {"playlist": playlist.id, "next": "/search/?q=a+song"}
    answer = browser.post(f"/songs/{a_song().id}/playlists/", form)
    assert (answer.status_code, answer["Location"]) == (303, "/search/?q=a+song")
    assert "Added to “For the train”." in browser.get("/search/?q=a+song").content.decode()


def test_a_removed_private_or_unknown_song_is_refused_with_a_sentence_and_nothing_changes(browser, ann, playlist):
    removed = a_song(status=REMOVED, listed=None).id
    secret = a_song(status=DRAFT, listed=None).id
    mine = a_song(status=DRAFT, listed=None, owner_id=ann.id).id
    for song_id, status, sentence in (
        (removed, 410, "This song was removed"),
        (secret, 404, "There is no such song"),
        (mine, 409, "Publish it first"),
        ("01hzzzzzzzzzzzzzzzzzzzzzzz", 404, "There is no such song"),
        ("nonsense", 404, "There is no such song"),
    ):
        for answer in (add(browser, song_id, playlist), browser.get(f"/songs/{song_id}/playlists/")):
            assert (answer.status_code, sentence in answer.content.decode()) == (status, True), song_id
    assert titles_in(playlist) == ["One", "Two", "Three"]


@override_settings(PLAYLIST_ENTRIES_MAX=3)
def test_a_full_playlist_says_so_and_nothing_is_lost(browser, playlist):
    answer = add(browser, a_song().id, playlist)
    assert answer.status_code == 409
    assert "This playlist is full: it holds 3 songs." in answer.content.decode()
    assert titles_in(playlist) == ["One", "Two", "Three"]


def test_nothing_is_added_to_somebody_elses_playlist(playlist):
    stranger = sign_in(Client(), make_user("bob"))
    assert add(stranger, a_song().id, playlist).status_code == 404
    assert count_of(playlist) == 3


def test_a_visitor_is_asked_to_sign_in(playlist):
    for path in ("/library/playlists/", f"/songs/{a_song().id}/playlists/"):
        assert Client().get(path).status_code == 302
        assert Client().post(path).status_code == 401
