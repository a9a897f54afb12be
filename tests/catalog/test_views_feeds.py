"""An artist's Atom feed, and what pages say of their music to machines."""

import json
import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from catalog import services
from catalog.models import Artist, Release
from tests.factories import make_artist, make_release, make_song

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def release(tables: None) -> Release:
    artist = make_artist(handle="lan-anh", name='Lan & "Anh"')
    release = make_release(artist=artist, title="Mưa </script> đêm", published=True)
    make_song(release=release, title="Rain", published=True)
    make_release(artist=artist, title="Not yet")
    return Release.fetch(release.id)


def feed_of(client: Client, handle: str) -> ElementTree.Element:
    response = client.get(f"/artists/{handle}/feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert not response.cookies
    return ElementTree.fromstring(response.content)


def test_a_feed_tells_public_releases_newest_first(client: Client, release: Release, settings) -> None:
    feed = feed_of(client, "lan-anh")
    assert feed.findtext(f"{ATOM}title") == 'Lan & "Anh"'
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Mưa </script> đêm"]
    assert feed.find(f"{ATOM}entry/{ATOM}id").text == f"{settings.SITE_URL}/releases/{release.id}"


def test_a_withdrawn_release_leaves_the_feed_at_once(client: Client, release: Release) -> None:
    services.withdraw("release", release.id, "complaint", by="mod")
    assert list(feed_of(client, "lan-anh").iter(f"{ATOM}entry")) == []


def test_a_renamed_artist_keeps_a_feed_and_a_stranger_has_none(client: Client, release: Release) -> None:
    artist = Artist.fetch("lan-anh")
    services.edit_artist(artist=artist, version=artist.version, handle="lan", name=artist.name, bio="")
    moved = client.get("/artists/lan-anh/feed/")
    assert (moved.status_code, moved["Location"]) == (301, "/artists/lan/feed/")
    assert client.get("/artists/nobody/feed/").status_code == 404


def test_a_pages_data_block_is_right_and_cannot_break_out(client: Client, release: Release) -> None:
    song = next(iter(release.tracks.as_dict()))
    for path, kind in (
        (f"/releases/{release.id}-mua-script-dem/", "MusicAlbum"),
        (f"/songs/{song}-rain/", "MusicRecording"),
        ("/artists/lan-anh/", "MusicGroup"),
    ):
        page = client.get(path, follow=True).content.decode()
        (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
        assert json.loads(block)["@type"] == kind
        assert "</script>" not in block
