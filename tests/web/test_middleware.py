"""One address, what caches may keep, and errors that end in a page with a way on."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from catalog.errors import Gone
from musicweb.dynamo.errors import BadCursor, Conflict, NotFound, Throttled, Unavailable
from musicweb.middleware import CacheControl, ClearErrors, OneAddress


def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@pytest.fixture
def site(settings):
    settings.SITE_URL = "http://127.0.0.1:8000"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "origin.example"]


@pytest.mark.parametrize(
    "host", ["localhost:8000", "127.0.0.1", "127.0.0.1:9000", "evil.example", "127.0.0.1.evil.example:8000"]
)
def test_another_spelling_is_sent_to_the_one_address(site, rf: RequestFactory, host: str) -> None:
    response = OneAddress(ok)(rf.get("/songs//1-x/?after=%C3%BC", headers={"host": host}))
    assert response.status_code == 302
    assert response["Location"] == "http://127.0.0.1:8000/songs//1-x/?after=%C3%BC"
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "origin.example", "ORIGIN.example:443"])
def test_the_one_address_and_the_operators_other_names_pass(site, rf: RequestFactory, host: str) -> None:
    assert OneAddress(ok)(rf.get("/", headers={"host": host})).content == b"ok"


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_cloudfront_asks_by_the_gateway_s_name_is_the_site_s_own(site, rf: RequestFactory, method: str) -> None:
    request = getattr(rf, method)("/", headers={"host": "abc123.execute-api.us-east-1.amazonaws.com"})

    assert OneAddress(ok)(request).content == b"ok"
    assert f"{request.scheme}://{request.get_host()}" == settings.SITE_URL


def test_the_gateway_s_stage_is_no_part_of_an_address(client: Client, tables: None) -> None:
    """Zappa says so by SCRIPT_NAME, where it is asked by the gateway's own name."""
    host = "abc123.execute-api.us-east-1.amazonaws.com"
    page = client.get("/search/", SCRIPT_NAME="/production", headers={"host": host})

    assert page.status_code == 200
    assert 'href="/auth/login/' in page.content.decode()
    assert "/production/" not in page.content.decode()


def test_a_form_sent_to_another_spelling_is_refused_without_repeating_the_name(site, rf: RequestFactory) -> None:
    response = OneAddress(ok)(rf.post("/", headers={"host": "<script>.example"}))
    assert response.status_code == 400
    assert response.content.decode() == "This site is at http://127.0.0.1:8000.\n"
    assert response["Content-Type"] == "text/plain"


def test_health_answers_under_any_name(site, rf: RequestFactory) -> None:
    request = rf.get("/health/", headers={"host": "10.0.0.7:8080"})
    assert OneAddress(ok)(request).content == b"ok"
    assert request.get_host() == "127.0.0.1:8000"


def test_a_page_for_everybody_may_be_shared_for_a_moment(rf: RequestFactory) -> None:
    response = CacheControl(ok)(rf.get("/"))
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert response["Vary"] == "Accept-Language, Cookie, HX-Request"


def test_a_page_of_somebody_known_is_kept_by_nobody(rf: RequestFactory, settings) -> None:
    request = rf.get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "secret"
    assert CacheControl(ok)(request)["Cache-Control"] == "private, no-store"
    assert CacheControl(ok)(rf.post("/"))["Cache-Control"] == "private, no-store"


def test_a_page_that_sets_a_cookie_is_kept_by_nobody(rf: RequestFactory) -> None:
    def greet(request: HttpRequest) -> HttpResponse:
        response = HttpResponse("ok")
        response.set_cookie("messages", "hello")
        return response

    assert CacheControl(greet)(rf.get("/"))["Cache-Control"] == "private, no-store"


def test_a_views_own_word_about_caching_stands(rf: RequestFactory) -> None:
    view = lambda request: HttpResponse(headers={"Cache-Control": "private, max-age=60"})  # noqa: E731
    assert CacheControl(view)(rf.get("/"))["Cache-Control"] == "private, max-age=60"


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFound("x"), 404, "There is nothing at this address"),
        (Gone("x"), 410, "This is no longer here"),
        (BadCursor("x"), 400, "Start the list from the beginning"),
        (Throttled("x"), 503, "The site is too busy for a moment"),
        (Unavailable("x"), 503, "The site is too busy for a moment"),
    ],
)
def test_domain_errors_end_in_whole_pages(visitor_request, error: Exception, status: int, words: str) -> None:
    response = ClearErrors(ok).process_exception(visitor_request("/artists/linh/?after=x"), error)
    assert response is not None
    assert response.status_code == status
    page = response.content.decode()
    assert words in page
    assert 'id="page"' in page
    assert "x-secret" not in page
    assert response.get("Retry-After") == ("5" if status == 503 else None)


def test_a_damaged_cursor_leads_back_to_the_beginning_of_its_list(visitor_request) -> None:
    response = ClearErrors(ok).process_exception(visitor_request("/artists/linh/?after=x"), BadCursor())
    assert 'href="/artists/linh/"' in response.content.decode()


def test_conflicts_and_mistakes_are_left_to_others(visitor_request) -> None:
    assert ClearErrors(ok).process_exception(visitor_request("/"), Conflict()) is None
    assert ClearErrors(ok).process_exception(visitor_request("/"), ZeroDivisionError()) is None
