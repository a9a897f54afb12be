"""The real pages over moto: no breach of the CSP, no script error, no sideways scrolling, and light."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import BrowserContext, Page, expect

from catalog.models import Release
from tests.browser.conftest import served
from tests.browser.shelf import a_shelf, music_pages, studio_pages
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, session_cookie_for

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def release(tables: None) -> Release:
    """Twelve songs, without a cover."""
    release = a_release(an_artist(make_user("ann", groups=["admins"])), cover_color="#7c2d3b")
    for number in range(12):
        a_song(release, f"A song of some length, number {number}", loudness_lufs=-9.5, true_peak_dbtp=-0.5)
    release.refresh()
    return release


@pytest.mark.parametrize("width", [390, 1440])
def test_every_page_keeps_the_csp_and_fits_its_width(
    page: Page, visitor: BrowserContext, site: str, release: Release, width: int
) -> None:
    from accounts.models import User

    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(User.fetch(release.owner_id))}
    visitor.add_cookies([{**cookie, "url": site}])
    page.set_viewport_size({"width": width, "height": 800})
    song = next(iter(release.tracks.as_dict()))
    paths = [
        "/",
        "/artists/lan-anh/",
        f"/releases/{release.id}-mua-dem/",
        f"/songs/{song}-a-song/",
        "/search/?q=a+song",
    ]
    paths += [
        "/library/likes/",
        "/studio/",
        "/studio/lan-anh/",
        f"/studio/releases/{release.id}/",
        f"/studio/songs/{song}/",
    ]
    for path in [*paths, "/auth/logout/", "/nowhere/"]:
        page.goto(site + path)
        assert page.locator("#page main").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("main h1").count() == 1, path
    page.goto(f"{site}/admin/")
    expect(page.locator("#site-name")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_music_of_every_kind_fits_its_width(page: Page, visitor: BrowserContext, site: str, width: int) -> None:
    shelf = a_shelf()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(shelf.ann)}
    visitor.add_cookies([{**cookie, "url": site}])
    page.set_viewport_size({"width": width, "height": 800})
    wider = []
    for path in [*music_pages(shelf), *studio_pages(shelf)]:
        page.goto(site + path)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wider.append(path)
    assert wider == []


def test_a_title_has_room_in_a_row_on_a_phone(page: Page, visitor: BrowserContext, site: str) -> None:
    shelf = a_shelf(releases=0)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(shelf.ann)}
    visitor.add_cookies([{**cookie, "url": site}])
    page.set_viewport_size({"width": 390, "height": 800})
    for path in (f"/releases/{shelf.release.id}-mua-dem/", "/search/?q=a+song"):
        page.goto(site + path)
        widths = page.locator(".song[data-song] .song-words").evaluate_all("all => all.map(one => one.clientWidth)")
        assert min(widths) >= 150, path
    assert "False" not in page.locator("main").inner_text()


def test_a_first_visit_to_a_release_is_light(page: Page, site: str, release: Release) -> None:
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(gzip.compress(response.body()))}))
    page.goto(f"{site}/releases/{release.id}-mua-dem/", wait_until="networkidle")
    expect(page.locator("[data-song]")).to_have_count(12)
    asked = [address for address in sizes if not address.endswith("/icon.svg")]  # the tab's: Chromium asks some time
    assert len(asked) <= 12, "\n".join(sorted(sizes))
    assert sum(sizes.values()) <= 60_000, sizes


def test_another_spelling_of_the_address_leads_to_the_one(page: Page, site: str) -> None:
    page.goto(site.replace("127.0.0.1", "localhost") + "/search/?q=x")
    expect(page).to_have_url(f"{site}/search/?q=x")


def test_the_queue_is_saved_as_a_playlist(page: Page, visitor: BrowserContext, site: str, release: Release) -> None:
    from accounts.models import User

    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(User.fetch(release.owner_id))}
    visitor.add_cookies([{**cookie, "url": site}])
    page.route("**/media/**", lambda route: route.fulfill(status=404))  # no S3 here
    page.goto(f"{site}/releases/{release.id}-mua-dem/")
    page.locator("[data-play-list]").click()
    page.click("music-player [data-act=queue]")
    expect(page.locator(".queue-entry")).to_have_count(12)
    page.locator("#queue").get_by_label("Save the queue as").fill("For the evening")
    page.get_by_role("button", name="Save as playlist").click()
    expect(page.locator("main h1")).to_have_text("For the evening")
    expect(page.locator("main [data-song]")).to_have_count(12)


def test_all_scripts_together_are_small() -> None:
    """Of every page, with htmx; a browser loads what its page needs."""
    scripts = [*(settings.BASE_DIR / "static" / "js").glob("*.js"), Path(finders.find("django_htmx/htmx-4.min.js"))]
    sizes = {script.name: len(gzip.compress(script.read_bytes())) for script in scripts}
    assert sum(sizes.values()) <= 60_000, sizes
