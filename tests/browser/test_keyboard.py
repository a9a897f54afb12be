"""All that visitors and listeners do is reached by the keyboard, in order, and one sees where one is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import served
from tests.browser.furnished import Furnished
from tests.browser.keyboard import opens, skip_link, walk
from tests.browser.shelf import a_shelf, music_pages

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


@pytest.mark.parametrize("width", [390, 1280])
def test_every_stop_on_pages_of_music_is_seen(page: Page, site: str, width: int) -> None:
    shelf = a_shelf(releases=4)
    page.set_viewport_size({"width": width, "height": 700})
    found = []
    for path in music_pages(shelf):
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
