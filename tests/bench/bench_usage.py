"""What a page, a play, a like, an upload and an idle day ask of AWS: written to `musicweb/costs/usage.json`.

`manage.py cost` and the admin's first page reckon with that file. Requests and units are DynamoDB Local's
(transactions: `tests.bench.units`), processor time is this process's, bytes are those that CloudFront would send.
"""

import gzip
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
from botocore.awsrequest import AWSResponse
from django.conf import settings
from moto import mock_aws

from accounts.models import User
from catalog import services
from catalog.links import artist_url, release_url, song_url
from catalog.models import Release
from musicweb.aws.clients import sqs
from musicweb.costs.usage import USAGE
from musicweb.dynamo.connection import dynamodb_client
from musicweb.lambda_handler import handler
from musicweb.local import stack
from musicweb.local.folder import PROJECT
from musicweb.logs import METRICS
from playlists import services as playlists
from playlists.rows import playlist_url
from playlists.services.plays import TOGETHER
from tests.bench import bench_weight
from tests.bench.bench_budgets import catalogue_of
from tests.bench.bench_processing import SECONDS, music
from tests.bench.catalogue import Catalogue
from tests.bench.listening import media_requests
from tests.bench.report import machine
from tests.bench.units import asked
from tests.catalog.browser_to_s3 import send_parts
from tests.catalog.media import sounds
from tests.factories import make_upload
from tests.infra.test_tables import STREAMED
from tests.people import session_cookie_for
from tests.playlists.listening import a_play

SONGS, RUNS, ROUNDS = 1000, 10, 4
PLAYS, HOT = 100, 10  # plays together, of so many songs
ONLY_PROVISIONED = "ThroughputWatched"  # the condition of the alarm beyond the ten that are free
PAGES: dict[str, Callable[[Catalogue], str]] = {
    "home": lambda c: "/",
    "release": lambda c: release_url(c.release.id, c.release.title),
    "song": lambda c: song_url(c.song.id, c.song.title),
    "artist": lambda c: artist_url(c.artist.handle),
    "playlist": lambda c: playlist_url(c.playlist.id, c.playlist.title),
    "likes": lambda c: "/library/likes/",
}
Figures = dict[str, Any]


def main() -> None:
    found: Figures = {"measured": datetime.now(UTC).date().isoformat(), "machine": machine(), "commit": _commit()}
    found |= {"functions": _functions(), "template": _template(), "media": _media(), "static": _static()}
    with catalogue_of(SONGS) as catalogue, _other_services():
        found["pages"] = {name: _page(catalogue, address(catalogue)) for name, address in PAGES.items()}
        found["play"] = _play(catalogue)
        found["like"] = _like(catalogue)
        found["upload"] = _upload(catalogue)
        found["sweep"] = _sweep()
    USAGE.write_text(json.dumps(found, indent=2) + "\n")
    print(f"Written: {USAGE.relative_to(PROJECT)}")


def _page(catalogue: Catalogue, address: str) -> Figures:
    found: Figures = {}
    for who, reader in (("anonymous", None), ("signed_in", catalogue.listener)):
        get = _asker(address, reader)
        if reader is None and address.startswith("/library/"):
            continue
        body = get()
        with asked() as spent:
            get()
        found[who] = {**_dynamo(spent.figures()), "cpu_ms": _cpu_ms(get), "kb": _kb(gzip.compress(body, 6))}
    return found


def _play(catalogue: Catalogue) -> Figures:
    """The post that queues it; then the worker, for one play alone, for many of several songs, for each of another."""
    sent = {"play_id": "0" * 32, "song_id": catalogue.song.id, "listened_ms": 30_000, "source": "site"}
    post = _asker("/plays/", catalogue.listener, sent)
    with asked() as spent:
        post()
    web = {**_dynamo(spent.figures()), "sqs": 1, "cpu_ms": _cpu_ms(post)}
    session = session_cookie_for(catalogue.listener)
    rows = Release.fetch(catalogue.release.id).tracks.as_dict()
    songs = list(dict.fromkeys([catalogue.song.id, *rows]))[:TOGETHER]
    _counted([a_play(catalogue.song)])  # the first one also makes connections and imports
    signed_in = _counted([a_play(catalogue.song, session_key=session)])
    visitor = _counted([a_play(catalogue.song)])
    many = [a_play(catalogue.song, song_id=songs[n % HOT]) for n in range(PLAYS)]
    together = {"plays": PLAYS, **_counted(many)}
    apart = {"plays": len(songs), **_counted([a_play(catalogue.song, song_id=song_id) for song_id in songs])}
    return {
        "media_requests": media_requests(),
        "web": web,
        "alone": {"signed_in": signed_in, "visitor": visitor},
        "together": together,
        "apart": apart,
    }


def _counted(plays: list[Any]) -> Figures:
    return _once(lambda: playlists.count_plays(plays))


def _once(act: Callable[[], object]) -> Figures:
    """What cannot be done twice: counted and timed together."""
    with asked() as spent:
        began = time.process_time()
        assert not act()
        cpu_ms = round((time.process_time() - began) * 1000, 1)
    return {**spent.figures(), "cpu_ms": cpu_ms}


def _like(catalogue: Catalogue) -> Figures:
    playlists.like(user_id=catalogue.follower.id, song=catalogue.song)  # the first one also imports
    return _once(lambda: playlists.like(user_id=catalogue.owner.id, song=catalogue.song))


def _upload(catalogue: Catalogue) -> Figures:
    """A file of one second: only its bytes and the encoder's time depend on its length, and `media` has those."""
    with tempfile.TemporaryDirectory() as folder:
        content = sounds.write(Path(folder) / "one", sounds.FLAC, sounds.tone(44_100)).read_bytes()
    with asked() as web:
        upload = make_upload(release=Release.fetch(catalogue.release.id), size_bytes=len(content))
        parts = send_parts(upload, content)
        services.complete_upload(upload, parts)
    with asked() as worker:
        services.process_upload(upload.object_key)
    figures = web.figures()
    figures["s3"].pop("UploadPart")  # one for each 8 MB: reckoned from the size of the file
    records = sum(len(set(call.tables) & _streamed()) for spent in (web, worker) for call in spent.dynamo.calls)
    return {"web": figures, "worker": worker.figures(), "stream_records": records}


def _sweep() -> Figures:
    with asked() as spent:
        handler({"detail-type": "Scheduled Event"}, None)
    return _dynamo(spent.figures())


def _media() -> Figures:
    """Of a song of four minutes: what is stored, what is sent, and what processing takes."""
    with tempfile.TemporaryDirectory() as folder:
        source = sounds.write(Path(folder) / "song", sounds.FLAC, music(SECONDS))
        out = Path(folder) / "out"
        out.mkdir()
        command = [sys.executable, "-m", "tests.bench.bench_processing", str(source), str(out)]
        cost = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        sizes = {path.name: path.stat().st_size for path in sorted(out.iterdir())}
        return {
            "seconds": SECONDS,
            "original_bytes": source.stat().st_size,
            "rendition_bytes": sizes,
            "worker_cpu_s": round(cost["cpu_s"], 2),
        }


def _static() -> Figures:
    """A first visit; everything but the page itself is kept by the browser for a year."""
    loaded = bench_weight.measure()
    files = [item for item in loaded if item.kind != "document"]
    return {"requests": len(files), "kb": round(sum(item.gzip_bytes for item in files) / 1024, 1)}


def _functions() -> Figures:
    zappa = json.loads((PROJECT / "zappa_settings.json").read_text())
    worker = {**zappa["base"], **zappa["production_worker"]}
    schedule = stack.load()["Parameters"]["SweepSchedule"]["Default"]  # "rate(5 minutes)"
    minutes = int(schedule.split("(")[1].split()[0])
    return {"web_mb": zappa["base"]["memory_size"], "worker_mb": worker["memory_size"], "sweep_minutes": minutes}


def _template() -> Figures:
    """What costs by being there, with the template's defaults."""
    resources = list(stack.load()["Resources"].values())
    kinds = [one["Type"] for one in resources if one.get("Condition") != ONLY_PROVISIONED]
    tables = [resource["Properties"] for resource in resources if resource["Type"] == "AWS::DynamoDB::Table"]
    mappings = [one["Properties"] for one in resources if one["Type"] == "AWS::Lambda::EventSourceMapping"]
    queues = [one for one in mappings if "StartingPosition" not in one]
    return {
        "alarms": kinds.count("AWS::CloudWatch::Alarm"),
        "metrics": kinds.count("AWS::Logs::MetricFilter") + len(METRICS),
        "dashboards": kinds.count("AWS::CloudWatch::Dashboard"),
        "secrets": kinds.count("AWS::SecretsManager::Secret"),
        "keys": kinds.count("AWS::KMS::Key"),
        "tables": len(tables),
        "indexes": sum(len(table.get("GlobalSecondaryIndexes", [])) for table in tables),
        "plays_window_seconds": max(int(one.get("MaximumBatchingWindowInSeconds", 0)) for one in queues),
        "polled_queues": len(queues),
        "pollers": sum(5 if "ScalingConfig" in one else 2 for one in queues),
        "waf_rules": sum(len(one["Properties"]["Rules"]) for one in resources if one["Type"] == "AWS::WAFv2::WebACL"),
    }


class _other_services:
    """S3 by moto, which meets DynamoDB Local beside it; SQS answers at once and costs this process nothing."""

    def __enter__(self) -> None:
        endpoint = dynamodb_client().meta.endpoint_url
        self._aws = mock_aws(config={"core": {"passthrough": {"urls": [f"{endpoint}.*"]}}})
        self._aws.start()
        for bucket in (settings.UPLOAD_BUCKET, settings.MEDIA_BUCKET):
            boto3.client("s3").create_bucket(Bucket=bucket)
        self._queue = settings.PLAYS_QUEUE_URL
        settings.PLAYS_QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/000000000000/plays"
        sqs().meta.events.register_first("before-send.sqs", _taken)

    def __exit__(self, *_: object) -> None:
        sqs().meta.events.unregister("before-send.sqs", _taken)
        settings.PLAYS_QUEUE_URL = self._queue
        self._aws.stop()


def _taken(request: Any, **_: Any) -> AWSResponse:
    return AWSResponse(request.url, 200, {"content-type": "application/x-amz-json-1.0"}, _Body(b'{"MessageId":"1"}'))


class _Body(io.BytesIO):
    def stream(self, **_: Any) -> Any:
        yield self.getvalue()


def _asker(address: str, reader: User | None, form: dict[str, Any] | None = None) -> Callable[[], bytes]:
    """A request through WSGI and every middleware, as Lambda runs it."""
    from musicweb.wsgi import application as site

    body = urlencode(form).encode() if form else b""
    cookie = f"{settings.SESSION_COOKIE_NAME}={session_cookie_for(reader)}" if reader else ""

    def ask() -> bytes:
        answered: list[str] = []
        response = site(
            {
                "REQUEST_METHOD": "POST" if form else "GET",
                "PATH_INFO": address.partition("?")[0],
                "QUERY_STRING": address.partition("?")[2],
                "SERVER_NAME": "testserver",
                "SERVER_PORT": "80",
                "HTTP_HOST": "testserver",
                "HTTP_ORIGIN": settings.SITE_URL,
                "CONTENT_TYPE": "application/x-www-form-urlencoded",
                "CONTENT_LENGTH": str(len(body)),
                **({"HTTP_COOKIE": cookie} if cookie else {}),
                "wsgi.input": io.BytesIO(body),
                "wsgi.errors": io.StringIO(),
                "wsgi.url_scheme": "http",
            },
            lambda status, headers: answered.append(status),
        )
        content = b"".join(response)
        response.close()
        assert answered[0].startswith("2"), f"{address} answered {answered[0]}"
        return content

    return ask


def _cpu_ms(act: Callable[[], object]) -> float:
    """The least over rounds of the mean over runs."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(RUNS):
            act()
        rounds.append((time.process_time() - began) / RUNS * 1000)
    return round(min(rounds), 1)


def _dynamo(figures: Figures) -> Figures:
    return {name: figures[name] for name in ("requests", "read_units", "write_units")}


def _kb(content: bytes) -> float:
    return round(len(content) / 1024, 1)


def _streamed() -> set[str]:
    return {settings.DYNAMO_PREFIX + name for name in STREAMED}


def _commit() -> str:
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=PROJECT)
    return found.stdout.strip()
