"""The site's own pages: the language switch, health, and a form whose protection has run out."""

import re
from urllib.parse import quote

import pytest
from django.contrib.staticfiles import finders

from musicweb import views
from tests.people import make_user


@pytest.mark.parametrize("path", ["/", "/songs/1-x/?after=%20a", "/search/?q=a%26b"])
def test_a_language_is_remembered_and_the_page_comes_back(rf, settings, path: str) -> None:
    response = views.language(rf.get(f"/language/vi/?next={quote(path, safe='')}"), code="vi")
    assert (response.status_code, response["Location"]) == (302, path)
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "vi"


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_the_way_back_stays_on_this_site(rf, path: str) -> None:
    assert views.language(rf.get("/language/vi/", {"next": path}), code="vi")["Location"] == "/"


def test_an_unknown_language_is_not_found(rf) -> None:
    assert views.language(rf.get("/language/xx/"), code="xx").status_code == 404


def test_health_is_one_word(rf) -> None:
    response = views.health(rf.get("/health/"))
    assert (response.content, response["Content-Type"], response["Cache-Control"]) == (
        b"ok\n",
        "text/plain",
        "no-store",
    )


def test_a_form_of_this_site_whose_protection_ran_out_is_offered_again(visitor_request, settings) -> None:
    page = views.csrf_failure(visitor_request("/x/", {"title": "typed text"}, origin=settings.SITE_URL))
    assert page.status_code == 403
    assert "typed text</textarea>" in page.content.decode()


def test_a_password_is_not_offered_again(visitor_request, settings) -> None:
    typed = {"email": "ann@example.com", "password": "hunter2", "old_password": "hunter1"}
    page = views.csrf_failure(visitor_request("/x/", typed, origin=settings.SITE_URL)).content.decode()
    assert "ann@example.com" in page
    assert "hunter" not in page


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_form_of_another_site_is_not_offered_again(visitor_request, origin: str) -> None:
    page = views.csrf_failure(visitor_request("/x/", {"title": "typed text"}, origin=origin))
    assert page.status_code == 403
    assert "typed text" not in page.content.decode()
    assert '<form class="form"' not in page.content.decode()


def test_the_page_of_a_mistake_needs_neither_user_nor_session(rf) -> None:
    response = views.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_a_wrong_host_is_told_nothing_of_itself(rf) -> None:
    response = views.bad_request(rf.get("/", headers={"host": "evil.example"}), ValueError())
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()


def test_pages_for_strangers_hold_no_token(visitor_request) -> None:
    request = visitor_request("/")
    page = views.not_found(request, ValueError())
    assert "csrf" not in page.content.decode()
    assert not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")


def test_the_site_can_be_installed(client, settings) -> None:
    manifest = client.get("/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    assert manifest.json()["name"] == settings.SITE_NAME
    for icon in manifest.json()["icons"]:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL)), icon


def test_the_service_worker_keeps_the_shell_and_never_a_page(client, settings) -> None:
    response = client.get("/service-worker.js")
    assert response["Content-Type"] == "text/javascript"
    kept = re.findall(r'"(/[^"]*)"', re.search(r"FILES = \[(.*)\]", response.content.decode())[1])
    assert kept
    assert all(path.startswith(settings.STATIC_URL) and finders.find(path.removeprefix("/static/")) for path in kept)


def test_the_page_without_a_connection_is_nobodys_own(client, tables, sign_in) -> None:
    sign_in(client, make_user("ann"))
    page = client.get("/offline/")
    assert page.status_code == 200
    assert "ann@example.com" not in page.content.decode()
    assert not page.cookies
