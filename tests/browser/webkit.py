"""WebKit, the engine of Safari, as Debian's WebKitGTK: by WebDriver over HTTP (https://www.w3.org/TR/webdriver2/)."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from musicweb.local.ports import any_free
from tests.browser.driven import Driven, running, silent_speaker, until
from tests.embedded import first_port, missing_tool

TIMEOUT_SECONDS = 60
PACKAGE = "webkit2gtk-driver"


class WebKit(Driven):
    """Its console is out of reach: WebDriver has no log, and an automated MiniBrowser writes none."""

    def __init__(self, driver: str, browser: Path):
        self.session = f"{driver}/session"
        options = {"webkitgtk:browserOptions": {"binary": str(browser), "args": ["--automation"]}}
        self.session += "/" + self.post("", capabilities={"alwaysMatch": options})["sessionId"]

    def post(self, path: str, **parameters: Any) -> Any:
        answer = requests.post(self.session + path, json=parameters, timeout=TIMEOUT_SECONDS)
        assert answer.ok, answer.text
        return answer.json()["value"]

    def goto(self, address: str) -> None:
        self.post("/url", url=address)

    def ask(self, expression: str) -> Any:
        return self.post("/execute/sync", script=f"return {expression}", args=[])

    def click(self, element: dict[str, str]) -> None:
        self.post(f"/element/{next(iter(element.values()))}/click")

    def send(self, element: dict[str, str], keys: str) -> None:
        self.post(f"/element/{next(iter(element.values()))}/value", text=keys)

    def close(self) -> None:
        requests.delete(self.session, timeout=TIMEOUT_SECONDS).raise_for_status()


@contextmanager
def webkit(folder: Path) -> Iterator[Driven]:
    browser = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
    if not browser:
        missing_tool(f"WebKit is missing: apt-get install {PACKAGE}")
    driver = f"http://127.0.0.1:{(port := any_free(start=first_port() + 420))}"
    with silent_speaker(folder) as speaker, screen(folder) as display:
        environment = os.environ | speaker | display
        with running("WebKitWebDriver", f"--port={port}", package=PACKAGE, log=folder / "webkit.log", env=environment):
            until(lambda: listens(driver), "WebKitWebDriver")
            visitor = WebKit(driver, Path(str(browser)))
            try:
                yield visitor
            finally:
                visitor.close()


def listens(driver: str) -> bool:
    try:
        return requests.get(f"{driver}/status", timeout=TIMEOUT_SECONDS).ok
    except requests.ConnectionError:
        return False


@contextmanager
def screen(folder: Path) -> Iterator[dict[str, str]]:
    """A screen that nobody sees; X11 chooses its number."""
    read, write = os.pipe()
    options = ["-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with running("Xvfb", *options, package="xvfb", log=folder / "screen.log", pass_fds=[write]):
        os.close(write)
        with os.fdopen(read) as number:
            yield {"DISPLAY": f":{number.readline().strip()}", "GDK_BACKEND": "x11"}
