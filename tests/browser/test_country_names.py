"""Where one is signed in: the country's name in the reader's language, by the browser's own list."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.uploading import site_over_moto
from tests.people import make_user, session_of

pytestmark = pytest.mark.browser


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with site_over_moto() as address:
        yield address


@pytest.mark.parametrize(("language", "name"), [("en", "Vietnam"), ("vi", "Việt Nam")])
def test_a_country_is_called_as_the_reader_calls_it(
    visitor: BrowserContext, page: Page, site: str, language: str, name: str
):
    ann = make_user("ann")
    cookies = {
        settings.SESSION_COOKIE_NAME: str(session_of(ann, country="VN").session_key),
        settings.LANGUAGE_COOKIE_NAME: language,
    }
    visitor.add_cookies([{"name": cookie, "value": value, "url": site} for cookie, value in cookies.items()])
    page.goto(f"{site}/account/devices/")
    expect(page.locator("country-name")).to_have_text(name)
    page.goto(f"{site}/account/activity/")
    expect(page.locator("country-name")).to_have_text(name)
