"""Playlists in Chromium: a song added from its row, moved by keys and by drag, removed and put back."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from playlists.models import Playlist
from playlists.services import create_playlist
from tests.browser.conftest import served
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, session_cookie_for
from tests.playlists.lists import titles_in

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def playlist(tables: None, site: str, visitor: BrowserContext) -> Playlist:
    ann = make_user("ann", groups=["listeners", "artists"])
    release = a_release(an_artist(ann))
    songs = [a_song(release, title) for title in ("One", "Two", "Three", "Four")]
    visitor.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(ann), "url": site}])
    return create_playlist(owner=ann, title="For the train", songs=songs[:3])


def test_a_song_is_added_moved_removed_and_put_back_without_leaving_the_page(
    page: Page, site: str, playlist: Playlist
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/search/?q=four")
    page.locator("summary[aria-label='More: Four']").click()
    page.get_by_role("link", name="Add to a playlist: Four").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="For the train").click()
    expect(dialog.get_by_role("status")).to_contain_text("Added to “For the train”.")
    dialog.get_by_role("button", name="Close").click()
    expect(page.locator("summary[aria-label='More: Four']")).to_be_focused()

    page.goto(f"{site}/playlists/{playlist.id}-for-the-train/")
    rows = page.locator("#entries .song-title")
    expect(rows).to_have_text(["One", "Two", "Three", "Four"])
    grip = page.get_by_role("link", name="Move: Four")
    grip.focus()
    with page.expect_response(lambda answer: answer.status == 204):
        page.keyboard.press("ArrowUp")
    expect(rows).to_have_text(["One", "Two", "Four", "Three"])
    expect(grip).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("Four: place 3 of 4")

    one, third = page.get_by_role("link", name="Move: One"), page.get_by_role("link", name="Move: Four")
    start, end = one.bounding_box(), third.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 10, start["y"] + 60)
    page.mouse.move(end["x"] + 10, end["y"] + end["height"])
    with page.expect_response(lambda answer: answer.status == 204):
        page.mouse.up()
    expect(rows).to_have_text(["Two", "Four", "One", "Three"])
    assert titles_in(playlist) == ["Two", "Four", "One", "Three"]

    page.get_by_role("button", name="Remove: Four").click()
    expect(page.locator("#entries")).to_contain_text("“Four” was removed.")
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_text(["Two", "Four", "One", "Three"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
