"""Browsers that Playwright cannot drive as Debian has them, driven by the few things a visitor does."""

import os
import shutil
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.embedded import missing_tool

PATIENCE_SECONDS = 40
SHOWN = "[...document.querySelectorAll(%r)].find((element) => element.checkVisibility())"
CENTER = "((element) => { element.scrollIntoView({ block: 'center', behavior: 'instant' }); return element; })(%s)"


class Driven(ABC):
    """A browser. Elements by CSS selector: the first one that is shown, awaited."""

    @abstractmethod
    def goto(self, address: str) -> None: ...

    @abstractmethod
    def ask(self, expression: str) -> Any:
        """JavaScript on the page; not of its modules, of which a script from outside may get its own."""

    @abstractmethod
    def click(self, element: Any) -> None: ...

    @abstractmethod
    def send(self, element: Any, keys: str) -> None: ...

    def press(self, selector: str) -> None:
        """In the middle of the window, for below lies the player."""
        self.wait_until(SHOWN % selector)
        self.click(self.ask(CENTER % (SHOWN % selector)))

    def type(self, selector: str, keys: str) -> None:
        self.wait_until(SHOWN % selector)
        self.send(self.ask(SHOWN % selector), keys)

    def see(self, selector: str) -> None:
        self.wait_until(SHOWN % selector)

    def wait_until(self, expression: str) -> None:
        until(lambda: self.ask(f"Boolean({expression})"), expression)


def until(question: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not question():
        if time.monotonic() > deadline:
            raise AssertionError(f"In vain for {PATIENCE_SECONDS} s: {what}")
        time.sleep(0.1)  # another process cannot be awaited otherwise


@contextmanager
def running(*command: str, package: str, log: Path, **options: Any) -> Iterator[None]:
    """A program of `package`, whose words go to `log`; ended afterwards."""
    if not shutil.which(command[0]):
        missing_tool(f"{command[0]} is missing: apt-get install {package}")
    with log.open("w") as words, subprocess.Popen(command, stdout=words, stderr=words, **options) as process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def silent_speaker(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a browser that shall find a sound device, in real time but silent: without one, none plays."""
    socket = folder / "speaker"
    private = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
    options = ["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--load=module-null-sink"]
    options.append(f"--load=module-native-protocol-unix socket={socket} auth-anonymous=1")
    log = folder / "pulse.log"
    with running("pulseaudio", *options, package="pulseaudio", log=log, env=os.environ | private):
        until(socket.exists, "PulseAudio")
        yield {"PULSE_SERVER": f"unix:{socket}", **private}
