"""<track-order> in Chromium: songs of a release are moved by keyboard, by button and by dragging, then saved."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from catalog.models import Release, Song
from tests.browser.conftest import served
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, session_cookie_for

pytestmark = pytest.mark.browser


@pytest.fixture
def release(tables: None) -> Release:
    release = a_release(an_artist(make_user("ann")), public=False)
    for title in ("One", "Two", "Three"):
        a_song(release, title, public=False)
    return release


@pytest.fixture
def studio(visitor: BrowserContext, page: Page, release: Release) -> Iterator[Page]:
    with served() as site:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(User.fetch(release.owner_id))}
        visitor.add_cookies([{**cookie, "url": site}])
        page.set_viewport_size({"width": 1280, "height": 1600})  # all songs at once, for dragging
        page.goto(f"{site}/studio/releases/{release.id}/songs/")
        page.wait_for_function("!!customElements.get('track-order')")
        yield page


def titles(page: Page) -> list[str]:
    return page.locator("[data-entry] input[name$='-title']").evaluate_all("all => all.map(one => one.value)")


def test_the_order_is_changed_by_keyboard_button_and_pointer_and_kept(studio: Page, release: Release):
    studio.get_by_role("button", name="Move: Three").focus()
    studio.keyboard.press("ArrowUp")
    assert titles(studio) == ["One", "Three", "Two"]
    expect(studio.locator("#announcer")).to_have_text("Three: now 2 of 3. Save to keep the order.")
    studio.get_by_role("button", name="Move down: One").click()
    assert titles(studio) == ["Three", "One", "Two"]
    grip = studio.get_by_role("button", name="Move: Two")
    grip.hover()
    studio.mouse.down()
    studio.mouse.move(
        grip.bounding_box()["x"] + 9, studio.locator("[data-entry]").first.bounding_box()["y"] + 4, steps=8
    )
    studio.mouse.up()
    assert titles(studio) == ["Two", "Three", "One"]
    studio.get_by_role("button", name="Save all").click()
    expect(studio.locator(".note")).to_have_text("The songs were saved.")
    stored = [Song.fetch(song_id) for song_id in release.tracks.as_dict()]
    assert [song.title for song in sorted(stored, key=lambda song: song.track_number)] == ["Two", "Three", "One"]
    for width in (390, 1440):
        studio.set_viewport_size({"width": width, "height": 900})
        assert studio.evaluate("document.documentElement.scrollWidth") <= width
