"""Chromium, a page that fails the test at any script error or breach of the CSP, and a small site."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test import override_settings
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.listening import wait_until
from tests.browser.site import Site, running_site

CHROMIUM = "/usr/bin/chromium"
SHELL = "/usr/bin/chromium-headless-shell"  # the same engine without a window, which nobody sees: a third less work
PATIENCE_MS = 40_000  # the first page of a busy machine takes its time
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"]
# Notes of Chromium and htmx about a 404, a 422 or a lost connection, which tests ask for on purpose.
EXPECTED = (
    "Failed to load resource",
    "htmx: htmx:error: Failed to fetch",
    "Service Worker registration blocked by Playwright",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        installed = next((path for path in (SHELL, CHROMIUM) if Path(path).exists()), None)
        chromium = playwright.chromium.launch(executable_path=installed, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of its own: no cookies, English."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", service_workers="block")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(visitor: BrowserContext) -> Iterator[Page]:
    page = visitor.new_page()
    complaints = complaints_of(page)
    yield page
    assert complaints == []


@pytest.fixture(scope="module")
def harness() -> Iterator[str]:
    """The address of the site of harness.py, served with the project's middleware and static files."""
    here = Path(__file__).parent
    templates = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], here / "templates"]}]
    with served(
        ROOT_URLCONF="tests.browser.harness", CSRF_FAILURE_VIEW="musicweb.views.csrf_failure", TEMPLATES=templates
    ) as address:
        yield address


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A developer's site with its demo music, shared by the tests that need real media: each adds its own things."""
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running


@pytest.fixture
def playing(page: Page, harness: str) -> Page:
    """The first song of four is playing."""
    page.goto(harness)
    page.locator("#songs [data-play]").first.click()
    wait_until(page, "player.seconds > 0.2")
    page.evaluate("window.sameDocument = true")
    return page


@contextmanager
def served(**changed: Any) -> Iterator[str]:
    """This process's site at a free port, with `changed` settings."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    address = f"http://127.0.0.1:{server.server_port}"
    with override_settings(SITE_URL=address, ALLOWED_HOSTS=["127.0.0.1"], CSRF_TRUSTED_ORIGINS=[address], **changed):
        server.set_app(StaticFilesHandler(WSGIHandler()))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address
        server.shutdown()
        server.server_close()


def complaints_of(page: Page) -> list[str]:
    """What the console says of errors from now on; grows by itself."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints
