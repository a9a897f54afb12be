"""The public pages: what they show, to whom, and at which address."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from catalog.models import REMOVED
from catalog.rows import ReleaseRow, SongRow
from musicweb.dynamo.capacity import measured
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
RTL = "\u202egnp.exe"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def artist(ann):
    return an_artist(ann)


@pytest.fixture
def release(artist):
    return a_release(artist, cover_rev="pCCCCCCCCCCCC", cover_color="#aa5522", description="Recorded at home.")


@pytest.fixture
def song(release):
    return a_song(release)


def url_of(record) -> str:
    return (SongRow.of_song if hasattr(record, "release_id") else ReleaseRow.of_release)(record).url


def test_a_release_of_several_discs_shows_the_tracks_of_each_under_its_heading(client, release):
    for title, disc, track in (("Fourth", 2, 2), ("Second", 1, 2), ("Third", 2, 1), ("First", 1, 1)):
        a_song(release, title, disc_number=disc, track_number=track)
    with measured() as spent:
        page = client.get(url_of(release)).content.decode()
    first, second = (re.findall(r'class="song-title"[^>]*><bdi>(\w+)', part) for part in page.split('id="disc-2"'))
    assert (first, second) == (["First", "Second"], ["Third", "Fourth"])
    assert re.findall(r'<h2 id="disc-\d">([^<]*)</h2>', page) == ["Disc 1", "Disc 2"]
    assert re.findall(r'class="song-number">(\d)', page) == ["1", "2", "1", "2"]
    assert page.count("data-song-list") == 1, "they are played one after the other"
    assert spent.requests == 1


def test_a_release_of_one_disc_does_not_speak_of_it(client, release, song):
    assert "Disc" not in client.get(url_of(release)).content.decode()


def test_home_shows_new_releases_newest_first(client, artist):
    a_release(artist, "First")
    a_release(artist, "Second")
    page = client.get("/").content.decode()
    assert page.index("Second") < page.index("First")


def test_home_without_music_shows_a_way_on(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "No music yet" in response.content.decode()


def test_home_goes_on_at_a_cursor(client, artist):
    for number in range(25):
        a_release(artist, f"Number {number}")
    links = client.get("/").context["page"]
    following = client.get("/", {"after": links.next}).content.decode()
    assert "Number 0" in following
    assert "Number 24" not in following


@pytest.mark.parametrize("address", ["/?after=forged", "/artists/lan-anh/?songs=forged"])
def test_a_tampered_cursor_is_answered_400_with_a_way_on(client, artist, address):
    response = client.get(address)
    assert response.status_code == 400
    assert b"href" in response.content


def test_anonymous_readers_get_no_cookie(client, song):
    for address in ("/", url_of(song), "/artists/lan-anh/", "/search/?q=ra"):
        assert not client.get(address).cookies


def test_an_artists_page_lists_releases_and_songs(client, song):
    page = client.get("/artists/lan-anh/").content.decode()
    assert "Mưa đêm" in page
    assert "Rain" in page


def test_a_handle_that_was_given_up_redirects_for_good(client, ann, artist):
    artist.change(type(artist).moved_to.set("lan"))
    an_artist(ann, "lan")
    response = client.get("/artists/lan-anh/")
    assert (response.status_code, response.headers["Location"]) == (301, "/artists/lan/")


def test_a_release_lists_its_tracks_with_their_total(client, release, song):
    a_song(release, "Wind", duration_ms=60_000)
    page = client.get(url_of(release)).content.decode()
    assert page.index("Rain") < page.index("Wind")
    assert "2:01" in page
    assert "Recorded at home." in page


@pytest.mark.parametrize("slug", ["old-title", "-", "mua-dem-2"])
def test_an_old_slug_redirects_to_the_right_address(client, release, song, slug):
    for record, kind in ((release, "releases"), (song, "songs")):
        response = client.get(f"/{kind}/{record.id}-{slug}/")
        assert (response.status_code, response.headers["Location"]) == (301, url_of(record))


@pytest.mark.parametrize("address", ["/songs/unknown-x/", "/releases/unknown-x/", "/artists/unknown/", "/songs/x/"])
def test_unknown_things_are_not_found(client, address):
    assert client.get(address).status_code == 404


def test_removed_things_are_gone(client, release, song):
    for record in (song, release):
        was = url_of(record)
        record.refresh()
        record.change(type(record).status.set(REMOVED), type(record).listed.remove())
        assert client.get(was).status_code == 410


def test_a_draft_is_shown_to_its_owner_only(client, ann, artist):
    draft = a_release(artist, "Secret", public=False)
    song = a_song(draft, "Hidden", public=False)
    for record in (draft, song):
        assert client.get(url_of(record)).status_code == 404
        assert sign_in(Client(), make_user("bob" + record.id)).get(url_of(record)).status_code == 404
        assert sign_in(Client(), ann).get(url_of(record)).status_code == 200


def test_a_song_says_what_it_is_to_those_who_link_it(client, song, release):
    page = client.get(url_of(song)).content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}{url_of(song)}">' in page
    assert '<meta property="og:title" content="Rain">' in page
    assert '<meta property="og:type" content="music.song">' in page
    assert f'<meta property="og:audio" content="{settings.SITE_URL}/media/public/' in page
    album = client.get(url_of(release)).content.decode()
    assert '<meta property="og:type" content="music.album">' in album
    assert f'<meta property="og:image" content="{settings.SITE_URL}/media/public/' in album


def test_without_a_script_a_song_has_audio_controls(client, song):
    assert "<audio controls" in client.get(url_of(song)).content.decode()


@pytest.mark.parametrize("words", [SCRIPT, RTL, '"><img src=x onerror=alert(1)>', "{{ 7 }}{% now %}", "x" * 10_000])
def test_any_text_is_shown_as_text(client, ann, words):
    artist = an_artist(ann, "odd", words[:100], bio=words)
    release = a_release(artist, words[:200], description=words)
    song = a_song(release, words[:200])
    for address in ("/", "/artists/odd/", url_of(release), url_of(song)):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<bdi>" in page


def test_a_signed_in_reader_gets_a_like_button(song):
    reader = sign_in(Client(), make_user("lis", ["listeners"]))
    assert f"/songs/{song.id}/like/" in reader.get(url_of(song)).content.decode()


def test_lyrics_have_a_page_of_their_own(client, release):
    from catalog.models import SongText

    song = a_song(release, "Sung", has_lyrics=True)
    SongText(song.id, lyrics="La la\n<b>la</b>").put_new()
    assert f"{url_of(song)}lyrics/" in client.get(url_of(song)).content.decode()
    assert "&lt;b&gt;la&lt;/b&gt;" in client.get(f"{url_of(song)}lyrics/").content.decode()


def test_a_song_without_lyrics_has_no_such_page(client, song):
    assert client.get(f"{url_of(song)}lyrics/").status_code == 404


# ---- search ----
def test_search_finds_songs_releases_and_artists_by_their_beginning(client, song):
    assert "Rain" in client.get("/search/?q=ra").content.decode()
    assert "Mưa đêm" in client.get("/search/?q=mua+d").content.decode()
    assert "/artists/lan-anh/" in client.get("/search/?q=LAN").content.decode()


@pytest.mark.parametrize(
    ("words", "says"), [("", "The beginning of"), ("r", "at least"), ("zzz", "Nothing begins"), ("\0", "The beginning")]
)
def test_search_says_why_it_shows_nothing(client, song, words, says):
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    assert says in response.content.decode()


def test_too_long_words_are_refused_and_kept(client):
    response = client.get("/search/", {"q": "a" * 10_000})
    assert response.status_code == 422
    assert "a" * 10_000 in response.content.decode()


# ---- media ----
KEY = "public/artist/songs/song/pAAAAAAAAAAAA/aac.m4a"


def test_public_media_redirect_to_a_short_grant(client):
    response = client.get(f"/media/{KEY}")
    assert response.status_code == 302
    assert f"X-Amz-Expires={settings.MEDIA_GRANT_SECONDS}" in response.headers["Location"]
    assert response.headers["Cache-Control"] == "private, max-age=45"


def test_private_media_are_not_found_by_strangers(client, ann, artist):
    key = f"private/{artist.id}/songs/x/sAAAAAAAAAAAA/aac.m4a"
    assert client.get(f"/media/{key}").status_code == 404
    assert sign_in(Client(), make_user("bob")).get(f"/media/{key}").status_code == 404
    assert sign_in(Client(), ann).get(f"/media/{key}").status_code == 302


@pytest.mark.parametrize("key", ["u/someone/upload", "../secret", "private//x", "public"])
def test_other_keys_are_for_nobody(client, key):
    assert client.get(f"/media/{key}").status_code == 404


def test_media_are_not_served_here_on_aws(client, settings):
    settings.MEDIA_SERVED_HERE = False
    assert client.get(reverse("media", args=[KEY])).status_code == 404
