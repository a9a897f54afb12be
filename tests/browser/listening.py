"""What the player of a page says of itself."""

from playwright.sync_api import Page

PLAYER = "import('/static/js/player.js').then(({ player }) => %s)"


def ask(page: Page, expression: str) -> object:
    return page.evaluate(PLAYER % expression)


def seconds(page: Page) -> float:
    return float(str(ask(page, "player.seconds")))


def wait_until(page: Page, expression: str) -> None:
    """Until it is true. Asked of a function that is not async: Playwright takes any promise for true."""
    ask(page, "(window.player = player, true)")
    page.wait_for_function(f"() => {{ const {{ player }} = window; return {expression}; }}")
