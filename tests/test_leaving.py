"""A person leaves: an archive of everything first, then nothing is left of them in any table, bucket, queue or pool."""

import io
import json
import zipfile
from typing import Any

import boto3
import pytest
from django.conf import settings
from django.contrib.admin.models import CHANGE
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

import musicweb.dynamo.sessions  # noqa: F401  its table is known once it is imported
from accounts import services as people
from accounts.models import AccountJob, Activity, User
from accounts.models.jobs import DELETION, EXPORT
from catalog import services as music
from catalog.models import Artist, Release, Song, Upload
from catalog.services import members, reports
from catalog.services.edit import edit_artist
from catalog.services.scope import media
from musicweb import account_jobs
from musicweb.aws.queues import send_object_created
from musicweb.dynamo.audit import AuditRecord
from musicweb.dynamo.history import LogRecord
from musicweb.records import STREAM_LISTENERS
from playlists import services as library
from playlists.models import HistoryEntry
from playlists.services.history import entry_of
from tests.catalog.changes import record
from tests.conftest import every_table
from tests.factories import make_artist, make_release, make_song, make_upload
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
STREAMED = ("AccountJob", "Profile", "Artist", "Release", "Song")


class Streams:
    """Tells every listener what changed in the streamed tables since the last time, until nothing changes."""

    def __init__(self) -> None:
        self.models = [model for model in every_table() if model.__name__ in STREAMED]
        self.seen = self._look()

    def deliver(self) -> None:
        for _ in range(20):
            before, self.seen = self.seen, self._look()
            records = [
                record(name, before.get((name, key)), self.seen.get((name, key)))
                for name, key in {**before, **self.seen}
                if before.get((name, key)) != self.seen.get((name, key))
            ]
            if not records:
                return
            for one in records:
                one["dynamodb"] |= {"SequenceNumber": "1", "ApproximateCreationDateTime": timezone.now().timestamp()}
                for listener in STREAM_LISTENERS:
                    listener(one)
        raise AssertionError("The streams never come to rest.")

    def _look(self) -> dict[tuple[str, str], Any]:
        client = boto3.client("dynamodb")
        found = {}
        for model in self.models:
            keys = [one for one in (model._hash_keyname, model._range_keyname) if one]
            for item in client.scan(TableName=model.Meta.table_name)["Items"]:
                found[model.Meta.table_name, json.dumps([item[key] for key in keys])] = item
        return found


@pytest.fixture
def pool(tables, settings):
    idp = boto3.client("cognito-idp")
    pool_id = idp.create_user_pool(PoolName="test", UsernameAttributes=["email"])["UserPool"]["Id"]
    settings.COGNITO = {**settings.COGNITO, "pool_id": pool_id}
    return idp


@pytest.fixture
def ann(pool) -> User:
    email = [{"Name": "email", "Value": "ann@example.com"}]
    pool_id = settings.COGNITO["pool_id"]
    made = pool.admin_create_user(UserPoolId=pool_id, Username="ann@example.com", UserAttributes=email)["User"]
    return make_user("ann", user_id=made["Username"])


class World:
    """Ann has everything one can have here; Bob has some of hers, and they manage an artist together."""

    def __init__(self, ann: User) -> None:
        self.ann, self.bob = ann, make_user("bob")
        self.profile = people.save_profile(user_id=ann.id, version=0, handle="ann-first", name="Ann Ash")
        self.profile = people.save_profile(user_id=ann.id, version=1, handle="ann-ash", name="Ann Ash")
        people.set_avatar(ann.id, "prevision", "#112233")
        media().save(f"public/{self.profile.id}/avatar/prevision/96.webp", ContentFile(b"picture"))
        artist = make_artist(owner=ann, handle="ash-old", name="Ash")
        self.artist = edit_artist(artist=artist, version=int(artist.version), handle="ash")
        self.release = make_release(artist=self.artist, title="Embers", published=True)
        self.song = make_song(release=self.release, title="Glow", published=True)
        self.removed = make_song(release=self.release, title="Regret", published=True)
        music.remove_song(song=Song.fetch(self.removed.id))
        self.draft = make_song(release=make_release(artist=self.artist, title="Unheard Of"), title="Sketch")
        self.upload = make_upload(release=self.release, filename="half sent.flac")
        self.shared = make_artist(owner=ann, handle="both")
        self.shared_song = make_song(
            release=make_release(artist=self.shared, title="Ours", published=True), title="Duet", published=True
        )
        members.invite(artist=self.shared, by=ann, whom="bob@example.com")
        members.accept(user=self.bob, artist_id=self.shared.id)
        other = make_artist(owner=self.bob, handle="bobs")
        people.follow(follower_id=ann.id, target="artist:bobs", target_id=other.id, name="Bobs")
        people.follow(follower_id=self.bob.id, target="artist:ash", target_id=self.artist.id, name="Ash")
        people.follow(follower_id=self.bob.id, target="person:ann-ash", target_id=self.profile.id, name="Ann Ash")
        song = Song.fetch(self.song.id)
        for user in (ann, self.bob):
            library.like(user_id=user.id, song=song)
            playlist = library.create_playlist(owner=user, title="Mix", visibility="public", songs=[song])
            entry_of(user_id=user.id, song=song, at_ms=1_795_000_000_000, play_id="abcdefgh").put()
        self.playlist = playlist
        reports.report(kind="song", id=song.id, title="Glow", owner_id=ann.id, reason="rights", mail=self.bob.email)
        reports.report(kind="artist", id="bobs", title="Bobs", owner_id=self.bob.id, reason="other", mail=ann.email)
        decided = {"what": "hide", "by": account(self.bob), "why": "Ann Ash asked", "title": "Glow"}
        AuditRecord.append(subject=f"song:{song.id}", owner_id=ann.id, **decided)
        AuditRecord.append(subject=f"user:{ann.id}", owner_id=ann.id, **decided)
        LogRecord.write(account(ann), [thing("catalog.song", song.id, "Glow")], CHANGE, "withdrawn")
        LogRecord.write(account(self.bob), [thing("accounts.user", ann.id, "Ann Ash")], CHANGE, "looked")
        Activity.new(ann.id, "edit", title="Glow", address="/songs/x/").put()
        people.ask_export(ann.id)
        send_object_created(settings.UPLOAD_DLQ_URL, settings.UPLOAD_BUCKET, f"u/{ann.id}/dead")

    def traces(self) -> set[str]:
        """What must not be found anywhere afterwards."""
        ids = {self.ann.id, self.profile.id, self.artist.id, self.release.id, self.song.id, self.removed.id}
        ids |= {self.draft.id, self.draft.release_id, self.upload.id, self.upload.song_id or self.upload.id}
        return ids | {"ann@example.com", "ann-ash", "ann-first", "ash-old", "Ann Ash", "Embers", "Unheard Of", "Regret"}


def account(user: User) -> Any:
    return type("By", (), {"pk": user.id, "get_username": lambda self: user.email})()


def thing(label: str, pk: str, name: str) -> Any:
    return type("Thing", (), {"_meta": type("Meta", (), {"label_lower": label}), "pk": pk, "__str__": lambda _: name})()


def everywhere() -> dict[str, str]:
    """Every item of every table, every key of every bucket, every message, every user of the pool, as text."""
    dynamodb, s3, sqs = boto3.client("dynamodb"), boto3.client("s3"), boto3.client("sqs")
    found = {
        model.Meta.table_name: repr(dynamodb.scan(TableName=model.Meta.table_name)["Items"]) for model in every_table()
    }
    for bucket in (settings.UPLOAD_BUCKET, settings.MEDIA_BUCKET):
        found[bucket] = repr([one["Key"] for one in s3.list_objects_v2(Bucket=bucket).get("Contents", ())])
        found[bucket] += repr(s3.list_multipart_uploads(Bucket=bucket).get("Uploads", ()))
    for queue in (settings.UPLOAD_QUEUE_URL, settings.UPLOAD_DLQ_URL, settings.PLAYS_QUEUE_URL, settings.PLAYS_DLQ_URL):
        answer = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0)
        found[queue] = repr([message["Body"] for message in answer.get("Messages", ())])
    users = boto3.client("cognito-idp").list_users(UserPoolId=settings.COGNITO["pool_id"])["Users"]
    return found | {"pool": repr(users)}


def delete_account(world: World, browser: Client, streams: Streams) -> None:
    answer = browser.post("/account/deletion/", {"email": "Ann@example.com"})
    assert answer.status_code == 303, answer.content.decode()
    streams.deliver()
    job = AccountJob.fetch(world.ann.id, DELETION)
    assert job.step == 2
    job.change(AccountJob.due_at.set(timezone.now()), AccountJob.again_at.set(timezone.now()))
    streams.deliver()
    assert account_jobs.sweep() == {"account_jobs": 0}  # done: nothing waits any more


def test_nothing_is_left_of_who_deletes_the_account(ann):
    world, browser = World(ann), sign_in(Client(), ann)
    streams = Streams()
    before = everywhere()
    for trace in world.traces():
        assert any(trace in text for text in before.values()), f"{trace} was never there"
    delete_account(world, browser, streams)
    left = [(place, trace) for place, text in everywhere().items() for trace in world.traces() if trace in text]
    assert not left


def test_at_once_the_person_is_out_and_nobody_sees_anything_of_them(ann, client):
    world, browser = World(ann), sign_in(Client(), ann)
    browser.post("/account/deletion/", {"email": "ann@example.com"})
    assert browser.get("/account/").status_code == 302
    assert client.get("/people/ann-ash/").status_code == 410
    assert client.get("/artists/ash/").status_code == 410
    assert client.get(f"/songs/{world.song.id}-glow/").status_code == 410
    assert "Embers" not in client.get("/").content.decode()


def test_what_others_share_stays_with_them(ann):
    world, browser = World(ann), sign_in(Client(), ann)
    delete_account(world, browser, Streams())
    assert Artist.fetch("both").owner_id == world.bob.id
    assert Song.fetch(world.shared_song.id).owner_id == world.bob.id
    assert Song.fetch(world.shared_song.id).listed
    decisions = boto3.client("dynamodb").scan(TableName=AuditRecord.Meta.table_name)["Items"]
    assert [one["what"]["S"] for one in decisions] == ["hide", "hide"]


@pytest.mark.parametrize("typed", ["", "bob@example.com"])
def test_the_address_must_be_typed(ann, typed):
    answer = sign_in(Client(), ann).post("/account/deletion/", {"email": typed})
    assert answer.status_code == 422
    assert User.fetch(ann.id).is_active


def test_an_old_sign_in_does_not_do(ann, settings):
    browser = sign_in(Client(), ann)
    settings.SIGN_IN_RECENT_SECONDS = 0
    answer = browser.post("/account/deletion/", {"email": ann.email})
    assert answer.status_code == 422
    assert "again=1" in answer.content.decode()
    assert User.fetch(ann.id).is_active


def test_an_archive_has_everything_and_the_originals(ann):
    world, browser = World(ann), sign_in(Client(), ann)
    account_jobs.run(AccountJob.fetch(ann.id, EXPORT))
    answer = browser.get("/account/data/archive/")
    assert answer.status_code == 302
    job = AccountJob.fetch(ann.id, EXPORT)
    stored = media().open(people.export_key(job)).read()
    assert len(stored) == job.size_bytes
    archive = zipfile.ZipFile(io.BytesIO(stored))
    assert archive.testzip() is None
    account, songs, lists = (json.loads(archive.read(f"{name}.json")) for name in ("account", "music", "library"))
    assert {"account", "profile", "follow", "activity"} <= {row["kind"] for row in account}
    assert {"artist", "release", "song", "upload"} <= {row["kind"] for row in songs}
    assert {"like", "playlist", "playlist_entry", "play"} <= {row["kind"] for row in lists}
    originals = [name for name in archive.namelist() if name.startswith("originals/")]
    assert any(world.song.id in name for name in originals)
    assert not any(world.upload.song_id in name for name in originals)  # still on its way


def test_another_archive_the_same_day_is_refused(ann):
    browser = sign_in(Client(), ann)
    assert browser.post("/account/data/archives/").status_code == 303
    token = AccountJob.fetch(ann.id, EXPORT).token
    browser.post("/account/data/archives/")
    assert AccountJob.fetch(ann.id, EXPORT).token == token


def test_an_upload_that_arrives_after_the_account_is_gone_leaves_nothing(ann):
    world, browser = World(ann), sign_in(Client(), ann)
    key = Upload.fetch(world.upload.id).object_key
    delete_account(world, browser, Streams())
    boto3.client("s3").put_object(Bucket=settings.UPLOAD_BUCKET, Key=key, Body=b"late")
    music.process_upload(key)
    assert not any(ann.id in text for text in everywhere().values())


def test_a_release_of_a_person_who_leaves_is_no_news_any_more(ann):
    world, browser = World(ann), sign_in(Client(), ann)
    delete_account(world, browser, Streams())
    assert "Embers" not in sign_in(Client(), world.bob).get("/").content.decode()
    assert HistoryEntry.newest(world.bob.id, limit=5).rows == []
    assert Release.page(Release.by_artist, world.artist.id, limit=1).rows == []
