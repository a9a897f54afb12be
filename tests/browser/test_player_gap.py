"""Between two songs of a release nothing is to be heard of their being two files. Prints the gap."""

import pytest
from playwright.sync_api import Browser

from tests.browser.gap import GAP_MS, measure

pytestmark = pytest.mark.browser


def test_a_tone_cut_into_two_songs_is_heard_as_one(browser: Browser, harness: str) -> None:
    found = measure(browser, harness)
    print(f"gap between two songs: {found.silence_ms:.1f} ms of silence, {found.overlap_ms:.1f} ms of both")
    assert found.heard_ms > 1500, "the tone before and after was captured"
    assert found.silence_ms < GAP_MS, found
    assert found.overlap_ms < GAP_MS, found
