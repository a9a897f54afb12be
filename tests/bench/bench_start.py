"""Section 7: `make run` from a fresh clone with fresh environments and caches, and again. Committed files only."""

import os
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from musicweb.local.folder import PROJECT
from musicweb.local.ports import HOST, any_free
from tests.bench.report import kept, table

COLD_SECONDS_MAX, STOP_SECONDS_MAX = 900, 60
WARM_BUDGET_SECONDS = 8


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "musicweb"
        subprocess.run(["git", "clone", "--quiet", str(PROJECT), str(clone)], check=True)
        site = any_free(start=15370)
        command = ["make", "run", f"PORT={site}", f"EMULATOR_PORT={any_free(start=site + 1)}"]
        environment = _without_ours() | {"XDG_CACHE_HOME": f"{folder}/cache", "PIP_CACHE_DIR": f"{folder}/cache/pip"}
        cold = _seconds_until_it_answers(command, clone, environment, site)
        warm = _seconds_until_it_answers(command, clone, environment, site)
    rows = [
        ("fresh clone, environments and caches", f"{cold:.1f}", "–", ""),
        ("again", f"{warm:.1f}", WARM_BUDGET_SECONDS, kept(warm <= WARM_BUDGET_SECONDS)),
    ]
    table("`make run` until the home page answers", ("", "seconds", "budget", ""), rows)


def _seconds_until_it_answers(command: list[str], folder: Path, environment: dict[str, str], port: int) -> float:
    began = time.monotonic()
    with (folder.parent / "make-run.log").open("wb") as log:
        running = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            while not _answers(port):
                assert running.poll() is None, Path(log.name).read_text()[-2000:]
                assert time.monotonic() - began < COLD_SECONDS_MAX, Path(log.name).read_text()[-2000:]
                time.sleep(0.05)
            return time.monotonic() - began
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGINT)  # as Ctrl-C in a terminal: to the whole group
            running.wait(STOP_SECONDS_MAX)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _without_ours() -> dict[str, str]:
    """The environment of a person, without what tests set for this process."""
    ours = ("MUSICWEB_", "AWS_", "DJANGO_", "MOTO_", "VIRTUAL_ENV")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
