"""What is hidden is gone at once, from every page and from S3, with the web function's own credentials."""

import time
from dataclasses import dataclass
from uuid import uuid4

import pytest
import requests
from django.conf import settings
from django.test import Client
from pynamodb.expressions.operand import Path as ItemPath

from catalog import queries, services
from catalog.media.facts import SHAPES
from catalog.models import Notice, Release, Song
from catalog.rows import ReleaseRow, SongRow
from catalog.services.covers import set_cover
from catalog.services.scope import cover_files, song_files
from tests.factories import RENDITION, make_song
from tests.integration.roles import objects
from tests.people import make_user, sign_in

KINDS = ["song", "release", "artist"]


@dataclass
class Listening:
    """A published song, somebody who likes it, and somebody nobody knows. Addresses are those of the beginning."""

    song: Song
    release: Release
    listener: Client
    stranger: Client

    @property
    def pages(self) -> dict[str, str]:
        return {
            "song": SongRow.of_song(self.song).url,
            "release": ReleaseRow.of_release(self.release).url,
            "artist": f"/artists/{self.song.artist_handle}/",
        }

    @property
    def files(self) -> dict[str, list[str]]:
        covers = cover_files(self.release, self.release.cover_rev)
        return {"song": song_files(self.song, self.song.media_rev), "release": covers}

    def id_of(self, kind: str) -> str:
        return {"song": self.song.id, "release": self.release.id, "artist": self.song.artist_handle}[kind]

    def shows(self) -> dict[str, bool]:
        """Where its title is to be read, of all places that list it."""
        title = self.song.title
        lists = {name: url for name, url in self.pages.items() if name != "song"} | {"search": f"/search/?q={title}"}
        found = {name: title in self.stranger.get(url).content.decode() for name, url in lists.items()}
        found["search"] = SongRow.of_song(self.song).url in self.stranger.get(lists["search"]).content.decode()
        found["likes"] = title in self.listener.get("/library/likes/").content.decode()
        found["home"] = self.release.title in self.stranger.get("/").content.decode()
        return found


def origin(browser: Client, key: str) -> str:
    """Where /media/ sends a browser."""
    answer = browser.get(f"/media/{key}")
    assert answer.status_code == 302, key
    return answer["Location"]


def heard(address: str) -> int:
    return requests.get(address, headers={"Range": "bytes=0-99"}, timeout=20).status_code


@pytest.fixture
def listening(studio, worker_function, tmp_path):
    cover = tmp_path / "cover.webp"
    cover.write_bytes(RENDITION)
    set_cover(studio.release.id, dict.fromkeys(SHAPES["cover"].files, cover), "#aa5522")
    song = make_song(release=Release.fetch(studio.release.id), title=f"Rain{uuid4().hex[:10]}")
    studio.publish()
    worker_function.run()
    listener = sign_in(Client(), make_user(f"bob-{uuid4().hex[:8]}", ["listeners"]))
    liked = listener.post(f"/songs/{song.id}/like/", {"liked": "1"})
    assert liked.status_code == 303
    return Listening(Song.fetch(song.id), Release.fetch(studio.release.id), listener, Client())


def test_everybody_hears_a_published_song_from_s3_in_any_part(listening):
    for kind in ("song", "release"):
        for key in listening.files[kind]:
            assert key.startswith("public/")
            address = origin(listening.stranger, key)
            assert heard(address) == 206
            assert heard(address.partition("?")[0]) == 403
    assert set(listening.shows().values()) == {True}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_withdrawn_is_gone_before_any_stream_is_read_and_stays_gone(listening, worker_function, aws, kind):
    hidden = KINDS[: KINDS.index(kind) + 1]
    gone = [key for of in hidden if of in listening.files for key in listening.files[of]]
    granted = [origin(listening.stranger, key) for key in gone]
    assert {heard(address) for address in granted} == {206}

    services.withdraw(kind=kind, id=listening.id_of(kind), reason="copied", by="mod")

    for _ in ("before the streams", "after"):
        assert {heard(address) for address in granted} <= {403, 404}
        assert {heard(origin(listening.stranger, key)) for key in gone} <= {403, 404}
        pages = {name: listening.stranger.get(url).status_code for name, url in listening.pages.items()}
        assert pages == {name: 410 if name in hidden else 200 for name in KINDS}
        shown = listening.shows()
        assert shown.pop("home") is (kind == "song")
        assert set(shown.values()) == {False}
        worker_function.run()
    assert objects(aws, settings.MEDIA_BUCKET, "public/", listening.song.id) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_restored_is_back_at_a_new_address(listening, worker_function, kind):
    services.withdraw(kind=kind, id=listening.id_of(kind), reason="copied", by="mod")
    worker_function.run()
    services.restore(kind=kind, id=listening.id_of(kind), by="mod")

    song = Song.fetch(listening.song.id)
    assert song.media_rev != listening.song.media_rev
    assert {heard(origin(listening.stranger, key)) for key in song_files(song, song.media_rev)} == {206}
    assert heard(origin(listening.stranger, listening.files["song"][0])) in (403, 404)
    assert {listening.stranger.get(url).status_code for url in listening.pages.values()} == {200}
    worker_function.run()
    assert set(listening.shows().values()) == {True}


def test_its_owner_still_hears_what_was_withdrawn_and_a_stranger_does_not(listening, studio):
    services.withdraw(kind="song", id=listening.song.id, reason="copied", by="mod")

    song = Song.fetch(listening.song.id)
    key = song_files(song, song.media_rev)[0]
    assert heard(origin(studio.browser, key)) == 206
    for browser in (listening.stranger, listening.listener):
        assert browser.get(f"/media/{key}").status_code == 404


def test_the_notice_is_forgotten_once_every_list_was_mended(listening, worker_function):
    services.withdraw(kind="song", id=listening.song.id, reason="copied", by="mod")
    worker_function.sweep()
    assert queries.Hidden.now().has(listening.song.id)  # no list was mended yet

    worker_function.run()
    worker_function.sweep()
    assert queries.Hidden.now().has(listening.song.id)  # mended, but an index may lag
    place = ItemPath(["ids", listening.song.id])
    Notice("recently_hidden").change(place.set(int(time.time()) - 61))
    worker_function.sweep()

    assert not queries.Hidden.now().has(listening.song.id)
    shown = listening.shows()
    assert shown.pop("home")
    assert set(shown.values()) == {False}


@pytest.mark.parametrize("what", ["song", "release"])
def test_what_is_deleted_leaves_no_object_and_no_trace(listening, studio, worker_function, aws, what):
    granted = origin(listening.stranger, listening.files["song"][0])

    answer = studio.browser.post(f"/studio/{what}s/{listening.id_of(what)}/deletion/", {"confirmed": "1"})

    assert answer.status_code == 303
    assert heard(granted) in (403, 404)
    assert listening.stranger.get(listening.pages["song"]).status_code == 410
    assert objects(aws, settings.MEDIA_BUCKET, listening.song.id) == []
    worker_function.run()
    shown = listening.shows()
    assert shown.pop("home") is (what == "song")
    assert set(shown.values()) == {False}
    left = objects(aws, settings.MEDIA_BUCKET, listening.song.artist_id)
    assert sorted(left) == (sorted(listening.files["release"]) if what == "song" else [])
