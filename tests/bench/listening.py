"""How many requests Chromium makes to hear a song of four minutes from the edge: one server that knows ranges."""

import re
import shutil
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

from catalog.media import process
from musicweb.local.ports import HOST
from tests.bench.bench_processing import SECONDS, music
from tests.bench.bench_weight import CHROMIUM
from tests.catalog.media import sounds

HEARD = """async () => {
    const sound = new Audio("/song.m4a");
    sound.preload = "auto";
    sound.muted = true;
    await sound.play();
    await new Promise((done, failed) => { sound.onended = done; sound.onerror = failed; sound.playbackRate = 16; });
    return sound.duration;
}"""


def media_requests() -> int:
    """Those for the sound alone. The song is heard to its end, sixteen times as fast."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        process.run(sounds.write(out / "song", sounds.FLAC, music(SECONDS)), out, lambda percent: None)
        server = _server((out / "aac.m4a").read_bytes())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            _hear(f"http://{HOST}:{server.server_port}/")
        finally:
            server.shutdown()
            server.server_close()
    return server.asked


def _hear(address: str) -> None:
    with sync_playwright() as playwright:
        executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
        arguments = ["--autoplay-policy=no-user-gesture-required"]
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        page = browser.new_page()
        page.goto(address)
        seconds = page.evaluate(HEARD)
        assert round(seconds) == SECONDS, f"{seconds} s were heard"
        browser.close()


class _Counting(ThreadingHTTPServer):
    asked = 0


def _server(content: bytes) -> _Counting:
    class Handler(BaseHTTPRequestHandler):
        server: _Counting

        def do_GET(self) -> None:
            if self.path != "/song.m4a":
                return self._answer(200, "text/html", b"<!doctype html><title>-</title>")
            self.server.asked += 1
            asked = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
            first = int(asked[1]) if asked else 0
            last = int(asked[2]) if asked and asked[2] else len(content) - 1
            headers = {"Content-Range": f"bytes {first}-{last}/{len(content)}"} if asked else {}
            return self._answer(206 if asked else 200, "audio/mp4", content[first : last + 1], **headers)

        def _answer(self, status: int, kind: str, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.send_header("Accept-Ranges", "bytes")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return _Counting((HOST, 0), Handler)
