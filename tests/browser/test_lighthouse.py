"""Lighthouse (the npm package, on Chromium): at least 95 in all four of its categories on the great pages."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import CHROMIUM
from tests.browser.site import PROJECT, Site
from tests.browser.visitor import Visitor
from tests.embedded import missing_tool

pytestmark = pytest.mark.browser
LIGHTHOUSE = Path(os.environ.get("MUSICWEB_TOOLS", PROJECT / ".local/node")) / "node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SCORE_MIN, SHIFT_MAX = 0.95, 0.02
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"


def test_the_great_pages_score_at_least_95_and_hold_still(demo_site: Site, browser: Browser, tmp_path: Path) -> None:
    if not LIGHTHOUSE.exists():
        missing_tool("Lighthouse is missing: .ci/tools installs it with npm")
    found = {path: audited(demo_site.url + path, tmp_path) for path in great_pages(browser, demo_site)}
    print(*found.items(), sep="\n")
    low = {path: scores for path, scores in found.items() if min(scores[name] for name in CATEGORIES) < SCORE_MIN}
    assert low == {}
    assert {path: scores["shift"] for path, scores in found.items() if scores["shift"] > SHIFT_MAX} == {}


def great_pages(browser: Browser, site: Site) -> list[str]:
    """Home, and an artist, a release, a song that it leads to."""
    visitor = Visitor(browser, site)
    page = visitor.page
    paths = ["/"]
    for start, pattern in (("/", r"/artists/[^/]+/$"), ("/", r"/releases/[^/]+/$"), ("", r"/songs/[^/]+/$")):
        if start:
            page.goto(start)
        links = page.locator("main a").evaluate_all("links => links.map((link) => link.pathname)")
        path = next(link for link in links if re.fullmatch(pattern, link))
        page.goto(path)
        paths.append(path)
    visitor.context.close()
    return paths


def audited(address: str, folder: Path) -> dict[str, float]:
    report = folder / "report.json"
    command = ["node", str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}"]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": CHROMIUM}, capture_output=True)
    read = json.loads(report.read_text())
    scores = {name: read["categories"][name]["score"] for name in CATEGORIES}
    return {**scores, "shift": read["audits"]["cumulative-layout-shift"]["numericValue"]}
