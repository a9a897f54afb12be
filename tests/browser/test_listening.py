"""The player measures listening and not the place in the song, and says it once."""

import pytest
from playwright.sync_api import Page

LISTEN = """async ([moments, duration]) => {
  const sent = [];
  window.fetch = async (address, { body }) => { sent.push([address, ...["song_id", "listened_ms", "source", "play_id"].map((name) => body.get(name))]); return { status: 204 }; };
  let now = 0;
  performance.now = () => now;
  const { Listening } = await import("/static/js/listening.js");
  const listening = new Listening("site");
  for (const [at, song, seconds, playing] of moments) { now = at * 1000; listening.tick(song, seconds, duration, playing); }
  await new Promise((done) => setTimeout(done));
  return sent;
}"""
pytestmark = pytest.mark.browser
A, B = "a" * 26, "b" * 26


def steps(song: str, begin: float, end: float, *, at: float, rate: float = 1) -> list[list[object]]:
    """Four moments a second of listening from one place to another."""
    number = round((end - begin) * 4)
    return [[at + n / 4 / rate, song, begin + n / 4, True] for n in range(number + 1)]


@pytest.mark.parametrize(
    ("moments", "duration", "counted"),
    [
        (steps(A, 0, 29, at=0), 200, []),
        (steps(A, 0, 31, at=0), 200, [A]),
        (steps(A, 0, 6, at=0), 10, [A]),
        (steps(A, 0, 100, at=0), 200, [A]),  # once
        (steps(A, 0, 20, at=0) + steps(A, 150, 155, at=20), 200, []),  # a jump is no listening
        ([*steps(A, 0, 20, at=0), [20, A, 20, False], [80, A, 90, False], *steps(A, 90, 95, at=81)], 200, []),
        (steps(A, 0, 31, at=0) + steps(B, 0, 31, at=40), 200, [A, B]),
        (steps(A, 0, 200, at=0) + steps(A, 0, 31, at=201), 200, [A, A]),  # from its beginning again
        (steps(A, 0, 40, at=0, rate=8), 200, []),  # faster than anybody can listen
    ],
    ids=["short of it", "30 s", "half", "once", "a jump", "a jump while paused", "two songs", "again", "hurried"],
)
def test_what_was_listened_to_counts(page: Page, harness: str, moments, duration, counted):
    page.goto(harness)
    sent = page.evaluate(LISTEN, [moments, duration])
    assert [song for _, song, *_ in sent] == counted
    assert len({play_id for *_, play_id in sent}) == len(sent)
    for address, _, listened_ms, source, _ in sent:
        assert (address, source) == ("/plays/", "site")
        assert int(listened_ms) >= min(30, duration / 2) * 1000


def test_the_player_says_what_was_listened_to(playing: Page):
    """The tone is 30 seconds long: at half of it."""
    with playing.expect_request("**/plays/") as beacon:
        playing.evaluate("window.sameDocument")
    said = beacon.value.post_data or ""
    assert beacon.value.method == "POST"
    assert "song_id=01song0" in said
    assert "source=site" in said
