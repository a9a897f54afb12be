"""Lighthouse (the npm package, on Chromium): at least 95 in all four of its categories on the great pages."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import CHROMIUM
from tests.browser.site import PROJECT, Site
from tests.browser.visitor import Visitor
from tests.embedded import missing_tool

pytestmark = pytest.mark.browser
LIGHTHOUSE = Path(os.environ.get("MUSICWEB_TOOLS", PROJECT / ".local/node")) / "node_modules/lighthouse/cli/index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SCORE_MIN, SHIFT_MAX = 0.95, 0.02
TRACES_MAX = 5
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"


def test_the_great_pages_score_at_least_95_and_hold_still(demo_site: Site, browser: Browser, tmp_path: Path) -> None:
    if not LIGHTHOUSE.exists():
        missing_tool("Lighthouse is missing: .ci/tools installs it with npm")
    paths = [*great_pages(browser, demo_site), a_playlist(browser, demo_site)]
    found = {path: best_of_three(demo_site.url + path, tmp_path) for path in paths}
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


def a_playlist(browser: Browser, site: Site) -> str:
    """A public one of the songs of the newest release."""
    visitor = Visitor(browser, site, "moderator")
    page = visitor.page
    page.goto("/")
    page.locator("main .card-title").first.click()
    expect(page.locator("main [data-song-id]").first).to_be_visible()
    songs = page.locator("main [data-song-id]").evaluate_all("rows => rows.map((row) => row.dataset.songId)")
    page.goto("/library/playlists/")
    form = page.locator("main form.form")
    form.locator("[name=title]").fill("For the audit")
    form.locator("[name=visibility][value=public]").or_(form.locator("select[name=visibility]")).first.evaluate(
        "field => { if (field.type === 'radio') field.checked = true; else field.value = 'public'; }"
    )
    form.evaluate(
        """(form, songs) => songs.forEach((song) => {
            const field = Object.assign(document.createElement("input"), { type: "hidden", name: "song", value: song });
            form.append(field);
        })""",
        songs,
    )
    form.get_by_role("button", name="Create").click()
    expect(page.locator("main [data-song-id]")).to_have_count(len(songs))
    path = urlsplit(page.url).path
    visitor.context.close()
    return path


def best_of_three(address: str, folder: Path) -> dict[str, float]:
    """Whatever else runs on the machine only lowers a score, so the best says what the page is worth."""
    runs = []
    for _ in range(3):
        runs.append(measured(address, folder))
        if min(runs[-1][name] for name in CATEGORIES) >= SCORE_MIN:
            break
    return max(runs, key=lambda scores: min(scores[name] for name in CATEGORIES))


def measured(address: str, folder: Path) -> dict[str, float]:
    """Chromium's trace of about every tenth load lacks an event (NO_NAVSTART, …): Lighthouse asks to be run again."""
    for _ in range(TRACES_MAX):
        report, complaint = audited(address, folder)
        fault = report.get("runtimeError", {}).get("code", "")
        if not complaint:
            scores = {name: report["categories"][name]["score"] for name in CATEGORIES}
            return {**scores, "shift": report["audits"]["cumulative-layout-shift"]["numericValue"]}
        assert fault.startswith("NO_"), complaint
    raise AssertionError(f"{TRACES_MAX} traces in a row were incomplete: {complaint}")


def audited(address: str, folder: Path) -> tuple[dict[str, Any], str]:
    """The report, empty if there is none, and what Lighthouse complains of, empty if it ended well."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    command = ["node", str(LIGHTHOUSE), address, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}"]
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    ended = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    read = json.loads(report.read_text()) if report.exists() else {}
    return read, ended.stderr or f"It ended with {ended.returncode}" if ended.returncode else ""
