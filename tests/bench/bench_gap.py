"""What is heard between two songs of a release, in Chromium: five times."""

from pathlib import Path

from django.conf import settings
from playwright.sync_api import sync_playwright

from tests.bench.report import table
from tests.browser.conftest import ARGUMENTS, CHROMIUM, served
from tests.browser.gap import measure

TIMES = 5


def main() -> None:
    harness = Path(__file__).parents[1] / "browser/templates"
    templates = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], harness]}]
    with (
        served(ROOT_URLCONF="tests.browser.harness", TEMPLATES=templates) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        found = [measure(browser, address) for _ in range(TIMES)]
        browser.close()
    rows = [(n, f"{gap.silence_ms:.1f}", f"{gap.overlap_ms:.1f}") for n, gap in enumerate(found, 1)]
    table("Between two songs of a release", ("", "ms of silence", "ms of both"), rows)
