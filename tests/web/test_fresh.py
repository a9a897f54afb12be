"""What was just written is known to the next requests of the same browser, for ten seconds."""

from django.http import HttpRequest, HttpResponse

from musicweb import fresh


def after(rf, request: HttpRequest, *written: tuple[str, str]) -> HttpRequest:
    """The browser's next request, after `request` has written these."""

    def view(request: HttpRequest) -> HttpResponse:
        for kind, id in written:
            fresh.remember(request, kind, id)
        return HttpResponse()

    following = rf.get("/")
    response = fresh.FreshMiddleware(view)(request)
    following.COOKIES = {**request.COOKIES, **{name: cookie.value for name, cookie in response.cookies.items()}}
    return following


def test_the_next_request_knows_what_was_written_newest_first(rf) -> None:
    following = after(rf, rf.post("/"), ("song", "a"), ("release", "r"), ("song", "b"))
    assert fresh.ids(following, "song") == ["b", "a"]
    assert fresh.ids(following, "release") == ["r"]
    assert fresh.ids(following, "artist") == []


def test_the_request_itself_knows_it_too(rf) -> None:
    request = rf.post("/")
    fresh.remember(request, "song", "a")
    assert fresh.ids(request, "song") == ["a"]


def test_at_most_five_are_kept_and_none_twice(rf) -> None:
    following = after(rf, rf.post("/"), *[("song", id) for id in "abcdef"])
    following = after(rf, following, ("song", "d"))
    assert fresh.ids(following, "song") == ["d", "f", "e", "c", "b"]


def test_a_tampered_or_old_cookie_says_nothing(rf, monkeypatch) -> None:
    following = after(rf, rf.post("/"), ("song", "a"))
    good = following.COOKIES[fresh.COOKIE]
    following.COOKIES[fresh.COOKIE] = good[:-1] + ("A" if good[-1] != "A" else "B")
    assert fresh.ids(following, "song") == []
    following.COOKIES[fresh.COOKIE] = good
    monkeypatch.setattr(fresh, "SECONDS", -1)
    assert fresh.ids(following, "song") == []


def test_readers_get_no_cookie(rf) -> None:
    assert not fresh.FreshMiddleware(lambda request: HttpResponse())(rf.get("/")).cookies


def test_scripts_cannot_read_the_cookie(rf) -> None:
    request = rf.post("/")
    fresh.remember(request, "song", "a")
    cookie = fresh.FreshMiddleware(lambda request: HttpResponse())(request).cookies[fresh.COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 10)
