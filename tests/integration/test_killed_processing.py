"""kill -9 at any point of the work: the next run ends it, nothing half-visible, nothing left over."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings

from catalog import services
from catalog.models import Song, Upload, UploadLease
from catalog.services.acceptance import uploaded
from catalog.services.scope import media
from tests.catalog.browser_to_s3 import send_parts
from tests.catalog.media.sounds import FLAC, tone, write
from tests.factories import make_release, make_upload

POINTS = ["begun", "process_in_child", "_store", "_commit", "settle_song"]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return write(tmp_path_factory.mktemp("sound") / "rain", FLAC, tone(44_100 * 3)).read_bytes()


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_killed_half_way_is_replaced(aws, sound, point):
    upload = make_upload(release=make_release(), size_bytes=len(sound))
    services.complete_upload(upload, send_parts(upload, sound))

    killed_at(point, upload.object_key, aws)

    upload.refresh(consistent_read=True)
    song = Song.fetch(upload.song_id)
    assert song.state == ("ready" if point == "settle_song" else "waiting")
    UploadLease(upload.id).change(UploadLease.lease_until.set(0))  # its time is over
    services.process_upload(upload.object_key)

    song = Song.fetch(upload.song_id)
    assert (song.state, Upload.fetch(upload.id).state) == ("ready", "ready")
    assert len(list(media().under(f"private/{song.artist_id}/"))) == 4
    assert not uploaded().exists(upload.object_key)


def killed_at(point, key, aws):
    environment = {
        **os.environ,
        "MUSICWEB_UPLOAD_BUCKET": settings.UPLOAD_BUCKET,
        "MUSICWEB_MEDIA_BUCKET": settings.MEDIA_BUCKET,
        "AWS_ENDPOINT_URL": aws.url,
    }
    command = [sys.executable, "-m", "tests.integration.killed", key]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as worker:
        for line in worker.stdout:
            if line.strip() == point:
                break
        else:
            pytest.fail(f"the worker never came to {point}")
        worker.send_signal(signal.SIGKILL)
