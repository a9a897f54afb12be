"""What nobody came back for is found: lost events, dead workers, uploads given up."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.services import stored_bytes
from catalog import services
from catalog.models import Song, Upload, UploadLease
from catalog.services.acceptance import uploaded
from musicweb.aws.clients import s3, sqs
from tests.catalog.browser_to_s3 import send_form, send_parts
from tests.factories import make_release, make_upload

pytestmark = pytest.mark.usefixtures("tables")


def aged(upload, **ago):
    upload.refresh(consistent_read=True)
    upload.change(Upload.created_at.set(timezone.now() - timedelta(**ago)))
    return upload


def queued():
    messages = sqs().receive_message(QueueUrl=settings.UPLOAD_QUEUE_URL, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"])["Records"][0]["s3"]["object"]["key"] for message in messages]


@pytest.fixture
def waiting():
    upload = make_upload(size_bytes=9)
    return services.complete_upload(upload, send_parts(upload, b"123456789"))


def test_a_lost_event_is_made_good(waiting):
    aged(waiting, minutes=6)
    assert services.sweep()["requeued"] == 1
    assert services.sweep()["requeued"] == 0
    assert queued() == [waiting.object_key]


def test_what_waits_for_a_moment_only_is_left_alone(waiting):
    aged(waiting, minutes=4)
    assert services.sweep()["requeued"] == 0


def test_a_dead_workers_upload_is_queued_again_and_a_living_ones_not(waiting):
    aged(waiting, minutes=20)
    UploadLease(waiting.id).change(UploadLease.state.set("processing"), UploadLease.lease_until.set(2_000_000_000_0))
    assert services.sweep()["taken_over"] == 0
    UploadLease(waiting.id).change(UploadLease.lease_until.set(1))
    assert services.sweep()["taken_over"] == 1
    assert queued() == [waiting.object_key]


def test_one_that_killed_four_workers_is_dead(waiting):
    aged(waiting, minutes=20)
    tried = [UploadLease.state.set("processing"), UploadLease.lease_until.set(1), UploadLease.attempts.set(4)]
    UploadLease(waiting.id).change(*tried)
    services.sweep()
    assert (Upload.fetch(waiting.id).state, Song.fetch(waiting.song_id).state) == ("dead", "dead")
    assert queued() == []


def test_an_upload_given_up_leaves_nothing():
    upload = make_upload(release=make_release())
    send_parts(upload, b"half")
    assert services.sweep()["given_up"] == 0
    aged(upload, days=8)
    assert services.sweep()["given_up"] == 1
    assert Upload.fetch(upload.id).state == "rejected"
    assert stored_bytes(upload.owner_id) == 0
    assert "Uploads" not in s3().list_multipart_uploads(Bucket=settings.UPLOAD_BUCKET)


def test_an_upload_that_arrived_unnoticed_is_taken_instead_of_given_up():
    upload = make_upload(size_bytes=9)
    send_form(upload, b"123456789")
    aged(upload, days=8)
    services.sweep()
    assert Upload.fetch(upload.id).state == "waiting"
    assert uploaded().exists(upload.object_key)
