"""What CloudFront keeps of pages: by the template's own cache key, and past it nobody comes."""

import hashlib
import re

import pytest
from django.test import Client

from musicweb import caching, fresh, preferences
from musicweb.local import stack
from tests.factories import make_release, make_song
from tests.people import make_user, session_cookie_for

POLICY = stack.load()["Resources"]["PublicPages"]["Properties"]["CachePolicyConfig"]
KEY = POLICY["ParametersInCacheKeyAndForwardedToOrigin"]
SESSION = "__Host-sid"  # settings.SESSION_COOKIE_NAME of a site with https


class Edge:
    """Keeps answers as CloudFront does by the template's policy; `asked` counts what came through to Django."""

    def __init__(self) -> None:
        self.kept = {}
        self.asked = 0

    def get(self, path, *, language="en", cookies=None, **headers):
        cookies = cookies or {}
        key = (path, language, *(cookies.get(name) for name in KEY["CookiesConfig"]["Cookies"]))
        if key not in self.kept:
            self.asked += 1
            client = Client(headers={"Accept-Language": language, **headers})
            client.cookies.load({{SESSION: "sid"}.get(name, name): value for name, value in cookies.items()})
            answer = client.get(path)
            if not re.search(r"public.*s-maxage=[1-9]", answer["Cache-Control"]):
                return answer
            self.kept[key] = answer
        return self.kept[key]


@pytest.fixture
def edge(tables, settings):
    settings.DISTRIBUTION_ID = "E2EXAMPLE"
    return Edge()


@pytest.fixture
def page(edge):
    song = make_song(release=make_release(published=True), published=True)
    return f"/songs/{song.id}-slow-rivers/"


def test_the_template_s_key_is_what_pages_depend_on():
    assert set(KEY["CookiesConfig"]["Cookies"]) == {SESSION, *preferences.COOKIES, fresh.COOKIE, "messages"}
    assert {"Cookie", *KEY["HeadersConfig"]["Headers"]} == set(caching.VARY)
    assert POLICY["MaxTTL"] >= caching.PAGE_SECONDS
    assert POLICY["DefaultTTL"] == POLICY["MinTTL"] == 0  # whatever says nothing is not kept


def test_a_kept_page_costs_strangers_no_call(edge, page):
    first = edge.get(page)
    for odd in ({"User-Agent": "another"}, {"X-Forwarded-Host": "evil.example"}, {"Referer": "https://evil.example/"}):
        assert edge.get(page, cookies={"tracker": "x"}, **odd).content == first.content

    assert edge.asked == 1


def test_another_language_and_look_are_pages_of_their_own(edge, page):
    english, vietnamese = edge.get(page), edge.get(page, language="vi")
    dark = edge.get(page, cookies={"theme": "dark"})

    assert len({english.content, vietnamese.content, dark.content}) == 3


def test_a_session_s_page_is_never_kept_and_never_given_to_others(edge, page):
    user = make_user("ann")
    cookies = {SESSION: session_cookie_for(user)}
    for _ in range(2):
        mine = edge.get(page, cookies=cookies)

    assert edge.asked == 2
    assert not edge.kept
    assert user.name in mine.content.decode()
    assert user.name not in edge.get(page).content.decode()


def test_without_an_edge_strangers_pages_are_asked_for_again_each_time(tables, settings):
    settings.DISTRIBUTION_ID = ""

    assert Client().get("/")["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize(
    ("path", "key", "status"),
    [
        ("/", "old-key-of-the-origin", 200),
        ("/", "new-key-of-the-origin", 200),
        ("/", "a-guess", 403),
        ("/", "", 403),
        ("/health/", "", 403),
        ("/api/v1/songs", "", 403),
        ("/api/v1/songs", "new-key-of-the-origin", 401),
    ],
)
def test_what_comes_past_cloudfront_is_refused(tables, settings, path, key, status):
    keys = ("old-key-of-the-origin", "new-key-of-the-origin")
    settings.ORIGIN_KEY_HASHES = [hashlib.sha256(one.encode()).hexdigest() for one in keys]
    answer = Client().get(path, headers={"X-Api-Key": key} if key else {})

    assert answer.status_code == status
    assert "key" not in answer.content.decode() or status != 403
