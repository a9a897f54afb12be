"""An upload becomes a song once: twice told, out of order, failing half-way, taken over, refused."""

import json

import pytest
from botocore.exceptions import EndpointConnectionError
from django.conf import settings
from django.core.files.base import ContentFile
from mutagen.flac import FLAC as FlacFile
from mutagen.flac import Picture

from accounts.services import stored_bytes
from catalog import addresses, events, queries, services
from catalog.media import child
from catalog.models import Release, Song, Upload, UploadLease
from catalog.services import leases
from catalog.services.acceptance import uploaded
from catalog.services.scope import media, song_files
from musicweb.aws.clients import sqs
from musicweb.aws.errors import Unavailable
from tests.catalog.browser_to_s3 import event_of, send_form, send_parts
from tests.catalog.media.pictures import picture
from tests.catalog.media.sounds import FLAC, tone, write
from tests.factories import make_artist, make_release, make_song, make_upload

pytestmark = pytest.mark.usefixtures("tables")
TAGS = {"title": "Mưa", "track": "5", "lyrics": "la la"}


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return write(tmp_path_factory.mktemp("sound") / "rain", FLAC, tone(44_100), metadata=TAGS).read_bytes()


@pytest.fixture
def release():
    return make_release()


def sent(release, content, filename="rain.flac", *, completed=True):
    upload = make_upload(release=release, filename=filename, size_bytes=len(content))
    parts = send_parts(upload, content)
    if completed:
        services.complete_upload(upload, parts)
    return upload


def files():
    return sorted(media().under(""))


@pytest.fixture
def failing_media():
    """Writing into the media bucket fails while it is on."""
    state = {"failing": True}

    def fail(**_):
        if state["failing"]:
            raise EndpointConnectionError(endpoint_url="https://s3")

    hooks = media().client.meta.events
    hooks.register("before-call.s3.CopyObject", fail)
    hooks.register("before-call.s3.PutObject", fail)
    yield state
    hooks.unregister("before-call.s3.CopyObject", fail)
    hooks.unregister("before-call.s3.PutObject", fail)


def test_a_file_becomes_a_private_song_with_what_its_tags_say(release, sound):
    upload = sent(release, sound)
    services.process_upload(upload.object_key)

    song, upload = Song.fetch(upload.song_id), Upload.fetch(upload.id)
    assert (song.state, song.title, song.track_number, song.duration_ms) == ("ready", "Mưa", 5, 1000)
    assert queries.lyrics_of(song.id) == "la la"
    assert (upload.state, upload.progress_percent, upload.attempts) == ("ready", 100, 1)
    assert not addresses.is_public(song.media_rev)
    original = addresses.original_key(song.artist_id, song.id)
    assert files() == sorted([*song_files(song, song.media_rev), original])
    assert media().open(original).read() == sound
    assert list(uploaded().under("")) == []
    row = Release.fetch(release.id).tracks.as_dict()[song.id]
    assert (row["state"], row["media_rev"], row["title"]) == ("ready", song.media_rev, "Mưa")
    assert "upload_id" not in row


def test_the_same_message_twice_and_later_changes_nothing(release, sound):
    upload = sent(release, sound)
    services.process_upload(upload.object_key)
    song, before = Song.fetch(upload.song_id), files()
    events.on_upload_record(event_of(upload))
    services.complete_upload(upload)
    assert Song.fetch(song.id).version == song.version
    assert files() == before


def test_s3_may_speak_before_the_browser_does(release, sound):
    upload = make_upload(release=release, size_bytes=len(sound))
    upload.change(Upload.multipart_id.remove())
    send_form(upload, sound)
    events.on_upload_record(event_of(upload))

    assert Song.fetch(upload.song_id).state == "ready"
    assert services.complete_upload(upload).state == "ready"


def test_what_nobody_knows_is_left_alone(release):
    events.on_upload_record({"s3": {"bucket": {"name": settings.UPLOAD_BUCKET}, "object": {"key": "u/x/y"}}})
    with pytest.raises(ValueError, match="Nobody"):
        events.on_upload_record({"s3": {"bucket": {"name": "other"}, "object": {"key": "u/x/y"}}})


def test_what_its_artist_has_typed_is_stronger_than_the_tags(release, sound):
    upload = sent(release, sound)
    song = Song.fetch(upload.song_id)
    services.edit_song(song=song, version=song.version, title="My Rain", track_number=2)
    services.process_upload(upload.object_key)
    song = Song.fetch(upload.song_id)
    assert (song.title, song.track_number) == ("My Rain", 2)


def test_a_song_published_while_it_is_processed_is_public_when_ready(sound):
    release = make_release(published=True)
    upload = sent(release, sound)
    services.publish_song(song=Song.fetch(upload.song_id))
    services.process_upload(upload.object_key)
    song = Song.fetch(upload.song_id)
    assert song.listed == "1"
    assert addresses.is_public(song.media_rev)
    assert media().has_all(song_files(song, song.media_rev))


def test_a_refused_file_says_why_and_gives_its_bytes_back(release):
    upload = sent(release, b"These are words, no music. " * 40)
    services.process_upload(upload.object_key)

    song, upload = Song.fetch(upload.song_id), Upload.fetch(upload.id)
    assert (song.state, song.reason) == ("rejected", "not_audio")
    assert (upload.state, upload.reason) == ("rejected", "not_audio")
    assert Release.fetch(release.id).tracks.as_dict()[song.id]["reason"] == "not_audio"
    assert stored_bytes(release.owner_id) == 0
    assert files() == list(uploaded().under("")) == []
    services.remove_song(song=song)
    assert stored_bytes(release.owner_id) == 0


def test_a_failure_leaves_nothing_half_visible_and_the_next_run_succeeds(release, sound, failing_media):
    upload = sent(release, sound)
    with pytest.raises((Unavailable, EndpointConnectionError)):
        services.process_upload(upload.object_key)
    assert Song.fetch(upload.song_id).state == "waiting"
    assert Upload.fetch(upload.id).lease_until == 0

    failing_media["failing"] = False
    services.process_upload(upload.object_key)

    song = Song.fetch(upload.song_id)
    assert song.state == "ready"
    assert len(files()) == 4


def test_after_four_failures_it_is_dead_until_somebody_retries(release, sound, failing_media):
    upload = sent(release, sound)
    for _ in range(4):
        with pytest.raises((Unavailable, EndpointConnectionError)):
            services.process_upload(upload.object_key)
    assert (Upload.fetch(upload.id).state, Song.fetch(upload.song_id).state) == ("dead", "dead")
    assert stored_bytes(release.owner_id) == len(sound)

    failing_media["failing"] = False
    services.retry_upload(Upload.fetch(upload.id))
    (message,) = sqs().receive_message(QueueUrl=settings.UPLOAD_QUEUE_URL)["Messages"]
    (record,) = json.loads(message["Body"])["Records"]
    events.on_upload_record(record)
    assert Song.fetch(upload.song_id).state == "ready"


def test_a_message_put_back_from_the_dead_letters_is_tried_again(release, sound):
    upload = sent(release, sound)
    services.mark_dead(upload.id)
    assert Song.fetch(upload.song_id).state == "dead"
    events.on_upload_record(event_of(upload))
    assert Song.fetch(upload.song_id).state == "ready"


def test_two_workers_do_not_do_the_same_work(release, sound):
    upload = sent(release, sound)
    lease = leases.take_lease(Upload.fetch(upload.id))
    assert lease is not None
    services.process_upload(upload.object_key)
    assert Song.fetch(upload.song_id).state == "waiting"
    assert uploaded().exists(upload.object_key)


def test_a_worker_that_lost_its_lease_commits_nothing(release, sound, monkeypatch):
    upload = sent(release, sound)

    def taken_over(source, out, **more):
        stolen = UploadLease.lease_token.set("somebody else")
        UploadLease(upload.id).change(stolen)
        return real(source, out, **more)

    real = child.process_in_child
    monkeypatch.setattr(child, "process_in_child", taken_over)
    services.process_upload(upload.object_key)

    assert Song.fetch(upload.song_id).state == "waiting"
    assert [name for name in files() if "/songs/" in name] == []


def test_what_a_killed_run_left_behind_is_tidied_up(release, sound):
    upload = sent(release, sound)
    song = Song.fetch(upload.song_id)
    orphan = addresses.song_key(song.artist_id, song.id, addresses.new_revision(public=False), addresses.AAC)
    media().save(orphan, ContentFile(b"left behind"))
    UploadLease(upload.id).change(
        UploadLease.state.set("processing"), UploadLease.attempts.set(1), UploadLease.lease_token.set("dead")
    )
    services.process_upload(upload.object_key)
    assert Song.fetch(song.id).state == "ready"
    assert orphan not in files()
    assert len(files()) == 4


def test_a_song_removed_while_it_is_processed_stays_removed(release, sound, monkeypatch):
    upload = sent(release, sound)

    def removed_meanwhile(*arguments, **more):
        facts = real(*arguments, **more)
        services.remove_song(song=Song.fetch(upload.song_id))
        return facts

    real = child.process_in_child
    monkeypatch.setattr(child, "process_in_child", removed_meanwhile)
    services.process_upload(upload.object_key)

    assert Song.fetch(upload.song_id).status == "removed"
    assert Upload.fetch(upload.id).state == "rejected"
    assert files() == list(uploaded().under("")) == []
    assert stored_bytes(release.owner_id) == 0


def cover_sent(release, content):
    owner = type("Owner", (), {"id": release.owner_id})
    upload, _ = services.start_cover_upload(owner=owner, release=release, filename="c.jpg", size_bytes=len(content))
    send_form(upload, content)
    services.complete_upload(upload)
    services.process_upload(upload.object_key)
    return Upload.fetch(upload.id)


def test_a_cover_reaches_its_release_and_the_songs_and_replaces_the_old_one():
    release = make_release(artist=make_artist(), published=True)
    song = make_song(release=release, published=True)
    assert cover_sent(release, picture()).state == "ready"
    first = Release.fetch(release.id)
    assert addresses.is_public(first.cover_rev)
    assert first.cover_color.startswith("#")
    assert Song.fetch(song.id).cover_rev == first.cover_rev

    assert cover_sent(first, picture(mode="L")).state == "ready"

    second = Release.fetch(release.id)
    assert second.cover_rev != first.cover_rev
    covers = [name for name in files() if "/covers/" in name]
    assert len(covers) == 7
    assert all(f"/{second.cover_rev}/" in name for name in covers)


def test_a_release_keeps_the_first_of_the_covers_in_its_songs(release, tmp_path):
    def covered(name, mode):
        song, front = write(tmp_path / name, FLAC, tone(44_100)), Picture()
        tagged = FlacFile(song)
        front.type, front.data = 3, picture(mode=mode)
        tagged.add_picture(front)
        tagged.save()
        upload = sent(release, song.read_bytes(), filename=f"{name}.flac")
        services.process_upload(upload.object_key)
        return Song.fetch(upload.song_id)

    first, second = covered("first", "RGB"), covered("second", "L")
    assert Release.fetch(release.id).cover_rev == first.cover_rev == second.cover_rev
    assert first.state == second.state == "ready"
    assert len([name for name in files() if "/covers/" in name]) == 7


def test_a_cover_moves_with_its_release_into_hiding():
    release = make_release(published=True)
    cover_sent(release, picture())
    services.withdraw(kind="release", id=release.id, reason="copied", by="mod")
    covers = [name for name in files() if "/covers/" in name]
    assert len(covers) == 7
    assert all(name.startswith("private/") for name in covers)


def test_a_picture_that_is_none_is_refused_and_the_old_cover_stays(release):
    cover_sent(release, picture())
    before = Release.fetch(release.id).cover_rev
    refused = cover_sent(release, b"<svg/>" * 9)
    assert (refused.state, refused.reason) == ("rejected", "cover_format")
    assert Release.fetch(release.id).cover_rev == before
