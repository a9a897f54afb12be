"""Share pages, oEmbed, and the player that other sites may frame."""

import pytest
from django.conf import settings
from django.test import Client

from catalog.models import REMOVED
from catalog.rows import ReleaseRow, SongRow
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def artist(ann):
    return an_artist(ann)


@pytest.fixture
def release(artist):
    return a_release(artist, "Rain", cover_rev="pCCCCCCCCCCCC")


@pytest.fixture
def song(release):
    return a_song(release, 'Slow "Rivers"')


@pytest.fixture
def draft(release):
    return a_song(release, "Unheard", public=False)


def page_of(record) -> str:
    row = SongRow.of_song(record) if hasattr(record, "release_id") else ReleaseRow.of_release(record)
    return settings.SITE_URL + row.url


def test_a_share_page_has_the_link_the_link_at_a_second_and_the_code(client, song):
    page = client.get(page_of(song) + "share/", {"t": "0:42"}).content.decode()
    assert f'value="{page_of(song)}?t=42"' in page
    assert f"/embed/songs/{song.id}/" in page
    assert "&lt;iframe" in page


def test_a_share_page_is_at_its_right_address_only(client, song, release):
    answer = client.get(f"/songs/{song.id}-other/share/")
    assert (answer.status_code, answer["Location"]) == (301, page_of(song).removeprefix(settings.SITE_URL) + "share/")
    assert client.get(f"/releases/{release.id}-other/share/").status_code == 301


def test_a_song_page_at_a_second_begins_there(client, song):
    page = client.get(page_of(song), {"t": "0:42"}).content.decode()
    assert 'data-start="42"' in page
    assert "Play from 0:42" in page
    assert "aac.m4a#t=42" in page, "without JavaScript, too"
    assert 'data-start="60"' in client.get(page_of(song), {"t": "1:30"}).content.decode(), "beyond the end"
    assert 'data-start=""' in client.get(page_of(song), {"t": "soon"}).content.decode()


@pytest.mark.parametrize("what", ["song", "release"])
def test_oembed_answers_for_the_address_that_its_page_names(client, request, what):
    record = request.getfixturevalue(what)
    found = client.get("/oembed/", {"url": page_of(record)})
    assert found.status_code == 200
    facts = found.json()
    assert (facts["type"], facts["version"], facts["title"], facts["author_name"]) == (
        "rich",
        "1.0",
        record.title,
        "Lan Anh",
    )
    assert f'src="{settings.SITE_URL}/embed/{what}s/{record.id}/"' in facts["html"]
    assert facts["width"] == 640
    assert "/oembed/?url=http" in client.get(page_of(record)).content.decode()
    assert found.headers["Access-Control-Allow-Origin"] == "*"
    assert not found.cookies


def test_oembed_keeps_to_the_size_and_the_second_that_are_asked_for(client, song):
    facts = client.get("/oembed/", {"url": page_of(song) + "?t=20", "maxwidth": "300", "maxheight": "100"}).json()
    assert (facts["width"], facts["height"]) == (300, 100)
    assert "?t=20" in facts["html"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"url": "nonsense"}, 400),
        ({"url": "http://[::1"}, 400),
        ({"url": "https://elsewhere.example/songs/1-x/"}, 400),
        ({"url": "{site}/songs/01unknown-x/"}, 404),
        ({"url": "{site}/studio/"}, 404),
        ({"url": "{site}/nowhere/at/all"}, 404),
        ({"url": "{draft}"}, 404),
        ({"url": "{song}", "maxwidth": "wide"}, 400),
        ({"url": "{song}", "format": "xml"}, 501),
    ],
)
def test_oembed_refuses_what_it_cannot_answer(ann, song, draft, asked, status):
    known = {"site": settings.SITE_URL, "song": page_of(song), "draft": page_of(draft)}
    client = Client()
    sign_in(client, ann)  # also for the owner: the asking site shows it to everybody
    answer = client.get("/oembed/", {name: value.format(**known) for name, value in asked.items()})
    assert answer.status_code == status
    assert answer.json()["error"]


@pytest.mark.parametrize("what", ["song", "release"])
def test_the_embedded_player_may_be_framed_and_knows_nobody(ann, request, what):
    record = request.getfixturevalue(what)
    request.getfixturevalue("song")
    client = Client()
    sign_in(client, ann)
    before = client.cookies.output()
    answer = client.get(f"/embed/{what}s/{record.id}/", {"t": "5"})
    assert answer.status_code == 200
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers
    assert client.cookies.output() == before
    assert not hasattr(answer.wsgi_request.user, "_wrapped") or "Ann" not in answer.content.decode()
    assert not answer.wsgi_request.session.accessed
    assert "csrf" not in answer.content.decode()
    assert "aac.m4a" in answer.content.decode()
    assert answer.headers["Cache-Control"].startswith("public")


def test_every_other_page_refuses_to_be_framed(client, song):
    for address in ["/", page_of(song), page_of(song) + "share/", "/nowhere/"]:
        answer = client.get(address)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_an_embedded_release_of_several_discs_names_them(client, release, song):
    assert "Disc" not in client.get(f"/embed/releases/{release.id}/").content.decode()
    a_song(release, "Below", disc_number=2)
    page = client.get(f"/embed/releases/{release.id}/").content.decode()
    assert page.index("<h2>Disc 1</h2>") < page.rindex(song.id) < page.index("<h2>Disc 2</h2>") < page.index("Below")


def test_an_embedded_player_of_a_private_song_is_not_there_also_for_its_owner(ann, draft):
    client = Client()
    sign_in(client, ann)
    answer = client.get(f"/embed/songs/{draft.id}/")
    assert answer.status_code == 404
    assert "Unheard" not in answer.content.decode()
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"], "its words are seen in the frame"
    assert client.get("/embed/songs/01nothing/").content == answer.content, "nobody learns that it exists"


def test_an_embedded_player_of_a_removed_song_says_that_it_was_taken_away(client, song):
    song.change(type(song).status.set(REMOVED), type(song).listed.remove())
    answer = client.get(f"/embed/songs/{song.id}/")
    assert answer.status_code == 410
    assert "taken away" in answer.content.decode()
