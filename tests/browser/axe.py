"""axe-core in a page of a test: sent once to each page, and nothing reported but what is wrong."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page, rules: dict[str, list[str]]) -> list[dict[str, Any]]:
    """What breaks these `rules` (axe's options), by axe's words."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {**rules, "resultTypes": ["violations"]}  # the rest of a report is a hundred times as long
    found: list[dict[str, Any]] = page.evaluate(
        "options => axe.run(options).then(({ violations }) => violations)", options
    )
    return found
