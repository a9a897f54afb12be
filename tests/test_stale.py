"""What CloudFront has to forget: each act, and exactly the addresses that strangers may have been shown before it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from accounts.models import Profile
from accounts.services import save_profile, withdraw_profile
from catalog import services
from catalog.models import Artist, Release, Song
from musicweb.aws import cdn, clients
from musicweb.dynamo.streams import table_of
from musicweb.dynamo.table import Table
from musicweb.lambda_handler import handler
from playlists.models import Playlist
from playlists.services import add_song, create_playlist, delete_playlist, edit_playlist, hide_playlist
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user

STREAMED = {Song: "id", Release: "id", Artist: "handle", Profile: "handle", Playlist: "id"}


class Edge:
    """Plays the tables' streams to the worker until they are at rest, and collects what it had CloudFront forget."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.references: list[str] = []
        self.fails = 0
        self._seen = _everything()

    @property
    def forgotten(self) -> set[str]:
        return {path for batch in self.batches for path in batch}

    def after(self, act: Callable[[], object] = lambda: None) -> set[str]:
        """What an act makes it forget; all that was before is done with first."""
        self._play()
        self.batches.clear()
        act()
        self._play()
        return self.forgotten

    def _play(self) -> None:
        for _ in range(20):
            events = self.events()
            if not events:
                return
            for event in events:
                assert handler(event, None) == {"batchItemFailures": []}
        raise AssertionError("The streams never come to rest.")

    def events(self) -> list[dict[str, Any]]:
        """A batch for each table."""
        now, before = _everything(), self._seen
        self._seen = now
        batches: dict[str, list[dict[str, Any]]] = {}
        for table, key in {**before, **now}:
            old, new = before.get((table, key)), now.get((table, key))
            if old != new:
                images = {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image}
                arn = f"arn:aws:dynamodb:us-east-1:000000000000:table/{table}/stream/2026"
                number = str(len(batches.setdefault(table, [])) + 1)
                record = {"SequenceNumber": number, **images}
                batches[table].append({"eventSource": "aws:dynamodb", "eventSourceARN": arn, "dynamodb": record})
        return [{"Records": records} for records in batches.values()]

    def events_of(self, model: type[Table]) -> dict[str, Any]:
        """The batch of one table."""
        (event,) = [one for one in self.events() if table_of(one["Records"][0]) == model.Meta.table_name]
        return event

    def create_invalidation(self, params: dict[str, Any], **_: Any) -> tuple[AWSResponse, dict[str, Any]]:
        body = params["body"].decode()
        if self.fails:
            self.fails -= 1
            said = {"Error": {"Code": "TooManyInvalidationsInProgress"}}
            return AWSResponse("https://cloudfront.amazonaws.com/", 400, {}, None), said
        self.batches.append(re.findall("<Path>(.*?)</Path>", body))
        self.references += re.findall("<CallerReference>(.*?)</CallerReference>", body)
        return AWSResponse("https://cloudfront.amazonaws.com/", 201, {}, None), {}


def _everything() -> dict[tuple[str, str], dict[str, Any]]:
    client = boto3.client("dynamodb")
    return {
        (model.Meta.table_name, item[key]["S"]): item
        for model, key in STREAMED.items()
        for item in client.scan(TableName=model.Meta.table_name)["Items"]
    }


@pytest.fixture
def edge(tables: None, settings) -> Iterator[Edge]:
    settings.DISTRIBUTION_ID = "E2EXAMPLE"
    edge, events = Edge(), clients.cloudfront().meta.events
    events.register_first("before-call.cloudfront.CreateInvalidation", edge.create_invalidation)
    yield edge
    events.unregister("before-call.cloudfront.CreateInvalidation", edge.create_invalidation)


@pytest.fixture
def song(edge) -> Song:
    """Of Linh's public release “Out”, as all were when CloudFront had them."""
    release = make_release(artist=make_artist(handle="linh", name="Linh"), title="Out", published=True)
    song = make_song(release=release, title="Heard", published=True)
    edge.after()
    return Song.fetch(song.id)


def release_of(song: Song) -> Release:
    return Release.fetch(song.release_id)


def pages_of(song: Song) -> set[str]:
    return {f"/songs/{song.id}-*", f"/embed/songs/{song.id}/"}


def release_pages(song: Song) -> set[str]:
    return {f"/releases/{song.release_id}-*", f"/embed/releases/{song.release_id}/"}


def sound_of(song: Song) -> str:
    return f"/media/public/{song.artist_id}/songs/{song.id}/{song.media_rev}/*"


LINH = "/artists/linh/*"


def test_publishing_a_release_changes_home_and_its_artist_s_page_alone(edge):
    release = make_release(artist=make_artist(handle="linh"))
    make_song(release=release)

    assert edge.after(lambda: services.publish_release(release=Release.fetch(release.id))) == {"/", LINH}


def test_publishing_a_song_of_a_public_release(edge, song):
    new = make_song(release=release_of(song), title="New")
    changed = edge.after(lambda: services.publish_song(song=Song.fetch(new.id)))

    assert changed == {LINH, *release_pages(song)}


def test_renaming_a_song(edge, song):
    changed = edge.after(lambda: services.edit_song(song=song, version=song.version, title="Heard twice"))

    assert changed == {LINH, *pages_of(song), *release_pages(song)}


def test_renaming_a_release_changes_its_songs_too(edge, song):
    release = release_of(song)
    changed = edge.after(lambda: services.edit_release(release=release, version=release.version, title="In"))

    assert changed == {"/", LINH, *pages_of(song), *release_pages(song)}


def test_renaming_an_artist_changes_all_that_repeats_the_name(edge, song):
    artist = Artist.fetch("linh")
    changed = edge.after(lambda: services.edit_artist(artist=artist, version=artist.version, name="Linh B."))

    assert changed == {"/", LINH, *pages_of(song), *release_pages(song)}


def test_a_new_handle_changes_the_old_page_and_all_that_links_it(edge, song):
    artist = Artist.fetch("linh")
    changed = edge.after(lambda: services.edit_artist(artist=artist, version=artist.version, handle="linh-b"))

    assert changed == {"/", LINH, "/artists/linh-b/*", *pages_of(song), *release_pages(song)}


@pytest.mark.parametrize("act", ["withdraw", "remove", "unpublish"])
def test_a_song_that_goes_takes_its_pages_and_its_sound_along(edge, song, act):
    acts = {
        "withdraw": lambda: services.withdraw("song", song.id, "spam", by="ada"),
        "remove": lambda: services.remove_song(song=song),
        "unpublish": lambda: services.unpublish_song(song=song),
    }

    assert edge.after(acts[act]) == {LINH, *pages_of(song), *release_pages(song), sound_of(song)}


@pytest.mark.parametrize("act", ["withdraw", "remove"])
def test_a_release_that_goes_takes_its_songs_along(edge, song, act):
    acts = {
        "withdraw": lambda: services.withdraw("release", song.release_id, "spam", by="ada"),
        "remove": lambda: services.remove_release(release=release_of(song)),
    }

    assert edge.after(acts[act]) == {"/", LINH, *pages_of(song), *release_pages(song), sound_of(song)}


def test_an_artist_who_is_withdrawn_takes_everything_along(edge, song):
    changed = edge.after(lambda: services.withdraw("artist", "linh", "spam", by="ada"))

    assert changed == {"/", LINH, *pages_of(song), *release_pages(song), sound_of(song)}


def test_what_nobody_could_see_makes_nothing_stale(edge, song):
    draft = make_song(release=make_release(artist=Artist.fetch("linh"), title="Later"))
    changed = edge.after(lambda: services.edit_song(song=(one := Song.fetch(draft.id)), version=one.version, title="X"))

    assert changed == set()


def test_a_profile_s_name_handle_and_withdrawal(edge):
    olga = make_user("olga")
    first = save_profile(user_id=olga.id, version=0, handle="olga", name="Olga")
    named = lambda: save_profile(user_id=olga.id, version=first.version, handle="olga", name="Olga O.")  # noqa: E731
    assert edge.after(named) == {"/people/olga/*"}

    version = Profile.fetch("olga").version
    moved = lambda: save_profile(user_id=olga.id, version=version, handle="olga-o", name="Olga O.")  # noqa: E731
    assert edge.after(moved) == {"/people/olga/*"}
    assert edge.after(lambda: withdraw_profile("olga-o")) == {"/people/olga-o/*"}


def test_a_playlist_s_publication_name_withdrawal_and_removal(edge, song):
    olga = make_user("olga")
    save_profile(user_id=olga.id, version=0, handle="olga", name="Olga")
    mine = create_playlist(owner=olga, title="Mine", visibility="private", songs=[song])
    page = f"/playlists/{mine.id}-*"
    edit = lambda **said: edit_playlist(playlist=(one := Playlist.fetch(mine.id)), version=one.version, **said)  # noqa: E731

    assert edge.after(lambda: edit(title="Mine!")) == set()
    assert edge.after(lambda: edit(visibility="public")) == {"/people/olga/*"}
    assert edge.after(lambda: edit(title="Ours")) == {page, "/people/olga/*"}
    assert edge.after(lambda: hide_playlist(mine.id, hidden=True)) == {page, "/people/olga/*"}
    assert edge.after(lambda: hide_playlist(mine.id, hidden=False)) == {"/people/olga/*"}
    assert edge.after(lambda: add_song(playlist_id=mine.id, song=song, again=True)) == set()
    assert edge.after(lambda: delete_playlist(playlist_id=mine.id)) == {page, "/people/olga/*"}


def test_without_a_distribution_nobody_is_asked(edge, song, settings):
    settings.DISTRIBUTION_ID = ""

    assert edge.after(lambda: services.remove_song(song=song)) == set()
    assert edge.batches == []


def test_a_batch_is_one_request_and_the_same_batch_again_the_same_one(edge, song):
    services.remove_song(song=song)
    event = edge.events_of(Song)
    edge.references.clear()
    for _ in range(2):
        handler(event, None)

    assert len(edge.references) == 2
    assert len(set(edge.references)) == 1


def test_a_batch_that_cloudfront_cannot_take_now_is_given_again(edge, song):
    services.edit_song(song=song, version=song.version, title="Heard twice")
    event = edge.events_of(Song)
    edge.fails = 10

    assert handler(event, None) == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_more_wildcards_than_cloudfront_takes_are_drawn_together():
    songs = [f"/songs/{number}-*" for number in range(16)]

    assert cdn.folded(songs[:15]) == sorted(songs[:15])
    assert cdn.folded([*songs, "/embed/songs/1/", LINH]) == [LINH, "/embed/songs/1/", "/songs/*"]
    assert cdn.folded([f"/media/public/a/songs/{number}/p/*" for number in range(16)]) == ["/media/public/a/*"]
    assert cdn.folded([f"/media/public/{number}/songs/1/p/*" for number in range(16)]) == ["/media/public/*"]
