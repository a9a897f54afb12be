"""What artists, account owners and moderators see, with the longest and the most in it: it fits every screen, in both languages."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import served
from tests.browser.extremes_own import Extremes
from tests.browser.test_extremes import FITTING
from tests.people import session_cookie_for

pytestmark = pytest.mark.browser
WIDTHS = (390, 820, 1440)
LONG = "x y " * 50 + "Ü" * 6000  # too long for every field, and no number
# Sends the page's own form with this in every field of text, as if no browser had looked at it before.
ALL_WRONG = """(words) => {
  const form = [...document.querySelectorAll("main form[method=post]")].find((one) => one.querySelector(".field"));
  form.noValidate = true;
  for (const field of form.querySelectorAll(".field :is(input:not([type=checkbox], [type=radio], [type=number], [type=date]), textarea)")) {
    field.removeAttribute("maxlength");
    field.value = words;
  }
  for (const field of form.querySelectorAll(".field [type=number]")) field.value = "100000";
  form.requestSubmit();
}"""


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_page_with_the_most_in_it_fits(page: Page, visitor: BrowserContext, site: str, language: str) -> None:
    extremes = Extremes.make()
    visitor.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}])
    page.emulate_media(reduced_motion="reduce")
    found = look(page, site, extremes.open_pages)
    sign_in(visitor, site, extremes)
    found += look(page, site, [*extremes.studio_pages, *extremes.account_pages])
    if language == "en":  # what has few words differs little
        found += look(page, site, extremes.bare_pages)
        found += [one for one in look(page, site, extremes.admin_pages) if "px wide" in one]
    assert found == []


def test_every_form_with_errors_at_its_fields_fits(page: Page, visitor: BrowserContext, site: str) -> None:
    extremes = Extremes.make(few=1)
    sign_in(visitor, site, extremes)
    page.emulate_media(reduced_motion="reduce")
    found = []
    for path in extremes.forms:
        page.goto(site + path)
        send_all_wrong(page)
        found += look_at(page, path)
    assert found == []


def send_all_wrong(page: Page) -> None:
    """The page's own form; then its errors are there."""
    with page.expect_response(lambda answer: answer.status == 422):
        page.evaluate(ALL_WRONG, LONG)
    page.locator(".field-error").first.wait_for()


def sign_in(visitor: BrowserContext, site: str, extremes: Extremes) -> None:
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(extremes.ann), "url": site}
    visitor.add_cookies([cookie])  # type: ignore[list-item]


def look(page: Page, site: str, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        answer = page.goto(site + path)
        assert answer is not None, path
        assert answer.status in (200, 404), path
        found += look_at(page, path)
    return found


def look_at(page: Page, path: str) -> list[str]:
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{path} at {width}: {complaint}" for complaint in page.evaluate(FITTING)]
    return found
