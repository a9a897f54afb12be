"""axe-core finds nothing on any page, whoever looks at it, light and dark."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from catalog.models import Release
from tests.browser.axe import violations
from tests.browser.conftest import served
from tests.browser.shelf import Shelf, a_shelf, music_pages, studio_pages
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, session_cookie_for

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def release(tables: None) -> Release:
    release = a_release(an_artist(make_user("ann", groups=["admins"])), cover_color="#7c2d3b", description="Of rain.")
    for number in range(3):
        a_song(release, f"A song, number {number}", loudness_lufs=-9.5, true_peak_dbtp=-0.5)
    a_song(release, "Unheard", public=False)
    release.refresh()
    return release


def public_pages(release: Release) -> list[str]:
    song = next(iter(release.tracks.as_dict()))
    return [
        "/",
        "/artists/lan-anh/",
        f"/releases/{release.id}-mua-dem/",
        f"/songs/{song}-a-song-number-0/",
        "/search/?q=a+song",
        "/search/?q=zzzz",
        "/offline/",
        "/nowhere/",
    ]


def own_pages(release: Release) -> list[str]:
    song = next(iter(release.tracks.as_dict()))
    return [
        "/library/likes/",
        "/studio/",
        "/studio/artists/",
        "/studio/lan-anh/",
        f"/studio/releases/{release.id}/",
        f"/studio/releases/{release.id}/deletion/",
        f"/studio/songs/{song}/",
        "/auth/logout/",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(browser: Browser, site: str, release: Release, scheme: str) -> None:
    from accounts.models import User

    cookie = session_cookie_for(User.fetch(release.owner_id))
    found = []
    for own in (False, True):
        context = browser.new_context(color_scheme=scheme, service_workers="block", reduced_motion="reduce")
        if own:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": site}])
        page = context.new_page()
        for path in [*public_pages(release), *(own_pages(release) if own else [])]:
            page.goto(site + path)
            found += complaints(page, path)
        context.close()
    assert not found, "\n".join(found)


def complaints(page: Page, path: str) -> list[str]:
    found = violations(page, RULES)
    return [f"{path}: {one['id']} at {one['nodes'][0]['target']}: {one['help']}" for one in found]


@pytest.fixture
def shelf(tables: None) -> Shelf:
    return a_shelf()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_music_is_heard_and_made(
    browser: Browser, site: str, shelf: Shelf, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, service_workers="block", reduced_motion="reduce")
    page = context.new_page()
    found = []
    for path in music_pages(shelf):
        page.goto(site + path)
        found += complaints(page, path)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(shelf.ann), "url": site}
    context.add_cookies([cookie])
    for path in [f"/songs/{shelf.song.id}-x/", *studio_pages(shelf)]:
        page.goto(site + path)
        found += complaints(page, path)
    found += [complaint for name in open_player(page, site, shelf) for complaint in complaints(page, name)]
    context.close()
    assert not found, "\n".join(found)


def open_player(page: Page, site: str, shelf: Shelf) -> Iterator[str]:
    """The player with each of its parts open; the name of each."""
    page.route("**/media/**", lambda route: route.fulfill(status=404))  # no S3 here
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{site}/releases/{shelf.release.id}-mua-dem/")
    page.locator("[data-play-list]").click()
    page.locator(".song-menu > summary").first.click()
    yield "the menu of a song"
    page.keyboard.press("Escape")
    page.locator("music-player [data-act=queue]").click()
    page.locator(".queue-entry").first.wait_for()
    yield "the queue"
    for opener, name in [("#queue [data-dialog]", "keys"), ("main .hero-acts [data-dialog]", "share")]:
        page.locator(opener).click()
        page.locator("dialog[open] h1").wait_for()
        yield f"the dialog of {name}"
        page.keyboard.press("Escape")
