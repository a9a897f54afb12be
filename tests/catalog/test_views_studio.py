"""The studio: lists, forms, publishing and deleting."""

import pytest
from django.test import Client

from catalog.models import REMOVED, Release, Song
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
RTL = "\u202egnp.exe"


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def anns(client, ann):
    """Ann's browser."""
    return sign_in(client, ann)


@pytest.fixture
def artist(ann):
    return an_artist(ann)


@pytest.fixture
def release(artist):
    return a_release(artist, public=False)


@pytest.fixture
def song(release):
    return a_song(release, public=False)


def details(record, **changes):
    return {"title": record.title, "release_type": "album", "description": "", "version": record.version, **changes}


# ---- who ----
def test_the_studio_asks_strangers_to_sign_in(client, release):
    response = client.get(f"/studio/releases/{release.id}/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/auth/login/?next=%2Fstudio%2F")


def test_somebody_elses_things_are_not_found(artist, release, song):
    bobs = sign_in(Client(), make_user("bob"))
    for address in (f"{artist.handle}/", f"{artist.handle}/details/", f"releases/{release.id}/", f"songs/{song.id}/"):
        assert bobs.get(f"/studio/{address}").status_code == 404
    for address in (f"releases/{release.id}/deletion/", f"songs/{song.id}/deletion/", f"songs/{song.id}/publication/"):
        assert bobs.post(f"/studio/{address}").status_code == 404
    assert bobs.get(f"/studio/songs/{song.id}/original/").status_code == 404


def test_a_listener_may_not_upload(release):
    assert sign_in(Client(), make_user("lis", ["listeners"])).get("/studio/").status_code == 403


def test_a_moderator_looks_but_changes_nothing(release, song):
    mods = sign_in(Client(), make_user("mod", ["moderators"]))
    assert mods.get(f"/studio/releases/{release.id}/").status_code == 200
    assert mods.post(f"/studio/releases/{release.id}/", details(release)).status_code == 403
    for address in (f"releases/{release.id}/deletion/", f"songs/{song.id}/deletion/", f"songs/{song.id}/publication/"):
        assert mods.post(f"/studio/{address}", {"action": "publish"}).status_code == 403
    for address in ("cover/", "upload/"):
        assert mods.post(f"/studio/releases/{release.id}/{address}", {"title": "x"}).status_code == 403


def test_an_unknown_action_does_nothing(anns, song):
    assert anns.post(f"/studio/songs/{song.id}/publication/", {"action": "explode"}).status_code == 400


# ---- artists ----
def test_an_artist_is_created_and_shown(anns):
    response = anns.post("/studio/artists/", {"name": "Lan Anh", "handle": "lan-anh"})
    assert (response.status_code, response.headers["Location"]) == (303, "/studio/lan-anh/")
    assert "Lan Anh" in anns.get("/studio/").content.decode()


def test_the_same_form_sent_twice_makes_one_artist(anns):
    for _ in range(2):
        assert anns.post("/studio/artists/", {"name": "Lan Anh", "handle": "lan-anh"}).status_code == 303


@pytest.mark.parametrize("handle", ["Lan Anh", "-lan", "lan--anh", "l", "x" * 40, "releases", "lan/anh", "lán"])
def test_a_bad_handle_is_refused_and_what_was_typed_stays(anns, handle):
    response = anns.post("/studio/artists/", {"name": "Lan & Anh", "handle": handle})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="Lan &amp; Anh"' in page
    assert f'value="{handle}"' in page


def test_a_handle_of_somebody_else_is_refused_at_its_field(anns):
    an_artist(make_user("bob"), "taken")
    response = anns.post("/studio/artists/", {"name": "Ann", "handle": "taken"})
    assert response.status_code == 422
    assert response.context["form"].errors["handle"]


def test_an_artist_gets_a_new_address_and_the_old_one_redirects(anns, artist):
    data = {"name": "Lan", "handle": "lan", "bio": "Sings.", "version": artist.version}
    assert anns.post("/studio/lan-anh/details/", data).headers["Location"] == "/studio/lan/"
    assert anns.get("/artists/lan-anh/").headers["Location"] == "/artists/lan/"
    assert "Sings." in anns.get("/artists/lan/").content.decode()


# ---- releases ----
def new(title, release_id="01" + "x" * 24):
    return {"title": title, "release_type": "ep", "release_id": release_id}


def test_a_new_release_sent_twice_is_made_once(anns, artist):
    typed = new("Mưa", anns.get("/studio/lan-anh/releases/").context["form"]["release_id"].value())
    first, second = (anns.post("/studio/lan-anh/releases/", typed) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(anns.get("/studio/lan-anh/").context["page"].rows) == 1


def test_an_id_of_somebody_elses_release_is_refused(anns, artist):
    theirs = a_release(an_artist(make_user("bob"), "bob"))
    assert anns.post("/studio/lan-anh/releases/", new("Mine now", theirs.id)).status_code == 422
    assert Release.fetch(theirs.id).title == "Mưa đêm"


def test_a_release_is_created_and_edited(anns, artist):
    created = anns.post("/studio/lan-anh/releases/", new("Mưa"))
    assert created.status_code == 303
    page = anns.get(created.headers["Location"])
    assert "Mưa" in page.content.decode()
    assert "Mưa" in anns.get("/studio/lan-anh/").content.decode()


def test_an_edit_is_shown_by_the_next_page(anns, release):
    address = f"/studio/releases/{release.id}/"
    response = anns.post(address, details(release, title="Nắng", description="By the sea."))
    assert (response.status_code, response.headers["Location"]) == (303, address)
    page = anns.get(address).content.decode()
    assert "Nắng" in page
    assert "By the sea." in page


def test_a_stale_edit_says_so_and_keeps_what_was_typed(anns, release):
    address = f"/studio/releases/{release.id}/"
    anns.post(address, details(release, title="Stored first"))
    response = anns.post(address, details(release, title="Typed second"))
    page = response.content.decode()
    assert response.status_code == 409
    assert "changed meanwhile" in page
    assert "Stored first" in page
    assert 'value="Typed second"' in page
    assert Release.fetch(release.id).title == "Stored first"
    again = response.context["form"].data
    assert anns.post(address, again.dict()).status_code == 303
    assert Release.fetch(release.id).title == "Typed second"


def as_shown(response) -> dict[str, str]:
    """What a browser sends of a form that nobody touched."""
    form = response.context["form"]
    plain = {field.html_name: form.fields[field.name].prepare_value(field.value()) for field in form}
    return {name: str(value) for name, value in plain.items() if value not in (None, False)}


def test_a_field_left_alone_does_not_undo_what_another_device_changed(anns, release):
    address = f"/studio/releases/{release.id}/"
    shown_to_both = as_shown(anns.get(address))
    anns.post(address, {**shown_to_both, "title": "From the phone", "tags": "rain"})
    assert anns.post(address, {**shown_to_both, "description": "From the desk"}).status_code == 303
    stored = Release.fetch(release.id)
    assert (stored.title, stored.tags, stored.description) == ("From the phone", ["rain"], "From the desk")


def test_of_a_stale_edit_only_what_both_changed_is_asked(anns, release):
    address = f"/studio/releases/{release.id}/"
    shown_to_both = as_shown(anns.get(address))
    anns.post(address, {**shown_to_both, "title": "From the phone", "label": "Phone Records"})
    response = anns.post(address, {**shown_to_both, "title": "From the desk", "description": "Typed here"})
    assert response.status_code == 409
    assert [difference.stored for difference in response.context["edit"].meanwhile] == ["From the phone"]
    page = response.content.decode()
    for value in ('value="From the desk"', 'value="Phone Records"', "Typed here"):
        assert value in page
    assert anns.post(address, as_shown(response)).status_code == 303
    stored = Release.fetch(release.id)
    assert (stored.title, stored.label, stored.description) == ("From the desk", "Phone Records", "Typed here")


def test_two_devices_edit_an_artist_and_lose_nothing(anns, artist):
    address = "/studio/lan-anh/details/"
    shown_to_both = as_shown(anns.get(address))
    anns.post(address, {**shown_to_both, "bio": "From the phone"})
    anns.post(address, {**shown_to_both, "links": "example.com/lan\nhttp://example.org", "location": "Huế"})
    page = anns.get("/artists/lan-anh/").content.decode()
    assert "From the phone" in page
    assert 'href="https://example.com/lan"' in page
    assert "Huế" in page


def test_a_checkbox_left_alone_stays_as_another_device_ticked_it(anns, song):
    address = f"/studio/songs/{song.id}/"
    shown_to_both = as_shown(anns.get(address))
    anns.post(address, {**shown_to_both, "explicit": "on"})
    anns.post(address, {**shown_to_both, "title": "From the desk"})
    assert (Song.fetch(song.id).explicit, Song.fetch(song.id).title) == (True, "From the desk")


def test_what_is_said_of_a_song_is_on_its_page(anns, artist):
    song = a_song(a_release(artist), public=True)
    typed = {"credits": "Bass: Lan Anh\nMastering: Bình", "isrc": "vn-a1b-26-00001", "explicit": "on", "ai": "assisted"}
    typed |= {"license": "CC-BY-4.0", "tags": "Hip Hop"}
    assert anns.post(f"/studio/songs/{song.id}/", edited(song, **typed)).status_code == 303
    page = Client().get(f"/songs/{song.id}-rain/").content.decode()
    for words in ("Mastering", "Bình", "VNA1B2600001", 'class="explicit"', "generative AI", "/licenses/by/4.0/"):
        assert words in page
    assert 'href="/tags/hip-hop/"' in page


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "x" * 10_000}, {"release_type": "tape"}, {"version": "x"}, {"description": "y" * 10_000}],
)
def test_a_wrong_form_is_answered_422_and_kept(anns, release, wrong):
    response = anns.post(f"/studio/releases/{release.id}/", details(release, **wrong))
    assert response.status_code == 422
    if len(*wrong.values()) > 10:
        assert wrong.popitem()[1] in response.content.decode()


@pytest.mark.parametrize("title", ["NUL\0in", RTL, "<script>alert(1)</script>", "{{ 7 }}"])
def test_any_title_is_shown_as_text(anns, release, title):
    response = anns.post(f"/studio/releases/{release.id}/", details(release, title=title), follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert "\0" not in page
    assert "<script>alert" not in page
    assert Release.fetch(release.id).title == title.replace("\0", "")


# ---- songs ----
def edited(song, **changes):
    return {"title": song.title, "track_number": 1, "disc_number": 1, "lyrics": "", "version": song.version, **changes}


def test_a_song_is_edited_with_its_lyrics(anns, song):
    address = f"/studio/songs/{song.id}/"
    assert anns.post(address, edited(song, title="Wind", lyrics="Oh\r\nwind")).status_code == 303
    page = anns.get(address).content.decode()
    assert 'value="Wind"' in page
    assert "Oh\nwind" in page


def test_a_stale_edit_of_a_song_shows_both(anns, song):
    address = f"/studio/songs/{song.id}/"
    anns.post(address, edited(song, title="One"))
    response = anns.post(address, edited(song, title="Two", lyrics="typed"))
    assert response.status_code == 409
    assert [difference.stored for difference in response.context["edit"].meanwhile] == ["One", ""]


def test_the_list_goes_on_at_a_cursor(anns, artist, settings):
    release = a_release(artist)
    for number in range(settings.PAGE_ROWS + 1):
        a_song(release, f"Song {number}.")
    first = anns.get("/studio/lan-anh/?list=songs")
    assert "Song 0." not in first.content.decode()
    following = anns.get("/studio/lan-anh/", {"list": "songs", "after": first.context["page"].next})
    assert "Song 0." in following.content.decode()
    assert anns.get("/studio/lan-anh/?after=forged").status_code == 400


def test_a_rejected_song_says_why_and_what_to_do(anns, release):
    a_song(release, "Broken", public=False, state="rejected", reason="empty", media_rev=None)
    assert "Export it again" in anns.get(f"/studio/releases/{release.id}/").content.decode()


def test_tracks_ask_for_themselves_until_all_are_settled(anns, release):
    address = f"/studio/releases/{release.id}/tracks/"
    assert "every 2s" not in anns.get(address, headers={"HX-Request": "true"}).content.decode()
    a_song(release, public=False, state="waiting", media_rev=None)
    page = anns.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" in page
    assert "<html" not in page
    assert anns.get(address).status_code == 302


# ---- publishing and deleting ----
def test_a_release_is_published_and_hidden_again(anns, release, song):
    address = f"/studio/releases/{release.id}/publication/"
    assert anns.post(address, {"action": "publish"}).status_code == 303
    assert Release.fetch(release.id).listed
    anns.post(address, {"action": "publish"})
    anns.post(address, {"action": "unpublish"})
    assert not Release.fetch(release.id).listed


def test_publishing_by_a_link_is_refused(anns, release):
    assert anns.get(f"/studio/releases/{release.id}/publication/").status_code == 405


def test_deleting_asks_first_and_then_is_final(anns, release, song):
    for kind, record in (("songs", song), ("releases", release)):
        address = f"/studio/{kind}/{record.id}/deletion/"
        assert "<form" in anns.get(address).content.decode()
        record.refresh()
        assert record.status != REMOVED
        assert anns.post(address).status_code == 303
        assert anns.post(address).status_code == 404
    assert Song.fetch(song.id).status == REMOVED


def test_the_original_comes_from_s3_under_its_own_name(anns, release):
    song = a_song(release, original_name="Mưa đêm.flac")
    response = anns.get(f"/studio/songs/{song.id}/original/")
    assert response.status_code == 302
    assert "response-content-disposition=attachment" in response.headers["Location"]
    assert "X-Amz-Expires=60" in response.headers["Location"]


def test_a_form_sent_after_signing_out_keeps_what_was_typed(client, release):
    response = client.post(f"/studio/releases/{release.id}/", details(release, title="Long thought about"))
    assert response.status_code in (401, 403)
    assert "Long thought about" in response.content.decode()
