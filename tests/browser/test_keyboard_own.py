"""All that artists, account owners and moderators do is reached by the keyboard, in order, and one sees where one is."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import served
from tests.browser.extremes_own import Extremes
from tests.browser.keyboard import skip_link, walk
from tests.browser.test_extremes_own import send_all_wrong, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def extremes(visitor: BrowserContext, site: str) -> Extremes:
    extremes = Extremes.make(few=1)
    sign_in(visitor, site, extremes)
    return extremes


@pytest.mark.parametrize("width", [390, 1280])
def test_every_stop_of_an_artist_is_seen(page: Page, site: str, extremes: Extremes, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    found = []
    for path in [*extremes.studio_pages, *(extremes.bare_pages if width < 400 else [])]:
        page.goto(site + path)
        found += [f"{path}: {complaint}" for complaint in [*walk(page), *skip_link(page)]]
    assert found == []


def test_every_stop_of_a_form_that_was_refused_is_seen(page: Page, site: str, extremes: Extremes) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    found = []
    for path in extremes.forms:
        page.goto(site + path)
        send_all_wrong(page)
        expect(page.locator(".form-errors")).to_be_focused()  # says what is wrong, with links to each field
        found += [f"{path}: {complaint}" for complaint in walk(page)]
    assert found == []


def test_every_stop_of_a_moderator_is_seen(page: Page, site: str, extremes: Extremes) -> None:
    page.set_viewport_size({"width": 1280, "height": 700})
    case = next(path for path in extremes.admin_pages if "/case/song" in path)
    found = []
    for path in ["/admin/", "/admin/site/", "/admin/moderation/case/", "/admin/catalog/song/", case]:
        page.goto(site + path)
        found += [f"{path}: {complaint}" for complaint in walk(page)]
    assert found == []
