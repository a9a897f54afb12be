"""Section 7: what a first visit to a release's page loads, seen from Chromium. Covers are left out."""

import gzip
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from playwright.sync_api import sync_playwright

from catalog.links import release_url
from musicweb.local.ports import HOST, any_free
from tests.bench.bench_budgets import catalogue_of
from tests.bench.report import kept, table

SONGS, FIRST_PORT = 300, 15380
PAGE_KB, REQUESTS, JS_KB = 120, 12, 60
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Loaded:
    path: str
    kind: str  # of the resource, in Chromium's word
    bytes: int
    gzip_bytes: int


def main() -> None:
    loaded = measure()
    scripts = [item for item in loaded if item.kind == "script"]
    for item in sorted(loaded, key=lambda item: -item.gzip_bytes):
        print(f"{item.gzip_bytes / 1024:7.1f} KB gzip {item.bytes / 1024:7.1f} KB  {item.path}")
    rows = [
        _row("KB, gzip", sum(item.gzip_bytes for item in loaded) / 1024, PAGE_KB),
        _row("KB, not compressed", sum(item.bytes for item in loaded) / 1024, None),
        _row("requests", len(loaded), REQUESTS),
        _row("KB of JavaScript, gzip", sum(item.gzip_bytes for item in scripts) / 1024, JS_KB),
    ]
    table("First visit to a release of 12 tracks, without covers", ("", "measured", "budget", ""), rows)


def measure() -> list[Loaded]:
    """What a first visit to a release of 12 tracks loads, without covers."""
    with catalogue_of(SONGS) as catalogue, _site() as origin:
        return _first_visit(origin + release_url(catalogue.release.id, catalogue.release.title))


def _row(what: str, measured: float, budget: int | None) -> tuple[object, ...]:
    return (what, f"{measured:.4g}", budget or "–", kept(measured <= budget) if budget else "")


def _first_visit(address: str) -> list[Loaded]:
    """Everything a browser with empty caches asks of the site, in its order."""
    loaded: list[Loaded] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=next(filter(None, map(shutil.which, CHROMIUM)), None))
        page = browser.new_page()
        responses = []
        page.route("**/media/**", lambda route: route.abort())
        page.on("response", lambda response: responses.append(response))
        answer = page.goto(address, wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200, f"{address} answered {answer.status}"
        for response in responses:
            path = response.url.removeprefix(address.split("/releases/")[0])
            body = response.body()
            loaded.append(Loaded(path, response.request.resource_type, len(body), len(gzip.compress(body, 6))))
        browser.close()
    return loaded


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def _site() -> Iterator[str]:
    port = any_free(start=FIRST_PORT)
    with override_settings(SITE_URL=f"http://{HOST}:{port}", ALLOWED_HOSTS=[HOST]):
        server = make_server(HOST, port, StaticFilesHandler(WSGIHandler()), _Server, _Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://{HOST}:{port}"
        finally:
            server.shutdown()
            server.server_close()
