"""An upload as a browser makes it, with the roles of the functions: page, S3, queue, worker, page again."""

import io
import json
import random
import threading
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import requests
from django.conf import settings
from django.test import Client
from mutagen.flac import FLAC as FlacFile
from mutagen.flac import Picture
from PIL import Image

from accounts.services import stored_bytes
from catalog import addresses
from catalog.media.facts import SHAPES
from catalog.models import Release, Song, Upload
from catalog.services.scope import cover_files, song_files
from musicweb.lambda_handler import handler
from musicweb.local.worker import Worker
from tests.catalog.media.pictures import picture
from tests.catalog.media.sounds import FLAC, WAV_FLOAT, edit_list, samples_in, tone, write
from tests.integration.roles import acting_as, objects, say, waiting
from tests.integration.studio import allow_by_preflight, post_form
from tests.people import make_user, sign_in

MIB = 1024**2


def finish(studio, answer):
    """The browser follows S3 back to the site."""
    assert answer.status_code == 303, answer.text
    address = urlsplit(answer.headers["Location"])
    return studio.browser.get(f"{address.path}?{address.query}")


def files_of(aws, song):
    return objects(aws, settings.MEDIA_BUCKET, song.id)


def test_a_file_in_two_parts_becomes_a_song_that_can_be_heard_and_seen(
    studio, worker_function, aws, tmp_path, settings
):
    settings.UPLOAD_PART_BYTES = 5 * MIB
    sound = write(tmp_path / "big", WAV_FLOAT, tone(192_000 * 7 // 2, rate_hz=192_000), rate_hz=192_000).read_bytes()
    grant = studio.start(sound, "Slow_Rivers.wav", "audio/wav")
    assert grant["part_count"] == 2
    upload = studio.complete(grant, studio.send(grant, sound))
    assert upload.state == "waiting"
    assert studio.song(upload).title == "Slow Rivers"

    worker_function.run()

    song = studio.song(upload)
    assert (song.state, song.duration_ms) == ("ready", 3500)
    assert -40 < song.loudness_lufs < 0
    assert -20 < song.true_peak_dbtp < 0
    stored = {}
    for name, key in zip(addresses.RENDITIONS, song_files(song, song.media_rev), strict=True):
        answer = requests.get(studio.browser.get(f"/media/{key}")["Location"], timeout=20)
        assert answer.headers["Content-Type"] == addresses.RENDITIONS[name]
        (tmp_path / name).write_bytes(answer.content)
        stored[name] = answer.content
    assert edit_list(tmp_path / addresses.AAC)[2] == 3.5 * 44_100
    assert samples_in(tmp_path / addresses.OPUS) == 3.5 * 48_000
    peaks = json.loads(stored[addresses.PEAKS])
    assert {width: len(values) for width, values in peaks.items()} == {"800": 800, "1800": 1800}
    assert max(peaks["800"]) > 0
    assert objects(aws, settings.UPLOAD_BUCKET, upload.id) == []
    assert len(files_of(aws, song)) == 4


def test_its_owner_gets_the_file_back_as_it_was_and_nobody_else(studio, worker_function, sound):
    upload = studio.upload(sound, "Mưa đêm (1).flac")
    worker_function.run()
    address = f"/studio/songs/{upload.song_id}/original/"

    answer = requests.get(studio.browser.get(address)["Location"], timeout=20)

    assert answer.content == sound
    named = answer.headers["Content-Disposition"]
    assert named == "attachment; filename*=UTF-8''M%C6%B0a%20%C4%91%C3%AAm%20%281%29.flac"
    original = addresses.original_key(studio.release.artist_id, upload.song_id)
    for stranger in (Client(), sign_in(Client(), make_user(f"eve-{uuid4().hex[:8]}"))):
        assert stranger.get(address).status_code in (302, 404)
        assert stranger.get(f"/media/{original}").status_code == 404


def test_without_javascript_a_form_does_the_same(studio, worker_function, sound):
    upload, grant = studio.song_form("Rain on Tin")
    allow_by_preflight(grant.url, "POST")
    page = finish(studio, post_form(grant, sound))
    assert page.status_code == 303
    assert "Rain on Tin" in studio.browser.get(page["Location"]).content.decode()

    worker_function.run()

    song = studio.song(upload)
    assert (song.state, song.title, song.duration_ms) == ("ready", "Rain on Tin", 3000)
    assert stored_bytes(studio.owner.id) == len(sound)


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"key": "u/somebody/else"}, 403), ({"Content-Type": "text/html"}, 403), ({}, 400)],
    ids=["another key", "another type", "larger than allowed"],
)
def test_s3_takes_nothing_but_what_the_form_was_signed_for(studio, worker_function, aws, settings, changed, status):
    settings.UPLOAD_MAX_BYTES = 100
    upload, grant = studio.song_form("Too Much")

    assert post_form(grant, b"x" * (99 if changed else 101), **changed).status_code == status

    assert objects(aws, settings.UPLOAD_BUCKET, upload.id) == []
    assert objects(aws, settings.UPLOAD_BUCKET, "u/somebody/else") == []
    worker_function.run()
    assert Upload.fetch(upload.id).state == "started"


def test_s3_may_tell_before_the_browser_does(studio, worker_function, aws, sound):
    grant = studio.start(sound)
    parts = studio.send(grant, sound)
    upload = Upload.fetch(grant["id"])
    place = {"Bucket": settings.UPLOAD_BUCKET, "Key": upload.object_key, "UploadId": upload.multipart_id}
    sent = [{"PartNumber": part["number"], "ETag": part["etag"]} for part in parts]
    aws.client("s3").complete_multipart_upload(**place, MultipartUpload={"Parts": sent})

    worker_function.run()
    assert studio.song(upload).state == "ready"
    before = files_of(aws, studio.song(upload))
    assert studio.complete(grant, parts).state == "ready"
    worker_function.run()

    assert files_of(aws, studio.song(upload)) == before
    assert list(Release.fetch(studio.release.id).tracks.as_dict()) == [upload.song_id]


def test_events_told_twice_and_shuffled_give_each_song_once(studio, worker_function, aws, sound):
    uploads = [studio.upload(sound, f"{name}.flac") for name in ("one", "two")]
    events = waiting(aws, settings.UPLOAD_QUEUE_URL)
    assert len(events) == 2
    doubled = events * 2
    random.Random(7).shuffle(doubled)
    for event in doubled:
        say(aws, event)

    worker_function.run()

    songs = [studio.song(upload) for upload in uploads]
    assert {song.state for song in songs} == {"ready"}
    assert [len(files_of(aws, song)) for song in songs] == [4, 4]
    assert len(Release.fetch(studio.release.id).tracks.as_dict()) == 2
    assert [Upload.fetch(upload.id).attempts for upload in uploads] == [1, 1]


def test_two_workers_at_once_make_one_song(studio, worker_function, aws, sound):
    upload = studio.upload(sound)
    (event,) = waiting(aws, settings.UPLOAD_QUEUE_URL)
    for _ in range(4):
        say(aws, event)
    with acting_as(aws.role("Worker")):
        where = {"queue_url": settings.UPLOAD_QUEUE_URL, "table_prefix": "no-streams-"}
        pollers = [Worker(handler, **where) for _ in range(2)]
        for poller in pollers:
            poller._streams = []  # only the queue is shared; a shard of a stream has one reader
        threads = [threading.Thread(target=poller.run_until_idle) for poller in pollers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    song = studio.song(upload)
    assert (song.state, Upload.fetch(upload.id).attempts) == ("ready", 1)
    assert len(files_of(aws, song)) == 4


def test_a_cover_becomes_webp_and_avif_without_what_the_camera_wrote(studio, worker_function, aws):
    exif = Image.Exif()
    exif[0x010F] = "Camera of Ann"
    upload, grant = studio.cover_form()
    page = finish(studio, post_form(grant, picture(1600, 1500, exif=exif)))
    assert page.status_code == 303

    worker_function.run()

    assert Upload.fetch(upload.id).state == "ready"
    release = Release.fetch(studio.release.id)
    for name, key in zip(SHAPES["cover"].files, cover_files(release, release.cover_rev), strict=True):
        width, _, ending = name.partition(".")
        answer = requests.get(studio.browser.get(f"/media/{key}")["Location"], timeout=20)
        assert answer.headers["Content-Type"] == f"image/{ending}"
        assert b"Camera of Ann" not in answer.content
        image = Image.open(io.BytesIO(answer.content))
        assert (image.format.lower(), image.size) == (ending, (int(width), int(width)))
    assert len(objects(aws, settings.MEDIA_BUCKET, f"covers/{release.id}")) == 7
    assert release.cover_color.startswith("#")


def test_a_cover_in_the_tags_of_the_first_song_becomes_the_releases(studio, worker_function, tmp_path, aws):
    path = write(tmp_path / "covered", FLAC, tone(44_100))
    tagged = FlacFile(path)
    front = Picture()
    front.type, front.mime, front.data = 3, "image/jpeg", picture()
    tagged.add_picture(front)
    tagged["title"] = "Covered"
    tagged.save()
    upload = studio.upload(path.read_bytes())
    worker_function.run()

    release, song = Release.fetch(studio.release.id), studio.song(upload)
    assert song.title == "Covered"
    assert song.cover_rev == release.cover_rev
    assert objects(aws, settings.MEDIA_BUCKET, f"covers/{release.id}") == sorted(
        cover_files(release, release.cover_rev)
    )
    assert Song.fetch(song.id).cover_color == release.cover_color
