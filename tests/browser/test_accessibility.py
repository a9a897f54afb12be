"""axe-core finds nothing on any page, whoever looks at it, light and dark."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page

from catalog.models import Release
from tests.browser.conftest import served
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
    assert found == []


def complaints(page: Page, path: str) -> list[str]:
    violations = Axe().run(page, options=RULES).response["violations"]
    return [f"{path}: {one['id']} at {one['nodes'][0]['target']}: {one['help']}" for one in violations]
