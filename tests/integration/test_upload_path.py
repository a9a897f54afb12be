"""From a browser's bytes to a public song: presigned addresses, events, streams as on AWS."""

import pytest
import requests
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from catalog import queries, services
from catalog.errors import Gone
from catalog.models import Release, Song, Upload
from catalog.services.scope import song_files
from musicweb.aws import uploads as s3
from musicweb.aws.errors import Missing
from musicweb.aws.presign import presigned_get
from tests.catalog.media.sounds import FLAC, tone, write
from tests.factories import make_release, make_upload


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return write(tmp_path_factory.mktemp("sound") / "rain", FLAC, tone(44_100 * 3)).read_bytes()


def put_parts(upload, content, part_bytes=5 * 1024**2):
    numbers = range(1, -(-len(content) // part_bytes) + 1)
    etags = {}
    for number, address in services.sign_parts(upload, numbers).items():
        part = content[(number - 1) * part_bytes : number * part_bytes]
        answer = requests.put(address, data=part, headers={"Origin": settings.SITE_URL}, timeout=20)
        assert answer.status_code == 200
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
        etags[number] = answer.headers["ETag"]
    return etags


def test_a_song_from_parts_to_the_public_and_into_hiding(aws, worker, sound):
    release = make_release()
    upload = make_upload(release=release, size_bytes=len(sound))
    services.complete_upload(upload, put_parts(upload, sound))
    worker.run_until_idle()
    assert Song.fetch(upload.song_id).state == "ready"

    services.publish_release(release=Release.fetch(release.id))
    worker.run_until_idle()
    song = Song.fetch(upload.song_id)
    key = song_files(song, song.media_rev)[0]
    address = presigned_get(settings.MEDIA_BUCKET, key)
    assert requests.get(address, headers={"Range": "bytes=0-9"}, timeout=20).status_code == 206
    assert requests.get(address.partition("?")[0], timeout=20).status_code == 403

    services.withdraw(kind="release", id=release.id, reason="copied", by="mod")
    assert requests.get(address, timeout=20).status_code == 404
    with pytest.raises(Gone):
        queries.song_page(song.id, AnonymousUser())
    worker.run_until_idle()
    assert queries.Hidden.now().has(release.id)


def test_a_file_of_several_parts_is_whole(aws):
    content = b"0123456789abcdef" * (11 * 1024**2 // 16)
    upload = make_upload(release=make_release(), size_bytes=len(content))
    etags = put_parts(upload, content, settings.UPLOAD_PART_BYTES)
    assert len(etags) == 2
    assert services.complete_upload(upload, etags).state == "waiting"
    assert s3.head(settings.UPLOAD_BUCKET, upload.object_key).size_bytes == len(content)


def form(size_bytes):
    release = make_release()
    owner = type("Owner", (), {"id": release.owner_id})
    return services.start_upload(
        owner=owner,
        release=release,
        filename="rain.flac",
        size_bytes=size_bytes,
        content_type="audio/flac",
        multipart=False,
    )


def post(grant, content, **changed):
    fields = {**grant.fields, **changed}
    return requests.post(grant.url, data=fields, files={"file": content}, allow_redirects=False, timeout=20)


def test_a_form_brings_the_browser_back_and_the_event_completes_it(aws, worker, sound):
    upload, grant = form(len(sound))
    answer = post(grant, sound)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(grant.fields["success_action_redirect"])
    worker.run_until_idle()
    assert Upload.fetch(upload.id).state == "ready"


@pytest.mark.parametrize(
    "wrong",
    [{"key": "u/somebody/else"}, {"Content-Type": "text/html"}],
    ids=["another key", "another type"],
)
def test_s3_refuses_a_form_that_was_changed(aws, wrong):
    upload, grant = form(9)
    assert post(grant, b"123456789", **wrong).status_code == 403
    with pytest.raises(Missing):
        s3.head(settings.UPLOAD_BUCKET, upload.object_key)


def test_s3_refuses_a_form_of_another_size(aws):
    upload, grant = form(9)
    assert post(grant, b"1234567890").status_code == 400
    with pytest.raises(Missing):
        s3.head(settings.UPLOAD_BUCKET, upload.object_key)
