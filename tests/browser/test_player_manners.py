"""Loudness, keys, lost connections, the waveform, links into a song, sharing."""

import math
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.listening import ask, seconds, wait_until

pytestmark = pytest.mark.browser


DRAWN = """async (canvas) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, at) => at % 4 === 3 && value).length;
}"""


def decibels(change: float) -> float:
    return 10 ** (change / 20)


def test_songs_of_a_release_share_one_gain_and_others_have_their_own(page: Page, harness: str) -> None:
    page.goto(f"{harness}/release/")
    page.locator("#tracks [data-play]").first.click()
    wait_until(page, "player.playing")
    # Three songs of 30 s: -8.5, -20 and -20 LUFS are -12.73 together; the peak of -0.5 dBTP asks for less than -14.
    energy = (10**-0.85 + 2 * 10**-2) / 3
    shared = min(0, -14 - 10 * math.log10(energy), -0.5)
    assert ask(page, "player.level") == pytest.approx(decibels(shared), abs=1e-6)
    ask(page, "player.jump(player.queue.entries.at(-1).key)")
    assert ask(page, "player.level") == pytest.approx(decibels(shared), abs=1e-6), "a quiet one stays quieter"
    page.goto(harness)
    page.locator("#songs [data-play]").first.click()
    assert ask(page, "player.level") == pytest.approx(decibels(-5.5)), "alone it has its own"
    ask(page, "player.set('evenLoudness', false)")
    assert ask(page, "player.level") == 1


def test_keys_steer_the_player_but_never_while_typing(playing: Page) -> None:
    playing.locator("main h1").focus()
    place = playing.evaluate("scrollY")
    playing.keyboard.press("k")
    wait_until(playing, "!player.playing")
    playing.keyboard.press("Space")
    wait_until(playing, "player.playing")
    assert playing.evaluate("scrollY") == place, "the page does not scroll"
    ask(playing, "player.seek(10)")
    playing.keyboard.press("l")
    wait_until(playing, "player.seconds >= 20")
    playing.keyboard.press("ArrowLeft")
    wait_until(playing, "player.seconds < 16")
    playing.keyboard.press("n")
    wait_until(playing, "player.song.id === '01song1'")
    playing.keyboard.press("m")
    wait_until(playing, "player.level === 0")
    playing.keyboard.press("q")
    expect(playing.locator("#queue")).to_be_visible()
    playing.keyboard.press("/")
    expect(playing.locator("input[type=search]")).to_be_focused()
    playing.keyboard.type("mnk q?")
    expect(playing.locator("input[type=search]")).to_have_value("mnk q?")
    assert ask(playing, "[player.song.id, player.playing, player.level]") == ["01song1", True, 0]


def test_the_keys_are_told_in_a_dialog_and_can_be_switched_off(playing: Page) -> None:
    playing.locator("main h1").focus()
    playing.keyboard.press("?")
    dialog = playing.get_by_role("dialog", name="Keys of the player")
    expect(dialog).to_contain_text("Previous or next song")
    dialog.get_by_label("Use these keys").uncheck()
    playing.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    playing.locator("main h1").focus()
    playing.keyboard.press("n")
    assert ask(playing, "[player.song.id, player.settings.keys]") == ["01song0", False]
    playing.click("music-player [data-act=queue]")
    playing.get_by_role("link", name="Keys").click()
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_a_lost_connection_is_said_and_overcome_at_the_same_second(
    page: Page, visitor: BrowserContext, harness: str
) -> None:
    page.goto(f"{harness}/signed/")
    page.locator("[data-play]").first.click()
    wait_until(page, "player.seconds > 0.2")
    visitor.set_offline(True)
    ask(page, "player.seek(1100)")
    expect(page.locator("[data-part=notice]")).to_contain_text("No connection")
    assert seconds(page) == pytest.approx(1100, abs=1)
    assert ask(page, "player.song.id") == "01song0", "it is not taken for a broken song"
    visitor.set_offline(False)
    wait_until(page, "player.playing && player.seconds > 1100.2")
    expect(page.locator("[data-part=notice]")).to_have_text("The connection is back.")


def test_the_waveform_is_drawn_and_stays_a_slider(playing: Page) -> None:
    wave = playing.locator("wave-form")
    expect(wave).to_have_attribute("drawn", "")
    assert wave.locator("canvas").evaluate(DRAWN) > 1000
    slider = playing.get_by_role("slider", name="Position")
    slider.focus()
    ask(playing, "player.pause()")
    ask(playing, "player.seek(10)")
    for key, place in [("ArrowRight", 11), ("PageUp", 14), ("Home", 0)]:
        playing.keyboard.press(key)
        wait_until(playing, f"Math.abs(player.seconds - {place}) < 0.5")
    expect(slider).to_have_attribute("aria-valuetext", "0:00 of 0:30")
    box = wave.bounding_box()
    assert box
    playing.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_until(playing, "Math.abs(player.seconds - 15) < 1")
    playing.set_viewport_size({"width": 390, "height": 800})
    playing.wait_for_function("document.querySelector('wave-form canvas').width <= 390 * devicePixelRatio")
    assert wave.locator("canvas").evaluate(DRAWN) > 500
    assert playing.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_peaks_the_slider_is_enough(page: Page, harness: str) -> None:
    page.route("**/peaks.json", lambda route: route.fulfill(status=404))
    page.goto(harness)
    page.locator("#songs [data-play]").first.click()
    wait_until(page, "player.seconds > 0.1")
    expect(page.locator("wave-form")).not_to_have_attribute("drawn", "")
    page.locator("[data-part=seek]").fill("20")
    wait_until(page, "player.seconds >= 20")


@pytest.mark.parametrize(
    ("address", "place"),
    [("/timed/?t=12", 12), ("/timed/#t=0:09", 9), ("/timed/#t=nonsense", 0), ("/timed/#t=999", 29)],
)
def test_a_link_into_a_song_begins_there_and_inside_the_song(
    page: Page, harness: str, address: str, place: int
) -> None:
    page.goto(harness + address)
    page.locator("main [data-play]").click()
    wait_until(page, f"player.playing && player.seconds >= {place}")
    assert seconds(page) < place + 5


def test_seeking_beyond_the_end_ends_the_song(playing: Page) -> None:
    ask(playing, "player.seek(9999)")
    wait_until(playing, "player.song.id === '01song1' && player.playing")
    ask(playing, "player.seek(-5)")
    wait_until(playing, "player.seconds < 2")


def test_the_share_dialog_follows_the_second_and_copies(page: Page, visitor: BrowserContext, harness: str) -> None:
    visitor.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{harness}/timed/")
    page.locator("main [data-play]").click()
    wait_until(page, "player.playing")
    ask(page, "player.seek(14)")
    wait_until(page, "player.seconds >= 14")
    page.get_by_role("link", name="Share").click()
    dialog = page.get_by_role("dialog", name=re.compile("^Share"))
    link = dialog.get_by_label("Link", exact=True)
    plain = link.input_value()
    dialog.get_by_label("Minutes and seconds").fill("0:21")
    assert link.input_value() == f"{plain}?t=0:21"
    dialog.get_by_role("button", name="Copy the link").click()
    expect(dialog.get_by_role("status")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == f"{plain}?t=0:21"
    assert ask(page, "player.playing") is True
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
