"""Section 7: seconds from the end of an upload to a song that plays, with the embedded AWS and its worker."""

import tempfile
import threading
import time
from pathlib import Path

import urllib3
from django.conf import settings

from catalog import services
from catalog.models import PROCESSING, READY, WAITING, Song, Upload
from musicweb.local.worker import Worker
from tests.bench.bench_processing import music
from tests.bench.report import table
from tests.catalog.media import sounds
from tests.embedded import EmbeddedAWS
from tests.people import make_user

LENGTHS_SECONDS = (30, 240)
WAIT_SECONDS, POLL_SECONDS = 120, 0.05


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        aws = EmbeddedAWS(Path(folder) / "aws", app_url=settings.SITE_URL)
        try:
            with aws.in_use(), _worker():
                rows = [_row(Path(folder), seconds) for seconds in LENGTHS_SECONDS]
        finally:
            aws.stop()
    table("From the end of an upload to playable", ("file", "size", "seconds"), rows)


def _row(folder: Path, seconds: int) -> tuple[object, ...]:
    file = sounds.write(folder / f"song-{seconds}", sounds.FLAC, music(seconds))
    upload = _sent(file)
    began = time.monotonic()
    services.complete_upload(upload)
    while (state := Upload.fetch(upload.id).state) in (WAITING, PROCESSING):
        assert time.monotonic() - began < WAIT_SECONDS, "still not processed"
        time.sleep(POLL_SECONDS)
    took = time.monotonic() - began
    assert state == READY, f"the upload is {state}"
    assert Song.fetch(upload.song_id).media_rev
    return (f"FLAC of {seconds} s", f"{file.stat().st_size / 1e6:.1f} MB", f"{took:.1f}")


def _sent(file: Path) -> Upload:
    """An upload whose bytes are all in S3, by the way of a form."""
    owner = make_user(f"artist-{file.stem}")
    artist = services.create_artist(owner=owner, handle=f"artist-{file.stem}", name="Bench")
    release = services.create_release(owner=owner, artist=artist, title=file.stem, release_type="single")
    body = file.read_bytes()
    upload, grant = services.start_upload(
        owner=owner,
        release=release,
        filename=file.name,
        size_bytes=len(body),
        content_type="audio/flac",
        multipart=False,
    )
    fields = {**grant.fields, "file": (file.name, body, upload.content_type)}
    answer = urllib3.PoolManager().request("POST", grant.url, fields=fields, redirect=False)
    assert answer.status < 400, answer.data
    return upload


class _worker:
    """The pollers of `make run`, in threads of this process."""

    def __enter__(self) -> None:
        from musicweb.lambda_handler import handler

        self._worker = Worker(handler, queue_url=settings.UPLOAD_QUEUE_URL, table_prefix=settings.DYNAMO_PREFIX)
        self._thread = threading.Thread(target=self._worker.run, daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._worker.stop()
        self._thread.join(30)
        for thread in threading.enumerate():
            if thread.name == "_stream_loop":  # its last round must not meet another endpoint
                thread.join(30)
