"""Handles and profiles: whose is which, what is refused, where old addresses lead."""

import pytest
from django.test import Client

from accounts import services
from accounts.errors import HandleTaken
from accounts.forms import ProfileForm
from accounts.handles import RESERVED
from accounts.queries import get_user, own_profile
from musicweb.dynamo.errors import Conflict
from playlists.services import create_playlist
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
FORM = {"handle": "ann", "name": "Ann", "bio": "", "links": "", "version": "0"}


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def browser(ann) -> Client:
    return sign_in(Client(), ann)


def test_the_first_handle_makes_a_page(browser, ann, client):
    answer = browser.post("/account/profile/", FORM | {"bio": "Night walks.", "links": "https://ann.example/a\n"})
    assert (answer.status_code, answer["Location"]) == (303, "/people/ann/")
    page = client.get("/people/ann/").content.decode()
    assert "Night walks." in page
    assert 'href="https://ann.example/a" rel="nofollow noopener ugc"' in page
    assert get_user(ann.id).handle == "ann"


def test_a_page_for_everybody_sets_no_cookie_and_names_no_id(ann, client):
    services.save_profile(user_id=ann.id, version=0, handle="ann")
    answer = client.get("/people/ann/")
    assert not answer.cookies
    assert ann.id not in answer.content.decode()
    assert ann.email not in answer.content.decode()


@pytest.mark.parametrize("typed", ["ANN", " @Ann ", "ａｎｎ"])
def test_handles_that_look_alike_are_one(typed):
    form = ProfileForm(FORM | {"handle": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["handle"] == "ann"


@pytest.mark.parametrize("typed", ["аnn", "mưa", "a b", "-ann", "a--b", "a", "x" * 40, "ann/../admin", "an\u202en"])
def test_other_letters_are_refused(typed):
    assert "handle" in ProfileForm(FORM | {"handle": typed}).errors


@pytest.mark.parametrize("handle", ["admin", "Moderator", "PLAYLISTS", "account", "musicweb"])
def test_reserved_words_are_refused_at_the_field(browser, handle):
    answer = browser.post("/account/profile/", FORM | {"handle": handle, "bio": "typed with love"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "kept for the site itself" in page
    assert "typed with love" in page
    assert handle.casefold() in RESERVED


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://a.example/", "ann", "https://", "data:text/html,x"])
def test_links_lead_to_the_web_only(link):
    assert "links" in ProfileForm(FORM | {"links": link}).errors


def test_at_most_five_links():
    lines = "\n".join(f"https://{n}.example/" for n in range(6))
    assert "links" in ProfileForm(FORM | {"links": lines}).errors


def test_a_handle_of_somebody_else_is_refused_at_the_field(browser):
    services.save_profile(user_id=make_user("bob").id, version=0, handle="ann")
    answer = browser.post("/account/profile/", FORM)
    assert answer.status_code == 422
    assert "Somebody else has this address" in answer.content.decode()


def test_an_old_handle_redirects_and_stays_its_owners(browser, ann, client):
    services.save_profile(user_id=ann.id, version=0, handle="ann")
    services.save_profile(user_id=ann.id, version=1, handle="annabel", name="Annabel")
    answer = client.get("/people/ann/")
    assert (answer.status_code, answer["Location"]) == (301, "/people/annabel/")
    with pytest.raises(HandleTaken):
        services.save_profile(user_id=make_user("bob").id, version=0, handle="ann")


def test_a_handle_once_given_up_can_be_taken_back(ann, client):
    services.save_profile(user_id=ann.id, version=0, handle="ann")
    moved = services.save_profile(user_id=ann.id, version=1, handle="bee")
    services.save_profile(user_id=ann.id, version=int(moved.version), handle="ann")
    assert client.get("/people/ann/").status_code == 200
    assert client.get("/people/bee/")["Location"] == "/people/ann/"
    assert own_profile(ann.id).former_handles == {"bee"}


def test_the_same_form_sent_twice_changes_nothing(ann):
    first = services.save_profile(user_id=ann.id, version=0, handle="ann", name="Ann")
    assert services.save_profile(user_id=ann.id, version=0, handle="ann", name="Ann").version == first.version


def test_a_stale_form_says_so_and_keeps_what_was_typed(browser, ann):
    services.save_profile(user_id=ann.id, version=0, handle="ann", name="First")
    answer = browser.post("/account/profile/", FORM | {"bio": "written elsewhere"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "written elsewhere" in page
    assert 'name="version" value="1"' in page
    with pytest.raises(Conflict):
        services.save_profile(user_id=ann.id, version=7, handle="ann", name="Late")


def test_a_withdrawn_profile_is_seen_by_its_person_and_moderators_only(browser, ann, client):
    services.save_profile(user_id=ann.id, version=0, handle="ann")
    services.withdraw_profile("ann")
    assert client.get("/people/ann/").status_code == 410
    assert browser.get("/people/ann/").status_code == 200
    assert sign_in(Client(), make_user("mod", ["moderators"])).get("/people/ann/").status_code == 200
    services.restore_profile("ann")
    assert client.get("/people/ann/").status_code == 200


@pytest.mark.parametrize("address", ["/people/nobody/", "/people/%00/", "/people/" + "x" * 2100 + "/"])
def test_nobody_there_is_404(client, address):
    assert client.get(address).status_code == 404


def test_a_page_shows_public_playlists_only(ann, client):
    services.save_profile(user_id=ann.id, version=0, handle="ann")
    for title, visibility in (("Night Bus", "public"), ("Secret Mix", "private"), ("Link Only", "unlisted")):
        create_playlist(owner=ann, title=title, visibility=visibility)
    page = client.get("/people/ann/").content.decode()
    assert "Night Bus" in page
    assert "Secret Mix" not in page
    assert "Link Only" not in page


def test_a_picture_is_sent_like_a_cover_and_shown_once_it_is_made(browser, ann, client):
    assert browser.post("/account/profile/picture/")["Location"] == "/account/profile/"  # no page yet
    profile = services.save_profile(user_id=ann.id, version=0, handle="ann")
    form = browser.post("/account/profile/picture/")
    assert form.status_code == 303
    assert browser.get(form["Location"]).status_code == 200
    services.set_avatar(ann.id, "pnew", "#aabbcc")
    assert f"/media/public/{profile.id}/avatar/pnew/300.webp" in client.get("/people/ann/").content.decode()
