"""The queue: its panel, its orders, and what survives."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.listening import ask, seconds, wait_until

pytestmark = pytest.mark.browser
ORDER = "player.queue.entries.map(({ song }) => song.id.slice(-1)).join('')"


@pytest.fixture
def queue(playing: Page) -> Page:
    playing.click("music-player [data-act=queue]")
    expect(playing.locator(".queue-entry")).to_have_count(4)
    return playing


def test_an_entry_is_moved_by_keyboard_and_keeps_the_focus(queue: Page) -> None:
    handle = queue.locator(".queue-entry").nth(0).locator("[data-grip]")
    handle.focus()
    queue.keyboard.press("ArrowDown")
    queue.keyboard.press("ArrowDown")
    assert ask(queue, ORDER) == "1203"
    expect(queue.locator("[data-part=notice]")).to_have_text("Now 3 of 4.")
    expect(queue.locator(".queue-entry").nth(2).locator("[data-grip]")).to_be_focused()
    queue.keyboard.press("ArrowUp")
    assert ask(queue, ORDER) == "1023"
    assert ask(queue, "player.song.id") == "01song0", "it goes on"
    for _ in range(9):
        queue.keyboard.press("ArrowUp")
    assert ask(queue, ORDER) == "0123", "there is nothing above the first"


def draw(page: Page, number: int, *, to_number: int, by_px: int) -> None:
    """With the mouse, from one entry's grip to `by_px` below the top of another entry."""
    entries = page.locator(".queue-entry")
    start, end = entries.nth(number).locator("[data-grip]").bounding_box(), entries.nth(to_number).bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + by_px, steps=8)
    page.mouse.up()


def test_an_entry_is_drawn_to_its_place(queue: Page) -> None:
    draw(queue, 3, to_number=1, by_px=5)
    assert ask(queue, ORDER) == "0312"
    expect(queue.locator(".queue-entry").nth(1)).to_contain_text("Tide")


def test_an_entry_that_is_let_go_above_the_list_is_the_first(queue: Page) -> None:
    draw(queue, 2, to_number=0, by_px=-30)
    assert ask(queue, ORDER) == "2013"


def test_clearing_leaves_what_is_heard(queue: Page) -> None:
    queue.get_by_role("button", name="Clear").click()
    expect(queue.locator(".queue-entry")).to_have_count(1)
    assert ask(queue, "player.playing && player.song.id") == "01song0"


def test_shuffled_songs_come_once_each_and_repeated_ones_in_another_round(queue: Page) -> None:
    queue.get_by_role("button", name="Shuffle").click()
    heard = [ask(queue, "player.song.id")]
    for _ in range(3):
        heard.append(ask(queue, "(player.next(), player.song.id)"))
    assert sorted(map(str, heard)) == [f"01song{n}" for n in range(4)]
    assert ask(queue, "player.queue.hasNext") is False
    queue.get_by_role("button", name="Repeat all").click()
    again = [ask(queue, "(player.next(), player.song.id)") for _ in range(4)]
    assert sorted(map(str, again)) == [f"01song{n}" for n in range(4)]
    assert again[0] != heard[-1], "not the same twice in a row"
    queue.get_by_role("button", name="Shuffle").click()
    assert ask(queue, ORDER) == "0123", "the order they were put in"


def test_one_song_is_repeated_and_a_list_begins_again(queue: Page) -> None:
    queue.get_by_role("button", name="Repeat this song").click()
    ask(queue, "player.seek(29.7)")
    wait_until(queue, "player.song.id === '01song0' && player.playing && player.seconds > 0.1 && player.seconds < 5")
    queue.get_by_role("button", name="Repeat all").click()
    assert ask(queue, "(player.seek(0), player.previous(), player.song.id)") == "01song3"
    ask(queue, "player.next()")
    wait_until(queue, "player.song.id === '01song0' && player.playing")


def test_queue_order_and_settings_survive_a_reload(queue: Page) -> None:
    queue.get_by_role("button", name="Shuffle").click()
    queue.get_by_role("button", name="Repeat all").click()
    queue.get_by_label("Save data").check()
    queue.get_by_label("Even loudness").uncheck()
    ask(queue, "player.next()")
    wait_until(queue, "player.seconds > 0.1")
    ask(queue, "player.seek(12)")
    wait_until(queue, "player.seconds >= 12")
    kept = ask(queue, f"[{ORDER}, player.song.id]")
    queue.reload()
    assert ask(queue, f"[{ORDER}, player.song.id]") == kept
    assert seconds(queue) >= 12
    assert ask(queue, "[player.queue.shuffled, player.queue.repeat]") == [True, "all"]
    assert ask(queue, "[player.settings.saveData, player.settings.evenLoudness, player.level]") == [True, False, 1]
    ask(queue, "player.shuffle(false)")
    assert ask(queue, ORDER) == "0123"


def test_music_in_a_second_tab_pauses_the_first(playing: Page, visitor: BrowserContext, harness: str) -> None:
    other = visitor.new_page()
    other.goto(harness)
    assert ask(playing, "player.playing") is True, "looking is not playing"
    other.locator("#songs [data-play]").nth(1).click()
    wait_until(other, "player.seconds > 0.2")
    wait_until(playing, "!player.playing")
    playing.click("music-player [data-act=toggle]")
    wait_until(playing, "player.playing")
    wait_until(other, "!player.playing")
