"""The site as a developer starts it: `manage.py runserver` with a folder, ports and data of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from musicweb.local.emulator import installed
from musicweb.local.ports import any_free
from tests.embedded import first_port

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS = 300


@dataclass(frozen=True)
class Site:
    url: str
    folder: Path
    environment: dict[str, str]

    @property
    def accounts(self) -> dict[str, dict[str, str]]:
        """The demo accounts by role: email and password."""
        return {person["role"]: person for person in json.loads((self.folder / "demo_accounts.json").read_text())}

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A management command against this site's AWS."""
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=False)

    def has(self, name: str) -> bool:
        return (self.folder / name).exists()


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Ends with Ctrl-C's signal, as a developer ends it; fails if that does not end it cleanly."""
    port = any_free(start=first_port() + 200)
    emulator_port = any_free(start=port + 1)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MUSICWEB_", "AWS_"))}
    environment = inherited | {"MUSICWEB_LOCAL": str(folder), "MUSICWEB_EMULATOR": str(installed())}
    log = (folder / "site.log").open("w")
    command = [sys.executable, "manage.py", "runserver", str(port), "--emulator-port", str(emulator_port), "--noreload"]
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log, start_new_session=True)
    site = Site(f"http://127.0.0.1:{port}", folder, environment)
    try:
        _await_answer(site, process)
        yield site
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(90)
        log.close()
    assert code == 0, (folder / "site.log").read_text()[-2000:]


def _await_answer(site: Site, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{site.url}/health/", timeout=5):
                if site.has("seeded"):  # then the emulator has been restarted, too
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.2)  # another process's start cannot be awaited otherwise
    raise AssertionError("The site did not start:\n" + (site.folder / "site.log").read_text()[-3000:])
