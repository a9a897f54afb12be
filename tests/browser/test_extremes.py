"""Too much, one thing, nothing: every page of visitors and listeners fits three screens in both languages.

Words are never cut off without an ellipsis, no target is too small for a finger, and the player hides nothing for good.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from tests.browser.conftest import served
from tests.browser.extremes import extremes

pytestmark = pytest.mark.browser
FITTING = (Path(__file__).parent / "fitting.js").read_text()
WIDTHS = (1440, 820, 390)
# The player is shown without a song, as if there were one; then the page's last words are scrolled to.
BENEATH = """async () => {
    const player = document.querySelector("music-player"), last = document.querySelector("#page > footer");
    player.hidden = false;
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    scrollTo(0, document.documentElement.scrollHeight);
    const hidden = last.getBoundingClientRect().bottom - player.getBoundingClientRect().top;
    player.hidden = true;
    return hidden > 0 ? [`${Math.round(hidden)} px of the page's end stay beneath the player`] : [];
}"""


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with served() as address:
        yield address


def test_what_does_not_fit_is_seen(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.set_content(
        """<div id="page"><main style="font: 16px/20px sans-serif"><p style="white-space: nowrap; overflow: hidden; width: 9em">These words are cut off</p>
        <p style="overflow: hidden; height: 20px; width: 9em">And these words are, too, below it</p>
        <button style="width: 20px; height: 20px; padding: 0">a</button><button style="width: 20px; height: 20px; padding: 0">b</button>
        <p>A <a href="/x">word</a> in a sentence</p><div style="width: 500px">Too wide</div></main></div>"""
    )
    assert page.evaluate(FITTING) == [
        "508 px wide",
        "<p> “These words are cut off” cuts words off at its side",
        "<p> “And these words are, too, belo” cuts words off below",
        "<button> “a” is 20 × 20 px, next to <button> “b”",
        "<button> “b” is 20 × 20 px, next to <button> “a”",
    ]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_page_fits_whatever_is_on_it(browser: Browser, site: str, language: str) -> None:
    world = extremes(many=9, entries=18)
    pages = {"": world.open_pages, "mai": world.own_pages, {"en": "uno", "vi": "nil"}[language]: world.few_pages}
    found = []
    for whose, paths in pages.items():
        context = browser.new_context(service_workers="block", reduced_motion="reduce", color_scheme="dark")
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site}])
        if whose:
            context.add_cookies([world.cookie(whose, site)])
        page = context.new_page()
        page.route("**/media/**", lambda route: route.fulfill(status=404))  # no S3 here
        for path in paths:
            page.goto(site + path, wait_until="domcontentloaded")
            found += [f"{whose}{path} {complaint}" for complaint in complaints(page)]
        if whose == "mai":
            page.goto(f"{site}/playlists/{world.titled.id}-x/")
            page.locator(".song-remove").first.click()
            page.locator(".song.removed").wait_for()
            found += [f"a removed song {complaint}" for complaint in complaints(page)]
        context.close()
    assert found == []


def complaints(page: Page) -> Iterator[str]:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        yield from (f"at {width} px: {complaint}" for complaint in page.evaluate(FITTING))
    yield from page.evaluate(BENEATH)
