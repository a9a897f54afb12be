"""Browsers that Playwright cannot drive as they are installed: Debian's Firefox, by Marionette.

Without a sound card Firefox plays nothing: PulseAudio, one of its own, takes the sound and lets nobody hear it.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from marionette_driver.by import By
from marionette_driver.errors import StaleElementException
from marionette_driver.marionette import Marionette, WebElement
from marionette_driver.wait import Wait

from musicweb.local.ports import any_free
from tests.embedded import first_port, missing_tool

PATIENCE_SECONDS = 20
START_SECONDS = 90
PREFERENCES = {"media.autoplay.default": 0, "intl.accept_languages": "en-GB"}
CENTER = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })"
# Of pages, not of the browser's own scripts.
COMPLAINTS = """return Services.console.getMessageArray().filter((said) => said instanceof Ci.nsIScriptError
  && !(said.flags & said.warningFlag) && !/^(chrome|resource|moz-extension):/.test(said.sourceName)).map(String)"""


class Firefox:
    """What a visitor does, by CSS selectors."""

    def __init__(self, marionette: Marionette):
        self.marionette = marionette

    def goto(self, address: str) -> None:
        self.marionette.navigate(address)

    def find(self, selector: str) -> WebElement:
        """Once it is shown."""
        return self.wait(
            lambda driver: next(e for e in driver.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed()),
            selector,
        )

    def press(self, selector: str) -> None:
        """In the middle of the window, for below lies the player."""
        self.marionette.execute_script(CENTER, script_args=(self.find(selector),))
        self.find(selector).click()

    def type(self, selector: str, text: str) -> None:
        self.find(selector).send_keys(text)

    def ask(self, expression: str) -> Any:
        """JavaScript on the page; not of its modules, of which a script from outside gets its own."""
        return self.marionette.execute_script(f"return {expression}", sandbox=None)

    def wait_until(self, expression: str) -> None:
        self.wait(lambda _: self.ask(expression), expression)

    def wait(self, question: Any, message: str) -> Any:
        ignored = (StaleElementException, StopIteration)
        return Wait(self.marionette, timeout=PATIENCE_SECONDS, ignored_exceptions=ignored).until(
            question, message=message
        )

    def complaints(self) -> list[str]:
        """The errors of pages and their scripts, breaches of the CSP among them."""
        with self.marionette.using_context("chrome"):
            return list(self.marionette.execute_script(COMPLAINTS))


@contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
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
            yield Firefox(marionette)
        finally:
            marionette.cleanup()


@contextmanager
def silent_speaker(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a browser that shall find a sound device, in real time but silent."""
    binary = shutil.which("pulseaudio") or missing_tool("PulseAudio is missing: apt-get install pulseaudio")
    socket = folder / "speaker"  # "pulse" is a folder of its own
    command = [
        str(binary),
        "-n",
        "--daemonize=no",
        "--use-pid-file=no",
        "--exit-idle-time=-1",
        "--load=module-null-sink",
    ]
    command.append(f"--load=module-native-protocol-unix socket={socket} auth-anonymous=1")
    environment = os.environ | {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    with (folder / "pulse.log").open("w") as log, subprocess.Popen(command, env=environment, stderr=log) as process:
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not socket.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError((folder / "pulse.log").read_text())
                time.sleep(0.05)  # another process's start cannot be awaited otherwise
            yield {"PULSE_SERVER": f"unix:{socket}"}
        finally:
            process.terminate()
