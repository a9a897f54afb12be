"""Whether a page fits its screen and its fingers: nothing sideways, no word cut without a sign, no target under 24 px."""

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).with_suffix(".js").read_text()


def unfit(page: Page) -> list[str]:
    """What does not fit on the page as it is now."""
    return list(page.evaluate(SCRIPT))
