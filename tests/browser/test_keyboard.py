"""All that visitors and listeners do is reached by the keyboard, in order, and one sees where one is."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import served
from tests.browser.furnished import Furnished
from tests.browser.harness import tone
from tests.browser.keyboard import opens, skip_link, walk
from tests.browser.shelf import a_shelf, music_pages
from tests.people import session_cookie_for

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with served() as address:
        yield address


FAULTY = """<!doctype html><style>
    a.unseen:focus { outline: none } a { display: block; height: 30px } a:focus { outline: 3px solid red }
    .tight { overflow: hidden } footer { position: fixed; inset: auto 0 0; height: 90px; background: white } main { height: 120vh }
</style><main><a href="/1">Fine</a><a href="/2" class="unseen">Unseen</a><a href="/3" tabindex="-1">Unreached</a>
<p class="tight"><a href="/4">Cut</a></p><a href="/5" tabindex="1">Early</a><a href="/6" style="margin-top: 70vh">Beneath</a>
</main><footer><a href="/7">Fine, too</a></footer>"""


def test_the_walk_sees_what_is_wrong(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    page.set_content(FAULTY)
    assert walk(page) == [
        "<a.unseen> “Unseen” looks the same with and without focus",
        "<p.tight a> “Cut”: its focus ring is cut off by <p.tight> “Cut” (4 px)",
        "<a> “Beneath” lies beneath <footer> “Fine, too” when focused",
        "<a> “Unreached” is never reached",
        "<a> “Early” is never reached",
    ]


def test_menus_and_dialogs_open_and_close_and_give_the_focus_back(
    page: Page, visitor: BrowserContext, site: str
) -> None:
    shelf = a_shelf(releases=0)
    visitor.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(shelf.bob), "url": site}]  # type: ignore[list-item]
    )
    page.set_viewport_size({"width": 390, "height": 700})
    page.route("**/media/**", lambda route: route.fulfill(body=tone(), content_type="audio/wav"))  # no S3 here
    page.goto(f"{site}/releases/{shelf.release.id}-mua-dem/")
    menu, more = page.locator(".top .menu"), page.locator(".song-menu").first
    found = opens(page, menu.locator("summary"), menu.locator(".menu-list"))
    found += opens(page, menu.locator("summary"), menu.locator(".menu-list"), key="Space")
    found += opens(page, more.locator("summary"), more.locator(".menu-list"))
    found += opens(page, page.locator("main [data-dialog]"), page.locator("dialog .share-acts").first)
    page.locator("[data-play-list]").focus()
    page.keyboard.press("Enter")
    queue = page.locator("#queue")
    found += opens(page, page.locator("music-player [data-act=queue]"), queue)
    found += [f"with the player: {complaint}" for complaint in walk(page)]
    page.locator("music-player [data-act=queue]").press("Enter")
    queue.wait_for()
    found += [f"with the queue: {complaint}" for complaint in walk(page)]
    found += opens(page, queue.locator("[data-dialog]"), page.locator("dialog .keys"))
    page.goto(f"{site}/songs/{shelf.song.id}-x/")
    found += opens(page, page.locator("main [data-add-song]"), page.locator("dialog #choose"))
    assert found == []


@pytest.mark.parametrize("width", [390, 1280])
def test_every_stop_on_pages_of_music_is_seen(page: Page, site: str, width: int) -> None:
    shelf = a_shelf(releases=4)
    page.set_viewport_size({"width": width, "height": 700})
    found = []
    for path in music_pages(shelf)[: None if width == 390 else 9]:
        page.goto(site + path)
        found += [f"{path}: {complaint}" for complaint in [*walk(page), *([] if "embed" in path else skip_link(page))]]
    assert found == []


@pytest.mark.parametrize("whose", ["nobody", "ann", "bo"])
def test_every_stop_of_a_listener_is_seen(page: Page, visitor: BrowserContext, site: str, whose: str) -> None:
    furnished = Furnished.make()
    page.set_viewport_size({"width": 390, "height": 700})
    paths = {"ann": furnished.own_pages, "bo": furnished.empty_pages}.get(whose, furnished.open_pages)
    if whose != "nobody":
        visitor.add_cookies([furnished.session(getattr(furnished, whose), site)])  # type: ignore[list-item]
    found = []
    for path in paths:
        page.goto(site + path)
        found += [f"{path}: {complaint}" for complaint in walk(page)]
    assert found == []
