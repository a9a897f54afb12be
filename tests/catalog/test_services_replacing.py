"""A song gets another file and stays itself: ready, refused, doubled, overtaken, killed, given up."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import stored_bytes
from catalog import addresses, events, services
from catalog.errors import Refused
from catalog.models import Artist, Original, Release, Song, Sound, Upload, UploadLease
from catalog.services.acceptance import uploaded
from catalog.services.scope import media, song_files
from musicweb.dynamo.errors import NotFound
from tests.catalog.browser_to_s3 import event_of, send_form, send_parts
from tests.catalog.media.sounds import FLAC, tone, write
from tests.factories import make_release, make_song, make_upload
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
NO_SOUND = b"These are words, no music. " * 40


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    """Two songs of one and of two seconds."""
    folder = tmp_path_factory.mktemp("sounds")
    first = write(folder / "first", FLAC, tone(44_100), metadata={"title": "First"})
    second = write(folder / "second", FLAC, tone(88_200), metadata={"title": "Second"})
    return first.read_bytes(), second.read_bytes()


@pytest.fixture
def song(sounds):
    """Public, and processed as every song is."""
    release = make_release(published=True)
    upload = make_upload(release=release, filename="first.flac", size_bytes=len(sounds[0]))
    services.complete_upload(upload, send_parts(upload, sounds[0]))
    services.publish_song(song=Song.fetch(upload.song_id))
    services.process_upload(upload.object_key)
    return Song.fetch(upload.song_id)


def owner_of(song):
    return type("Owner", (), {"id": song.owner_id, "is_authenticated": True})()


def browser_of(user):
    return sign_in(Client(), user)


def started(song, content, filename="second.flac"):
    upload, _ = services.start_replacement(
        owner=owner_of(song), song=song, filename=filename, size_bytes=len(content), multipart=True
    )
    return upload


def sent(song, content, **more):
    upload = started(song, content, **more)
    services.complete_upload(upload, send_parts(upload, content))
    return upload


def files(song):
    return sorted(name for name in media().under("") if song.id in name)


def whole(song):
    """Every file that a song has, and no other."""
    return sorted([*song_files(song, song.media_rev), addresses.original_key(*song.original_place)])


def test_the_old_file_plays_until_the_new_one_is_ready_and_then_is_gone(song, sounds):
    upload = sent(song, sounds[1])
    before = Song.fetch(song.id)
    assert (before.media_rev, before.state, before.listed) == (song.media_rev, "ready", "1")
    assert media().has_all(song_files(song, song.media_rev))
    assert stored_bytes(song.owner_id) == len(sounds[0]) + len(sounds[1])

    services.process_upload(upload.object_key)

    after = Song.fetch(song.id)
    assert (after.state, after.listed, after.duration_ms, after.title) == ("ready", "1", 2000, "First")
    assert after.media_rev != song.media_rev
    assert addresses.is_public(after.media_rev)
    assert (after.published_at, after.original_name) == (song.published_at, "second.flac")
    assert after.replacement_id is None
    assert files(song) == whole(after)
    assert media().open(addresses.original_key(*after.original_place)).read() == sounds[1]
    assert stored_bytes(song.owner_id) == len(sounds[1])
    row = Release.fetch(song.release_id).tracks.as_dict()[song.id]
    assert (row["media_rev"], row["duration_ms"]) == (after.media_rev, 2000)
    assert list(uploaded().under("")) == []

    services.remove_song(song=after)
    assert (files(song), stored_bytes(song.owner_id)) == ([], 0)


def test_what_it_sounded_like_is_forgotten(song, sounds):
    old = Sound.fetch(song.id).checksum
    services.process_upload(sent(song, sounds[1]).object_key)
    new = Sound.fetch(song.id).checksum
    assert new != old
    assert Original.fetch(song.artist_id, new).song_id == song.id
    with pytest.raises(NotFound):
        Original.fetch(song.artist_id, old)


def test_doubled_messages_change_nothing(song, sounds):
    upload = sent(song, sounds[1])
    services.process_upload(upload.object_key)
    after = Song.fetch(song.id)
    events.on_upload_record(event_of(upload))
    services.complete_upload(upload)
    assert Song.fetch(song.id).version == after.version
    assert files(song) == whole(after)
    assert stored_bytes(song.owner_id) == len(sounds[1])


def test_a_second_replacement_follows_the_first(song, sounds):
    services.process_upload(sent(song, sounds[1]).object_key)
    services.process_upload(sent(Song.fetch(song.id), sounds[0]).object_key)
    after = Song.fetch(song.id)
    assert after.duration_ms == 1000
    assert files(song) == whole(after)
    assert stored_bytes(song.owner_id) == len(sounds[0])


@pytest.mark.parametrize("newer_first", [True, False])
def test_the_file_that_arrived_last_stays_whatever_the_order(song, sounds, newer_first):
    older, newer = sent(song, sounds[0], filename="older.flac"), sent(song, sounds[1], filename="newer.flac")
    for upload in (newer, older) if newer_first else (older, newer):
        services.process_upload(upload.object_key)
    after = Song.fetch(song.id)
    assert (after.original_name, after.duration_ms) == ("newer.flac", 2000)
    assert Upload.fetch(older.id).reason == "superseded"
    assert files(song) == whole(after)
    assert stored_bytes(song.owner_id) == len(sounds[1])


def test_a_refused_file_leaves_the_old_one_and_the_studio_says_why(song, sounds):
    upload = sent(song, NO_SOUND)
    services.process_upload(upload.object_key)
    after = Song.fetch(song.id)
    assert (after.media_rev, after.state, after.reason, after.listed) == (song.media_rev, "ready", None, "1")
    assert after.original_size_bytes == song.original_size_bytes
    assert (Upload.fetch(upload.id).state, Upload.fetch(upload.id).reason) == ("rejected", "not_audio")
    assert files(song) == whole(song)
    assert stored_bytes(song.owner_id) == len(sounds[0])

    page = browser_of(User.fetch(song.owner_id)).get(f"/studio/songs/{song.id}/").content.decode()
    assert "holds no audio" in page
    assert "plays as it was" in page


def test_a_cancelled_one_gives_its_bytes_back(song, sounds):
    services.cancel_upload(started(song, sounds[1]))
    assert stored_bytes(song.owner_id) == len(sounds[0])
    assert Song.fetch(song.id).version == song.version


def test_a_killed_run_is_done_again_and_tidied_up(song, sounds):
    upload = sent(song, sounds[1])
    left = addresses.song_key(
        song.artist_id, song.id, addresses.new_revision(public=True, maker=upload.id), addresses.AAC
    )
    other = addresses.song_key(song.artist_id, song.id, addresses.new_revision(public=False), addresses.AAC)
    for name in (left, other):
        media().save(name, media().open(song_files(song, song.media_rev)[0]))
    UploadLease(upload.id).change(
        UploadLease.state.set("processing"), UploadLease.attempts.set(1), UploadLease.lease_token.set("dead")
    )
    services.process_upload(upload.object_key)
    after = Song.fetch(song.id)
    assert after.duration_ms == 2000
    assert files(song) == sorted([*whole(after), other])  # what somebody else is moving there is not touched


def test_old_files_that_a_kill_left_are_deleted_by_the_stream(song, sounds):
    services.process_upload(sent(song, sounds[1]).object_key)
    after = Song.fetch(song.id)
    for name in whole(song):
        media().save(name, media().open(song_files(after, after.media_rev)[0]))
    events._song_changed(song, after)
    assert files(song) == whole(after)


def test_one_that_fails_again_and_again_is_given_up_and_the_song_plays_on(song, sounds):
    upload = sent(song, sounds[1])
    services.mark_dead(upload.id)
    services.mark_dead(upload.id)
    assert (Upload.fetch(upload.id).state, Upload.fetch(upload.id).reason) == ("rejected", "failed")
    assert stored_bytes(song.owner_id) == len(sounds[0])
    events.on_upload_record(event_of(upload))  # put back from the dead letters
    assert Song.fetch(song.id).media_rev == song.media_rev
    assert list(uploaded().under("")) == []


def test_a_song_removed_meanwhile_leaves_nothing(song, sounds):
    on_its_way, arrived = started(song, sounds[1]), sent(song, sounds[1])
    services.remove_song(song=Song.fetch(song.id))
    services.process_upload(arrived.object_key)
    services.complete_upload(on_its_way, send_parts(on_its_way, sounds[1]))
    assert {Upload.fetch(one.id).reason for one in (on_its_way, arrived)} == {"removed"}
    assert (files(song), stored_bytes(song.owner_id)) == ([], 0)


def test_bytes_follow_an_artist_who_was_handed_over_meanwhile(song, sounds):
    upload = sent(song, sounds[1])
    Artist.fetch(song.artist_handle).change(Artist.owner_id.set("somebody-else"))
    services.settle.settle_song(song.id)
    services.process_upload(upload.object_key)
    assert stored_bytes(song.owner_id) == 0
    assert stored_bytes("somebody-else") == len(sounds[1])


def test_the_first_file_must_be_settled_before():
    song = make_song(ready=False)
    with pytest.raises(Refused, match="not_settled"):
        started(song, NO_SOUND)
    page = browser_of(User.fetch(song.owner_id)).post(f"/studio/songs/{song.id}/file/", follow=True)
    assert "still being processed" in page.content.decode()


def test_a_rejected_song_becomes_ready_with_another_file(sounds):
    release = make_release()
    upload = make_upload(release=release, size_bytes=len(NO_SOUND))
    services.complete_upload(upload, send_parts(upload, NO_SOUND))
    services.process_upload(upload.object_key)
    services.process_upload(sent(Song.fetch(upload.song_id), sounds[0]).object_key)
    after = Song.fetch(upload.song_id)
    assert (after.state, after.reason, after.title) == ("ready", None, "First")
    assert stored_bytes(release.owner_id) == len(sounds[0])


def test_a_form_without_scripts_replaces_it_too(song, sounds):
    browser = browser_of(User.fetch(song.owner_id))
    response = browser.post(f"/studio/songs/{song.id}/file/")
    assert response.status_code == 303
    assert "Replace the file" in browser.get(response["Location"]).content.decode()
    upload = Upload.fetch(response["Location"].rstrip("/").rpartition("/")[2])
    send_form(upload, sounds[1])
    finished = browser.get(f"/studio/uploads/{upload.id}/finish/")
    assert finished["Location"] == f"/studio/songs/{song.id}/"
    assert "Until it is ready" in browser.get(finished["Location"]).content.decode()
    services.process_upload(upload.object_key)
    assert Song.fetch(song.id).duration_ms == 2000
    assert stored_bytes(song.owner_id) == len(sounds[1])


def test_a_script_asks_in_json_and_sends_it_in_parts(song, sounds):
    browser = browser_of(User.fetch(song.owner_id))
    asked = {"filename": "second.flac", "size_bytes": len(sounds[1]), "content_type": "audio/flac"}
    answer = browser.post(f"/studio/songs/{song.id}/uploads/", asked, content_type="application/json")
    assert answer.status_code == 201
    grant = answer.json()
    etags = send_parts(Upload.fetch(grant["id"]), sounds[1])
    parts = [{"number": number, "etag": etag} for number, etag in etags.items()]
    assert browser.post(grant["completion_url"], {"parts": parts}, content_type="application/json").status_code == 200
    services.process_upload(Upload.fetch(grant["id"]).object_key)
    after = Song.fetch(song.id)
    assert (after.id, after.duration_ms, after.published_at) == (song.id, 2000, song.published_at)


def test_a_script_is_told_that_the_first_file_is_on_its_way_and_what_is_no_song():
    waiting, ready = make_song(ready=False), make_song()
    for song, filename, code in ((waiting, "a.flac", "not_settled"), (ready, "a.txt", "format")):
        browser, asked = browser_of(User.fetch(song.owner_id)), {"filename": filename, "size_bytes": 9}
        answer = browser.post(f"/studio/songs/{song.id}/uploads/", asked, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_nobody_else_may():
    song, stranger = make_song(), make_user("stranger")
    with pytest.raises(NotFound):
        services.start_replacement(owner=stranger, song=song, filename="a.flac", size_bytes=9, multipart=True)
    assert browser_of(stranger).post(f"/studio/songs/{song.id}/file/").status_code == 404
    asked = {"filename": "a.flac", "size_bytes": 9}
    answer = browser_of(stranger).post(f"/studio/songs/{song.id}/uploads/", asked, content_type="application/json")
    assert answer.status_code == 404
