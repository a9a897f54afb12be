"""The main job of a listener in the other two engines, Firefox's and Safari's, on real media."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from marionette_driver.keys import Keys

from tests.browser.driven import Driven
from tests.browser.firefox import firefox
from tests.browser.site import Site
from tests.browser.webkit import webkit

pytestmark = pytest.mark.browser
SECONDS = "Number(document.querySelector('[data-part=seek]').value)"
PLAYING = "document.querySelector('[data-act=toggle]').ariaPressed === 'true'"
SONG = "main [data-song-id]"
SEEK = """(seek => { seek.value = 20; seek.dispatchEvent(new Event("input", { bubbles: true })); })
  (document.querySelector("[data-part=seek]"))"""


@pytest.fixture(params=[firefox, webkit], ids=["Firefox", "WebKit"])
def visitor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Driven]:
    with request.param(tmp_path) as running:
        yield running


def sign_in(visitor: Driven, site: Site) -> None:
    account = site.accounts["moderator"]  # what the listener likes, another test counts
    visitor.goto(site.url)
    visitor.press("header a[href^='/auth/login/']")
    visitor.type("input[name=username]", account["email"])
    visitor.type("input[name=password]", account["password"] + Keys.ENTER)
    visitor.see("header a[href='/library/likes/']")


def find_a_release_and_play_a_song_of_it(visitor: Driven) -> None:
    visitor.press("main a[href$='-small-planets/']")
    visitor.press("#tracks [data-play]")
    visitor.wait_until(f"{PLAYING} && {SECONDS} >= 1")


def go_on_to_its_artist_while_it_plays(visitor: Driven) -> None:
    document, before = visitor.ask("performance.timeOrigin"), visitor.ask(SECONDS)
    visitor.press(".hero-by a")
    visitor.wait_until("location.pathname.startsWith('/artists/')")
    visitor.wait_until(f"{PLAYING} && {SECONDS} > {before}")
    assert visitor.ask("performance.timeOrigin") == document  # the same player in the same document


def seek_and_hear_on(visitor: Driven) -> None:
    visitor.ask(SEEK)
    visitor.wait_until(f"{PLAYING} && {SECONDS} > 20")


def like_a_song_and_find_it_in_the_library(visitor: Driven) -> None:
    visitor.see(f"{SONG} .like button[aria-pressed=false]")
    like = visitor.ask(f"document.querySelector('{SONG} .like button[aria-pressed=false]').id")
    visitor.press(f"#{like}")
    visitor.see(f"#{like}[aria-pressed=true]")
    visitor.press("header a[href='/library/likes/']")
    visitor.see(f"#likes #{like}[aria-pressed=true]")
    visitor.wait_until(f"{PLAYING} && {SECONDS} > 20")


def sign_out(visitor: Driven) -> None:
    visitor.press(".menu summary")
    visitor.press("a[href='/auth/logout/']")
    visitor.press("main form[action='/auth/logout/'] button")
    visitor.see("header a[href^='/auth/login/']")


def test_a_listener_hears_and_likes_music(visitor: Driven, demo_site: Site) -> None:
    sign_in(visitor, demo_site)
    find_a_release_and_play_a_song_of_it(visitor)
    go_on_to_its_artist_while_it_plays(visitor)
    seek_and_hear_on(visitor)
    like_a_song_and_find_it_in_the_library(visitor)
    sign_out(visitor)
