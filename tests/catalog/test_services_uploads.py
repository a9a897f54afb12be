"""Grants are checked at the start and again at the end; whatever was counted is given back."""

import pytest
from django.conf import settings

from accounts.queries import activity_of
from accounts.services import stored_bytes
from catalog import queries, services
from catalog.errors import LimitReached, Refused
from catalog.models import Release, Song, Upload
from catalog.services.acceptance import uploaded
from musicweb.aws.clients import s3
from musicweb.dynamo.errors import NotFound
from tests.catalog.browser_to_s3 import send_form, send_parts
from tests.factories import make_release, make_upload
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("tables")
SOUND = b"flac" * 250


@pytest.fixture
def release():
    return make_release()


@pytest.fixture
def owner(release):
    return type("Owner", (), {"id": release.owner_id, "is_authenticated": True})()


def start(owner, release, filename="song.flac", size_bytes=1000, content_type="audio/flac", multipart=True):
    return services.start_upload(
        owner=owner,
        release=release,
        filename=filename,
        size_bytes=size_bytes,
        content_type=content_type,
        multipart=multipart,
    )


def test_a_completed_upload_is_a_waiting_song_in_its_release(owner, release):
    upload, grant = start(owner, release, filename="Slow_Rivers.flac")
    assert (grant.parts, grant.part_bytes) == (1, settings.UPLOAD_PART_BYTES)
    services.complete_upload(upload, send_parts(upload, SOUND))

    song = Song.fetch(upload.song_id)
    row = Release.fetch(release.id).tracks.as_dict()[song.id]
    assert (song.title, song.state, song.status) == ("Slow Rivers", "waiting", "draft")
    assert (row["title"], row["state"], row["upload_id"]) == ("Slow Rivers", "waiting", upload.id)
    assert stored_bytes(owner.id) == 1000
    assert Upload.fetch(upload.id).state == "waiting"


def test_completing_twice_makes_one_song(owner, release):
    upload, _ = start(owner, release)
    parts = send_parts(upload, SOUND)
    services.complete_upload(upload, parts)
    services.complete_upload(Upload.fetch(upload.id), parts)
    assert len(Release.fetch(release.id).tracks.as_dict()) == 1
    ((deed,),) = [activity_of(owner.id).rows]
    assert (deed.kind, deed.title, deed.address) == ("upload", "song", f"/studio/songs/{upload.song_id}/")
    assert stored_bytes(owner.id) == 1000


def test_a_completion_whose_answer_was_lost_may_be_repeated(owner, release):
    upload, _ = start(owner, release)
    parts = send_parts(upload, SOUND)
    place = {"Bucket": settings.UPLOAD_BUCKET, "Key": upload.object_key, "UploadId": upload.multipart_id}
    sent = [{"PartNumber": number, "ETag": etag} for number, etag in parts.items()]
    s3().complete_multipart_upload(**place, MultipartUpload={"Parts": sent})
    services.complete_upload(upload, parts)
    assert Upload.fetch(upload.id).state == "waiting"


def test_s3_is_asked_when_the_browser_forgot_its_parts(owner, release):
    upload, _ = start(owner, release)
    send_parts(upload, SOUND)
    assert services.complete_upload(upload).state == "waiting"


def test_nothing_sent_is_nothing_completed(owner, release):
    upload, _ = start(owner, release)
    with pytest.raises(Refused) as refused:
        services.complete_upload(upload, {1: '"0"'})
    assert refused.value.code == "not_arrived"
    assert Upload.fetch(upload.id).state == "started"


@pytest.mark.parametrize("size_bytes", [999, 1001])
def test_another_size_than_granted_is_rejected_and_leaves_nothing(owner, release, size_bytes):
    upload, _ = start(owner, release)
    services.complete_upload(upload, send_parts(upload, b"x" * size_bytes))
    assert (upload.state, upload.reason) == ("rejected", "size_mismatch")
    assert list(uploaded().under("")) == []
    assert stored_bytes(owner.id) == 0
    assert Release.fetch(release.id).tracks.as_dict() == {}


def test_another_type_than_granted_is_rejected(owner, release):
    upload, _ = start(owner, release, multipart=False)
    send_form(upload, SOUND, content_type="text/html")
    services.complete_upload(upload)
    assert (upload.state, upload.reason) == ("rejected", "type_mismatch")


def test_a_form_carries_the_limits_that_s3_enforces(owner, release):
    upload, grant = start(owner, release, multipart=False)
    assert grant.fields["key"] == upload.object_key
    assert grant.fields["Content-Type"] == "audio/flac"
    assert grant.fields["success_action_redirect"].endswith(f"/studio/uploads/{upload.id}/finish/")
    assert grant.url.startswith("http")


def test_a_form_without_a_known_size_gives_back_what_it_did_not_need(owner, release):
    upload, _ = start(owner, release, size_bytes=None, multipart=False)
    assert stored_bytes(owner.id) == settings.UPLOAD_MAX_BYTES
    send_form(upload, SOUND)
    services.complete_upload(upload)
    assert upload.state == "waiting"
    assert stored_bytes(owner.id) == 1000


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"size_bytes": 0}, "empty"),
        ({"size_bytes": settings.UPLOAD_MAX_BYTES + 1}, "too_large"),
        ({"filename": "song.exe"}, "format"),
        ({"filename": "song"}, "format"),
    ],
)
def test_what_cannot_become_a_song_is_refused_before_it_is_sent(owner, release, said, code):
    with pytest.raises(Refused) as refused:
        start(owner, release, **said)
    assert refused.value.code == code
    assert stored_bytes(owner.id) == 0


def test_the_quota_counts_what_is_only_granted(owner, release, settings):
    settings.ROLE_LIMITS = {"artists": {**settings.ROLE_LIMITS["artists"], "quota_bytes": 1500}}
    start(owner, release)
    with pytest.raises(LimitReached) as reached:
        start(owner, release)
    assert reached.value.code == "quota"
    assert stored_bytes(owner.id) == 1000


def test_a_release_has_a_limit_of_tracks(owner, release, settings):
    settings.RELEASE_TRACKS_MAX = 1
    upload, _ = start(owner, release)
    services.complete_upload(upload, send_parts(upload, SOUND))
    with pytest.raises(LimitReached):
        start(owner, Release.fetch(release.id))


def test_the_key_is_the_servers_choice(owner, release):
    upload, _ = start(owner, release, filename="../../../etc/passwd.flac")
    assert upload.object_key == f"u/{owner.id}/{upload.id}"
    assert upload.filename == "passwd.flac"


def test_a_stranger_adds_nothing_to_a_release(release):
    with pytest.raises(NotFound):
        start(make_user("bob"), release)
    with pytest.raises(NotFound):
        services.start_cover_upload(owner=make_user("eve"), release=release, filename="a.png")


def test_a_stranger_does_not_see_an_upload(release):
    upload = make_upload(release=release)
    stranger = type("Stranger", (), {"id": "eve", "is_authenticated": True, "has_perm": lambda *_: False})()
    with pytest.raises(NotFound):
        queries.own_upload(upload.id, stranger)
    assert queries.uploads_together([upload.id], stranger) == {}


def test_only_parts_that_the_file_has_are_signed(owner, release):
    upload, grant = start(owner, release, size_bytes=20 * 1024**2)
    signed = services.sign_parts(upload, [1, 3])
    assert grant.parts == 3
    assert "partNumber=1" in signed[1]
    assert "partNumber=3" in signed[3]
    for numbers in ([0], [4], range(1, 102)):
        with pytest.raises(Refused) as refused:
            services.sign_parts(upload, numbers)
        assert refused.value.code == "part_number"


def test_nothing_is_signed_after_completion(owner, release):
    upload, _ = start(owner, release)
    services.complete_upload(upload, send_parts(upload, SOUND))
    with pytest.raises(Refused):
        services.sign_parts(upload, [1])


def test_a_cancelled_upload_gives_everything_back_once(owner, release):
    upload, _ = start(owner, release)
    send_parts(upload, SOUND)
    other, _ = start(owner, release)
    services.cancel_upload(upload)
    services.cancel_upload(upload)
    assert stored_bytes(owner.id) == 1000
    assert s3().list_multipart_uploads(Bucket=settings.UPLOAD_BUCKET)["Uploads"][0]["Key"] == other.object_key


def test_an_upload_for_a_release_removed_meanwhile_is_rejected(owner, release):
    upload, _ = start(owner, release)
    services.remove_release(release=release)
    services.complete_upload(upload, send_parts(upload, SOUND))
    assert (upload.state, upload.reason) == ("rejected", "removed")
    assert stored_bytes(owner.id) == 0


def test_a_cover_of_another_kind_is_refused(owner, release):
    with pytest.raises(Refused) as refused:
        services.start_cover_upload(owner=owner, release=release, filename="cover.svg")
    assert refused.value.code == "cover_format"
