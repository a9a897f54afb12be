"""Debian's Firefox, by Marionette."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from marionette_driver.marionette import Marionette, WebElement

from musicweb.local.ports import any_free
from tests.browser.driven import Driven, silent_speaker
from tests.embedded import first_port, missing_tool

START_SECONDS = 90
PREFERENCES = {"media.autoplay.default": 0, "intl.accept_languages": "en-GB"}
# Of pages, not of the browser's own scripts.
COMPLAINTS = """return Services.console.getMessageArray().filter((said) => said instanceof Ci.nsIScriptError
  && !(said.flags & said.warningFlag) && !/^(chrome|resource|moz-extension):/.test(said.sourceName)).map(String)"""


class Firefox(Driven):
    def __init__(self, marionette: Marionette):
        self.marionette = marionette

    def goto(self, address: str) -> None:
        self.marionette.navigate(address)

    def ask(self, expression: str) -> Any:
        return self.marionette.execute_script(f"return {expression}", sandbox=None)

    def click(self, element: WebElement) -> None:
        element.click()

    def send(self, element: WebElement, keys: str) -> None:
        element.send_keys(keys)

    def complaints(self) -> list[str]:
        """The errors of pages and their scripts, breaches of the CSP among them."""
        with self.marionette.using_context("chrome"):
            return list(self.marionette.execute_script(COMPLAINTS))


@contextmanager
def firefox(folder: Path) -> Iterator[Driven]:
    binary = shutil.which("firefox-esr") or missing_tool("Firefox is missing: apt-get install firefox-esr")
    with silent_speaker(folder) as speaker, pytest.MonkeyPatch.context() as patch:
        for name, value in speaker.items():
            patch.setenv(name, value)
        marionette = Marionette(
            bin=binary,
            headless=True,
            prefs=PREFERENCES,
            port=any_free(start=first_port() + 400),
            startup_timeout=START_SECONDS,
            gecko_log=str(folder / "firefox.log"),
            workspace=str(folder),
        )
        try:
            marionette.start_session()
            visitor = Firefox(marionette)
            yield visitor
            assert visitor.complaints() == []
        finally:
            marionette.cleanup()
