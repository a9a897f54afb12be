"""A browser of one of the demo accounts on the site of a developer."""

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE_MS, complaints_of
from tests.browser.listening import wait_until
from tests.browser.site import Site

PLAYER = "import('/static/js/player.js').then(({ player }) => %s)"


class Visitor:
    """A browser of its own, signed in as one of the demo accounts, or nobody."""

    def __init__(self, browser: Browser, site: Site, role: str = ""):
        self.site = site
        self.context: BrowserContext = browser.new_context(locale="en-GB", base_url=site.url)
        self.context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.complaints = complaints_of(self.page)
        if role:
            self.sign_in(site.accounts[role])

    def sign_in(self, account: dict[str, str]) -> None:
        page = self.page
        page.goto("/")
        page.get_by_role("link", name="Sign in").first.click()
        page.locator("input[name=username]").fill(account["email"])
        page.locator("input[name=password]").fill(account["password"])
        page.locator("input[name=password]").press("Enter")
        expect(page.get_by_role("link", name="Library").first).to_be_visible()

    def player(self, expression: str) -> object:
        return self.page.evaluate(PLAYER % expression)

    def await_player(self, expression: str) -> None:
        wait_until(self.page, expression)
