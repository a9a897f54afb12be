"""A page by keyboard alone: each answers with what is wrong there, a list that should be empty.

`walk` presses Tab from the page's beginning to its end (in an open modal dialog: once around). Whatever can be used is
reached, in the document's order; each stop is on the screen, not beneath what sticks there, and looks other than
without the focus, its ring not cut off; nothing holds the focus.
"""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page

SCRIPT = (Path(__file__).parent / "keyboard.js").read_text()
AT_ONCE = 8  # presses between two questions whether the end is reached
SPARE = 40  # stops that nobody waits for: fields of several parts, boxes that scroll


def walk(page: Page) -> list[str]:
    """Costs a few milliseconds for each stop. The page's state stays but for the focus and what it scrolls."""
    page.emulate_media(reduced_motion="reduce")  # no colour on its way to another
    waited_for = int(page.evaluate(SCRIPT))
    for _ in range((waited_for + SPARE) // AT_ONCE + 1):
        for _ in range(AT_ONCE):
            page.keyboard.press("Tab")
        if page.evaluate("keyboardWalk.done"):
            return list(page.evaluate("keyboardWalk.end()"))
    return [f"{waited_for + SPARE} presses of Tab do not come to an end", *page.evaluate("keyboardWalk.end()")]


def skip_link(page: Page) -> list[str]:
    """The first stop is a link past the header; it is seen while it has the focus, and the next stop is in the main part."""
    page.evaluate(SCRIPT)
    page.evaluate("keyboardWalk.end()")
    page.keyboard.press("Tab")
    said = page.evaluate(
        """() => {
            const link = document.activeElement, box = link.getBoundingClientRect();
            if (!link.matches("a[href^='#']")) return `the first stop is no link within the page but ${link.outerHTML.slice(0, 60)}`;
            return box.top >= 0 && box.height >= 24 ? "" : "the link past the header is not seen";
        }"""
    )
    if said:
        return [said]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate(
        """() => {
            const { activeElement } = document, main = document.querySelector("main");
            const follows = main.compareDocumentPosition(activeElement) & Node.DOCUMENT_POSITION_FOLLOWING;
            return activeElement === document.body || main.contains(activeElement) || Boolean(follows);
        }"""
    )
    return [] if inside else ["after the link past the header the next stop is still in the header"]


def opens(page: Page, opener: Locator, opened: Locator, *, key: str = "Enter") -> list[str]:
    """The `key` on the `opener` shows `opened`; Escape hides it and brings the focus back. Walks through it if it is modal."""
    opener.focus()
    page.keyboard.press(key)
    if not seen(opened.wait_for):
        return [f"{key} on {opener} does not open it"]
    found = walk(page) if opened.evaluate("one => one.matches('dialog:modal, dialog:modal *')") else []
    page.keyboard.press("Escape")
    if not seen(lambda: opened.wait_for(state="hidden")):
        return [*found, f"Escape does not close what {opener} opens"]
    back = opener.evaluate("one => one === document.activeElement")
    return found if back else [*found, f"the focus does not return to {opener}"]


def seen(wait: Callable[[], None]) -> bool:
    from playwright.sync_api import TimeoutError as TooLong

    try:
        wait()
    except TooLong:
        return False
    return True
