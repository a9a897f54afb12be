"""Pages for people who are signed in: who is let in, who is asked, and that typed text survives."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.services import end_sessions
from tests.people import make_user, sign_in

pytestmark = [pytest.mark.usefixtures("tables"), pytest.mark.urls("tests.accounts.site")]
LYRICS = "\nfirst line <script>alert(1)</script> & “quotes”\n\n" + "la " * 20


@pytest.fixture
def ann():
    return make_user("ann")


def test_a_stranger_is_sent_to_sign_in_and_back(client):
    response = client.get("/test/note/?page=2")
    assert response.status_code == 302
    assert response["Location"] == "/auth/login/?next=%2Ftest%2Fnote%2F%3Fpage%3D2"


def test_an_exchanged_page_becomes_a_full_load_of_the_sign_in(client):
    response = client.get("/test/note/", headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith("/auth/login/?next=")


def test_a_script_is_told_in_json(client):
    response = client.post("/test/note/", headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert set(response.json()) == {"error", "sign_in"}


def test_a_permission_opens_a_page_for_those_who_have_it(client, ann):
    assert client.get("/test/moderators/").status_code == 302
    assert sign_in(client, ann).get("/test/moderators/").status_code == 403
    assert sign_in(client, make_user("mo", ["moderators"])).get("/test/moderators/").status_code == 200
    assert sign_in(client, make_user("ada", ["admins"])).get("/test/moderators/").status_code == 200


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send with the page's form for /test/note/."""
    form = re.search(r'<form[^>]*action="/test/note/".*?</form>', page, re.S).group()
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))
    for name, value in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.S):
        # A browser drops one line break right after the tag.
        found.setdefault(html.unescape(name), []).append(html.unescape(value.removeprefix("\n")))
    return found


def test_text_typed_into_an_expired_session_survives_signing_in_again(ann):
    browser = sign_in(Client(enforce_csrf_checks=True), ann)
    browser.cookies["csrftoken"] = "c" * 32
    end_sessions(ann.id)
    typed = {"title": 'A "song"', "lyrics": LYRICS, "tags": ["a", "b"], "password": "hunter2"}
    sent = {**typed, "csrfmiddlewaretoken": "c" * 32, "cover": SimpleUploadedFile("c.jpg", b"jpg")}
    response = browser.post("/test/note/", sent)
    page = response.content.decode()
    assert response.status_code == 401
    assert "no-store" in response["Cache-Control"]
    assert "hunter2" not in page
    assert "<script>alert" not in page
    assert "choose them again" in page
    sign_in(browser, ann)  # in another tab
    again = fields_of(page)
    assert again.pop("csrfmiddlewaretoken")
    assert again == {"title": ['A "song"'], "lyrics": [LYRICS], "tags": ["a", "b"]}
    said = browser.post("/test/note/", fields_of(page)).json()
    assert said["title"] == ['A "song"']
    assert said["lyrics"] == [LYRICS]
