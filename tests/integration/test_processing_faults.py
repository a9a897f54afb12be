"""Whatever goes wrong on the way, every upload ends as ready, rejected or a dead letter, and its neighbours as ready."""

import os
import shutil
import signal
import sys
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import botocore
import pytest
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError
from django.conf import settings
from django.utils import timezone
from mutagen.flac import FLAC as FlacFile
from mutagen.flac import Picture

from accounts.services import stored_bytes
from catalog import services
from catalog.models import Release, Upload, UploadLease
from catalog.services.scope import song_files
from musicweb.aws import dead_letters
from musicweb.local import worker as local_worker
from musicweb.local.leash import Leashed
from tests.catalog.media.pictures import picture
from tests.catalog.media.sounds import FLAC, tone, write
from tests.catalog.media.test_playlists_as_audio import HLS
from tests.integration.roles import credentials, objects, say, waiting
from tests.local.processes import wait_for_end

SECONDS = 60


@pytest.fixture
def faults():
    """Callables that meet every call of S3 and DynamoDB made by sessions from here on: (when, service.call, params)."""
    listening = []

    def listen(session):
        for when in ("before-call", "after-call"):
            for service in ("s3", "dynamodb"):
                session.register(
                    f"{when}.{service}", lambda event_name, when=when, **told: heard(when, event_name, told)
                )

    def heard(when, name, told):
        for fault in listening:
            fault(when, name.rpartition(".")[2], told)

    botocore.register_initializer(listen)
    yield listening
    botocore.unregister_initializer(listen)


def wait_until(condition):
    pause, ends_at = threading.Event(), time.monotonic() + SECONDS
    while not condition():
        assert time.monotonic() < ends_at, "It never came to pass."
        pause.wait(0.02)  # another process's progress shows in the table alone


def children(pid):
    """Of whichever of its threads, which come and go."""
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            found += map(int, (thread / "children").read_text().split())
    return found


def aged(upload, **ago):
    upload.refresh(consistent_read=True)
    upload.change(Upload.created_at.set(timezone.now() - timedelta(**ago)))


def is_whole(aws, song):
    """Ready, with its three renditions and its original and nothing else."""
    assert song.state == "ready"
    stored = objects(aws, settings.MEDIA_BUCKET, song.id)
    return sorted(stored) == sorted(
        [*song_files(song, song.media_rev), f"private/{song.artist_id}/originals/{song.id}"]
    )


@pytest.mark.parametrize("end", ["it is killed", "its owner is gone"])
def test_a_worker_that_ends_half_way_is_replaced_and_nobody_sees_a_half(
    studio, worker_function, aws, checkpoints, tmp_path, end
):
    long = write(tmp_path / "long", FLAC, tone(44_100 * 30)).read_bytes()
    upload = studio.upload(long)
    shutil.copy(checkpoints, tmp_path / "checkpoints.json")
    worker_role = credentials(aws.role("Worker"))
    environment = {**os.environ, **aws.environment, **worker_role, "MUSICWEB_LOCAL": str(tmp_path)}
    worker = Leashed([sys.executable, "manage.py", "worker"], environment, new_session=True)
    try:
        wait_until(lambda: children(worker.process.pid))
        (decoder,) = children(worker.process.pid)
        if end == "it is killed":
            os.killpg(worker.process.pid, signal.SIGKILL)
    finally:
        worker.release()
    assert worker.process.wait(SECONDS) == -signal.SIGKILL
    wait_for_end(decoder)

    assert Upload.fetch(upload.id).state == "processing"
    song = studio.song(upload)
    assert (song.state, song.media_rev) == ("waiting", None)
    worker_function.run()
    assert studio.song(upload).state == "waiting"  # its lease holds

    aged(upload, minutes=10)
    UploadLease(upload.id).change(UploadLease.lease_until.set(1))
    assert worker_function.sweep()["taken_over"] >= 1
    worker_function.run()

    assert is_whole(aws, studio.song(upload))
    assert Upload.fetch(upload.id).attempts == 2
    assert objects(aws, settings.UPLOAD_BUCKET, upload.id) == []


def test_the_lease_of_a_killed_worker_ends_before_its_message_returns():
    hidden_seconds = local_worker.VISIBILITY_SECONDS - local_worker.HEARTBEAT_SECONDS  # at least, from the kill on

    assert hidden_seconds > services.leases.LEASE_SECONDS
    assert services.leases.RENEW_SECONDS * 2 < services.leases.LEASE_SECONDS


@pytest.mark.parametrize("way", ["its owner tries again", "an admin puts the letter back"])
def test_what_always_fails_ends_as_a_dead_letter_and_can_be_revived(studio, worker_function, aws, sound, faults, way):
    waiting(aws, settings.UPLOAD_DLQ_URL)
    poison, neighbour = (studio.upload(sound, f"{name}.flac") for name in ("poison", "neighbour"))

    def fail(when, call, told):
        if (when, call) == ("before-call", "PutObject") and poison.song_id in told["params"]["url_path"]:
            raise EndpointConnectionError(endpoint_url=aws.url)

    faults.append(fail)
    worker_function.run()
    assert is_whole(aws, studio.song(neighbour))
    assert studio.song(poison).state == "waiting"
    for _ in range(4):
        worker_function.run_again()

    assert (Upload.fetch(poison.id).state, studio.song(poison).state) == ("dead", "dead")
    assert Upload.fetch(poison.id).attempts == 4
    assert objects(aws, settings.MEDIA_BUCKET, poison.song_id) == []
    assert dead_letters.count(settings.UPLOAD_DLQ_URL) == 1

    faults.clear()
    if way == "its owner tries again":
        (letter,) = waiting(aws, settings.UPLOAD_DLQ_URL)
        assert poison.object_key in letter
        assert studio.browser.post(f"/studio/uploads/{poison.id}/retry/").status_code == 303
    else:
        assert dead_letters.put_back(settings.UPLOAD_DLQ_URL, settings.UPLOAD_QUEUE_URL) == 1
    worker_function.run()
    assert is_whole(aws, studio.song(poison))


def test_what_is_no_event_at_all_becomes_a_dead_letter_too(worker_function, aws, studio, sound):
    waiting(aws, settings.UPLOAD_DLQ_URL)
    say(aws, "this is no JSON")
    upload = studio.upload(sound)

    for _ in range(5):
        worker_function.run_again()

    assert studio.song(upload).state == "ready"
    assert waiting(aws, settings.UPLOAD_DLQ_URL) == ["this is no JSON"]


def test_the_question_with_which_s3_begins_is_acknowledged(worker_function, aws):
    say(aws, {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": settings.UPLOAD_BUCKET})

    worker_function.run()

    assert worker_function.failed == []
    assert not [body for body in waiting(aws, settings.UPLOAD_QUEUE_URL) if "TestEvent" in body]


def test_an_answer_that_was_lost_after_the_commit_changes_nothing(studio, worker_function, aws, sound, faults):
    upload = studio.upload(sound)
    lost = []

    def lose(when, call, told):
        """The last answer of the commit: the work is done, and nobody knows."""
        answered = (when, call) == ("after-call", "TransactWriteItems")
        if answered and not lost and Upload.fetch(upload.id).state == "ready":
            lost.append(call)
            raise ConnectionClosedError(endpoint_url=aws.url)

    faults.append(lose)
    worker_function.run()
    worker_function.run_again()

    assert lost
    assert is_whole(aws, studio.song(upload))
    assert objects(aws, settings.UPLOAD_BUCKET, upload.id) == []


def test_a_worker_that_dies_after_the_commit_has_set_the_cover_of_the_tags(
    studio, worker_function, tmp_path, faults, aws
):
    path = write(tmp_path / "covered", FLAC, tone(44_100))
    tagged, front = FlacFile(path), Picture()
    front.type, front.mime, front.data = 3, "image/jpeg", picture()
    tagged.add_picture(front)
    tagged.save()
    upload = studio.upload(path.read_bytes())

    def die(when, call, told):
        if when == "before-call" and upload.song_id and studio.song(upload).state == "ready":
            raise EndpointConnectionError(endpoint_url=aws.url)

    faults.append(
        lambda when, call, told: die(when, call, told) if call in ("PutObject", "TransactWriteItems") else None
    )
    worker_function.run()
    faults.clear()
    worker_function.run_again()

    assert Release.fetch(studio.release.id).cover_rev
    assert is_whole(aws, studio.song(upload))


def test_an_event_that_was_lost_is_made_good_by_the_sweep(studio, worker_function, aws, sound):
    upload = studio.upload(sound)
    assert len(waiting(aws, settings.UPLOAD_QUEUE_URL)) == 1
    worker_function.run()
    assert studio.song(upload).state == "waiting"

    aged(upload, minutes=10)
    assert worker_function.sweep()["requeued"] >= 1
    worker_function.run()

    assert is_whole(aws, studio.song(upload))


def test_an_upload_that_nobody_finished_leaves_nothing(studio, worker_function, aws, sound):
    grant = studio.start(sound)
    studio.send(grant, sound)
    upload = Upload.fetch(grant["id"])
    assert stored_bytes(studio.owner.id) == len(sound)

    aged(upload, hours=7 * 24 + 1)
    worker_function.sweep()

    upload = Upload.fetch(upload.id)
    assert (upload.state, upload.reason) == ("rejected", "not_arrived")
    assert stored_bytes(studio.owner.id) == 0
    begun = aws.client("s3").list_multipart_uploads(Bucket=settings.UPLOAD_BUCKET).get("Uploads", [])
    assert upload.object_key not in [one["Key"] for one in begun]
    assert Release.fetch(studio.release.id).tracks.as_dict() == {}


def test_a_playlist_that_is_called_a_song_is_refused_and_its_neighbour_is_ready(studio, worker_function, aws, sound):
    hostile = studio.upload(HLS.format(target="file:///etc/passwd").encode(), "hit.mp3", "audio/mpeg")
    neighbour = studio.upload(sound)

    worker_function.run()

    assert (studio.song(hostile).state, studio.song(hostile).reason) == ("rejected", "playlist")
    assert (
        objects(aws, settings.MEDIA_BUCKET, hostile.song_id) == objects(aws, settings.UPLOAD_BUCKET, hostile.id) == []
    )
    assert is_whole(aws, studio.song(neighbour))
    assert stored_bytes(studio.owner.id) == len(sound)
    page = studio.browser.get(f"/studio/releases/{studio.release.id}/").content.decode()
    assert "This file is a playlist" in page
