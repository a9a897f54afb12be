"""The pages of library, account, profiles and moderation: axe finds nothing, light and dark, and nothing is too wide."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.axe import violations
from tests.browser.conftest import served
from tests.browser.furnished import Furnished
from tests.browser.test_accessibility import RULES

pytestmark = pytest.mark.browser
CONTRAST = {"runOnly": ["color-contrast"]}


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.mark.parametrize("whose", ["nobody", "ann", "bo", "ada"])
def test_a_page_is_fit_for_everybody_and_for_every_screen(
    page: Page, visitor: BrowserContext, site: str, whose: str
) -> None:
    furnished = Furnished.make()
    page.emulate_media(reduced_motion="reduce")
    paths = {"ann": furnished.own_pages, "bo": furnished.empty_pages, "ada": furnished.admin_pages}
    if whose != "nobody":
        visitor.add_cookies([furnished.session(getattr(furnished, whose), site)])  # type: ignore[list-item]
    found = []
    for path in paths.get(whose, furnished.open_pages):
        page.goto(site + path)
        found += [f"{path}: {complaint}" for complaint in complaints(page, ours=whose != "ada")]
    assert found == []


def complaints(page: Page, *, ours: bool) -> Iterator[str]:
    """What is wrong with the page. Django's admin (not `ours`) keeps its own manners: only its contrast and width count."""
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        if (found := page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"{found} px wide on {width}"
    if ours and (headings := page.locator("main h1").count()) != 1:
        yield f"{headings} headings"
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        yield from breaches(page, RULES if ours else CONTRAST)


def breaches(page: Page, rules: dict[str, list[str]]) -> Iterator[str]:
    page.evaluate("() => Promise.all(document.getAnimations().map((one) => one.finished))")  # the admin's colours fade
    for one in violations(page, rules):
        yield f"{one['id']} at {one['nodes'][0]['target']}: {one['help']}"
