"""What test processes that run side by side take, and when: what takes longest comes first.

Each process takes the next whole file when it is done with one (`--dist loadfile --no-loadscope-reorder`). A long file taken
last would leave the others waiting for it. Within a file, and among all other files, the order is random as ever.
"""

import os
from pathlib import PurePath

import pytest
from xdist.scheduler import LoadFileScheduling

HOMES = {"integration": {"integration", "local"}, "engine": {"engines"}, "browser": {"browser"}}
LONGEST = (
    "engines/test_chaos.py",
    "integration/test_deploy.py",  # builds the zips that test_package.py waits for
    "integration/test_redeploying.py",
    "integration/test_removing.py",
    "local/test_runserver.py",
    "integration/test_hiding.py",
    "browser/test_main_journey.py",
    "browser/test_other_browsers.py",
    "browser/test_accessibility.py",
    "browser/test_extremes.py",
    "browser/test_hostile_text.py",
    "browser/test_keyboard.py",
    "browser/test_keyboard_own.py",
    "browser/test_extremes_own.py",
    "browser/test_own_pages.py",
)  # those of more than half a minute, by --durations=0
TOGETHER = {
    "tests/browser/test_main_journey.py",
    "tests/browser/test_other_browsers.py",
}  # share the site of a developer


class Files(LoadFileScheduling):
    """`--dist loadfile`, but for files that share what takes a minute to begin: one process takes them together."""

    def _split_scope(self, nodeid: str) -> str:
        return unit(super()._split_scope(nodeid))


def unit(file: str) -> str:
    """What a process takes as a whole, by the name of a file in it."""
    return min(TOGETHER) if file in TOGETHER else file


def astray(items: list[pytest.Item]) -> list[str]:
    """`make test` looks for tests of a marker in these folders only: collecting all the others takes a process 15 seconds."""
    return [
        f"{item.nodeid} is marked {marker}, so it belongs into tests/{' or tests/'.join(sorted(homes))}"
        for item in items
        for marker, homes in HOMES.items()
        if item.get_closest_marker(marker) and item.path.parent.name not in homes
    ]


def longest_first(items: list[pytest.Item]) -> None:
    """Where several processes share the files; alone, a process keeps its order."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: rank(item.path))


def rank(path: PurePath) -> int:
    name = "/".join(path.parts[-2:])
    return LONGEST.index(name) if name in LONGEST else len(LONGEST)
