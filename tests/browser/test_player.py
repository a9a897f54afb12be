"""The player outlives whatever happens to the page, and says what it does."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.listening import ask, seconds, wait_until

pytestmark = pytest.mark.browser


def keeps_playing(page: Page) -> None:
    before = seconds(page)
    wait_until(page, f"player.playing && player.seconds > {before} + 0.1")
    assert page.evaluate("window.sameDocument") is True
    assert page.evaluate("document.querySelectorAll('audio').length") == 0
    expect(page.locator("music-player [data-part=song-title]")).to_have_text("Mưa Đêm")


@pytest.mark.parametrize(
    ("link", "status", "heading"),
    [
        ("second", 200, "Second page"),
        ("missing", 404, "There is nothing at this address"),
        ("broken", 500, "Something broke on our side"),
        ("busy", 503, "The site is too busy for a moment"),
    ],
)
def test_music_goes_on_over_links_and_error_pages(playing: Page, link: str, status: int, heading: str) -> None:
    before = seconds(playing)
    with playing.expect_response(lambda response: response.request.resource_type == "fetch") as answer:
        playing.click(f"#to-{link}")
    assert answer.value.status == status
    expect(playing.locator("main h1")).to_have_text(heading)
    expect(playing.locator("main h1")).to_be_focused()
    assert seconds(playing) >= before
    keeps_playing(playing)


def test_music_goes_on_through_an_invalid_and_a_valid_form(playing: Page) -> None:
    playing.click("#to-form")
    playing.fill("#id_words", "typed text")
    steps = playing.evaluate("history.length")
    playing.click("#save")
    expect(playing.locator(".field-error")).to_contain_text("required")
    expect(playing.locator("#id_words")).to_have_value("typed text")
    expect(playing.locator(".form-errors")).to_be_focused()
    assert playing.evaluate("history.length") == steps
    keeps_playing(playing)
    playing.fill("#id_title", "Tide")
    playing.click("#save")
    expect(playing.locator("main h1")).to_have_text("Second page")
    expect(playing).to_have_url(re.compile("/second/$"))
    keeps_playing(playing)


def test_music_goes_on_back_and_forward_and_the_place_is_found_again(playing: Page) -> None:
    playing.evaluate("scrollTo(0, 300)")
    playing.locator("#to-second").evaluate("link => link.click()")
    expect(playing.locator("main h1")).to_have_text("Second page")
    assert playing.evaluate("scrollY") == 0
    playing.go_back(wait_until="commit")
    expect(playing.locator("main h1")).to_have_text("New releases")
    expect(playing).to_have_title("Home – Musicweb")
    playing.wait_for_function("scrollY === 300")
    keeps_playing(playing)
    playing.go_forward(wait_until="commit")
    expect(playing.locator("main h1")).to_have_text("Second page")
    keeps_playing(playing)


def test_the_current_song_is_marked_on_every_page_that_shows_it(playing: Page) -> None:
    playing.click("#to-release")
    row = playing.locator('[data-song-id="01song0"]')
    expect(row).to_have_attribute("aria-current", "true")
    button = row.locator("[data-play]")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert ask(playing, "player.playing") is False


def test_seeking_volume_and_silence(playing: Page) -> None:
    playing.locator("[data-part=seek]").fill("20")
    wait_until(playing, "player.seconds >= 20")
    expect(playing.locator("[data-part=seek]")).to_have_attribute("aria-valuetext", re.compile(r"^0:2\d of 0:30$"))
    playing.locator("[data-part=volume]").fill("0.5")
    assert ask(playing, "player.level") == pytest.approx(0.5 * 10 ** (-5.5 / 20))
    playing.click("[data-act=mute]")
    assert ask(playing, "player.level") == 0


def test_a_loud_song_is_lowered_and_a_quiet_one_is_left(playing: Page) -> None:
    assert ask(playing, "player.level") == pytest.approx(10 ** (-5.5 / 20)), "-8.5 LUFS to -14"
    playing.click("music-player [data-act=next]")
    wait_until(playing, "player.song.id === '01song1'")
    assert ask(playing, "player.level") == pytest.approx(10 ** (-0.5 / 20)), "its peak of -0.5 dBTP to -1"


def test_the_queue_is_shown_changed_and_followed(playing: Page) -> None:
    playing.locator('[data-song-id="01song3"] [data-play-next]').click()
    expect(playing.locator("[data-part=notice]")).to_have_text("“Tide” plays next.")
    playing.click("music-player [data-act=queue]")
    entries = playing.locator(".queue-entry")
    expect(entries).to_have_count(5)
    expect(entries.nth(1)).to_contain_text("Tide")
    entries.nth(2).get_by_role("button", name="Remove from the queue").click()
    expect(entries).to_have_count(4)
    entries.nth(1).locator("[data-act=jump]").click()
    expect(playing.locator("music-player [data-part=song-title]")).to_have_text("Tide")
    expect(entries.nth(1)).to_have_attribute("aria-current", "true")
    playing.click("music-player [data-act=previous]")
    wait_until(playing, "player.song.id === '01song0' && player.playing")
    playing.keyboard.press("Escape")
    entries.first.locator("[data-act=jump]").focus()
    playing.keyboard.press("Escape")
    expect(playing.locator("#queue")).to_be_hidden()


def test_the_next_song_begins_at_the_end_of_one(playing: Page) -> None:
    playing.locator("[data-part=seek]").fill("29.8")
    wait_until(playing, "player.song.id === '01song1' && player.playing")


def test_media_keys_see_the_song_and_steer_it(page: Page, harness: str) -> None:
    page.add_init_script(
        """navigator.mediaSession.setActionHandler = (action, answer) => { (window.answers ??= {})[action] = answer; };
           navigator.mediaSession.setPositionState = (state) => { window.place = state; };"""
    )
    page.goto(harness)
    page.locator("#songs [data-play]").first.click()
    wait_until(page, "player.seconds > 0.2")
    assert page.evaluate(
        "(({ title, artist, album }) => ({ title, artist, album }))(navigator.mediaSession.metadata)"
    ) == {
        "title": "Mưa Đêm",
        "artist": "Linh & the Lanterns",
        "album": "Lanterns",
    }
    assert page.evaluate("navigator.mediaSession.metadata.artwork[0].src").endswith("/media/cover0.svg")
    assert page.evaluate("navigator.mediaSession.playbackState") == "playing"
    page.evaluate("answers.seekto({ seekTime: 12 })")
    wait_until(page, "player.seconds >= 12 && window.place.position >= 12 && window.place.duration === 30")
    page.evaluate("answers.seekbackward({ seekOffset: 5 })")
    wait_until(page, "player.seconds < 12")
    page.evaluate("answers.seekforward({})")
    wait_until(page, "player.seconds > 15")
    page.evaluate("answers.nexttrack()")
    wait_until(page, "player.song.id === '01song1'")
    page.evaluate("answers.previoustrack()")
    wait_until(page, "player.song.id === '01song0'")
    page.evaluate("answers.pause()")
    wait_until(page, "!player.playing")
    page.evaluate("answers.play()")
    wait_until(page, "player.playing")


def test_a_song_that_cannot_be_fetched_is_named_and_passed_over(page: Page, harness: str) -> None:
    page.goto(f"{harness}/release/")
    page.locator('[data-song-id="01song1"] [data-play]').click()
    expect(page.locator("[data-part=notice]")).to_have_text("“Slow Rivers” cannot be played just now.")
    wait_until(page, "player.song.id === '01song2' && player.playing")
    expect(page.locator('[data-song-id="01song3"] [data-play]')).to_have_count(0)


def test_an_address_that_runs_out_in_the_middle_is_asked_for_anew(page: Page, harness: str) -> None:
    page.goto(f"{harness}/signed/")
    with page.expect_response("**/ticket/*"):
        page.locator("[data-play]").first.click()
    wait_until(page, "player.seconds > 0.2")
    with page.expect_response(lambda response: response.status == 403):
        page.locator("[data-part=seek]").fill("1100")
    wait_until(page, "player.playing && player.seconds > 1100.2")
    expect(page.locator("[data-part=notice]")).to_be_empty()


def test_a_full_load_finds_the_song_where_it_was_paused(playing: Page) -> None:
    playing.locator("[data-part=seek]").fill("15")
    wait_until(playing, "player.seconds >= 15")
    playing.reload()
    expect(playing.locator("music-player [data-part=song-title]")).to_have_text("Mưa Đêm")
    assert ask(playing, "player.playing") is False
    assert seconds(playing) >= 15
    playing.click("music-player [data-act=toggle]")
    wait_until(playing, "player.playing && player.seconds >= 15.2")


def test_a_page_of_another_kind_is_loaded_in_full(playing: Page) -> None:
    playing.click("#to-foreign")
    expect(playing.locator("h1")).to_have_text("Another kind of page")


def test_a_whole_page_in_answer_to_a_part_takes_its_place_and_keeps_the_typed_text(playing: Page) -> None:
    playing.click("#to-second")
    playing.click("#send-part")
    expect(playing.locator("main h1")).to_have_text("This form was open for too long")
    expect(playing.locator("textarea[name=note]")).to_have_value("typed text")
    assert playing.locator("#page").count() == 1
    keeps_playing(playing)


def test_the_other_language_reaches_the_player_too(playing: Page) -> None:
    playing.click(".bottom nav a")
    expect(playing.locator("html")).to_have_attribute("lang", "vi")
    expect(playing.locator("music-player [data-act=next]")).not_to_have_attribute("aria-label", "Next")
    keeps_playing(playing)


def test_an_unanswered_form_keeps_what_was_typed(playing: Page, visitor: BrowserContext) -> None:
    playing.click("#to-form")
    playing.fill("#id_title", "Tide")
    visitor.set_offline(True)
    playing.click("#save")
    expect(playing.locator("#notes")).to_contain_text("did not answer")
    expect(playing.locator("#id_title")).to_have_value("Tide")


def test_without_javascript_every_song_has_the_browsers_own_player(harness: str, browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(harness)
    expect(page.locator("[data-song] audio[controls][preload=none]")).to_have_count(4)
    expect(page.locator("music-player")).to_be_hidden()
    page.click("#to-second")
    expect(page.locator("main h1")).to_have_text("Second page")
    context.close()


def test_a_first_visit_is_light(page: Page, harness: str) -> None:
    sizes: dict[str, int] = {}
    page.on("response", lambda response: sizes.update({response.url: len(response.body())}))
    page.goto(f"{harness}/release/", wait_until="networkidle")
    needed = {url: size for url, size in sizes.items() if "/media/" not in url and not url.endswith("/icon.svg")}
    assert len(needed) <= 12, [url.rpartition("/")[2] for url in needed]
    assert sum(needed.values()) <= 120_000, needed
