"""Every error is a problem (RFC 9457) that says what happened and what to do, and no page."""

import json

import pytest
from django.test import Client

from catalog.queries import site
from musicweb.dynamo.errors import Throttled

PLAY = {"play_id": "not-a-uuid", "song_id": "x", "listened_ms": 0}


def sent(ask, body, content_type="application/json"):
    return ask("POST", "history", data=body, content_type=content_type)


CASES = {
    "nothing there": (lambda ask: ask("GET", "nothing/here"), 404, "not_found"),
    "a slash too many": (lambda ask: ask("GET", "songs/"), 404, "not_found"),
    "another method": (lambda ask: ask("PATCH", "songs"), 405, "method_not_allowed"),
    "a wrong figure": (lambda ask: ask("GET", "songs?limit=1000"), 422, "invalid"),
    "an id that is none": (lambda ask: ask("GET", "songs/1"), 422, "invalid"),
    "a damaged cursor": (lambda ask: ask("GET", "songs?cursor=x"), 400, "bad_cursor"),
    "another list's cursor": (lambda ask: ask("GET", "likes?cursor=eyJ:x:y"), 400, "bad_cursor"),
    "no JSON": (lambda ask: sent(ask, "{"), 400, "bad_request"),
    "no UTF-8": (lambda ask: sent(ask, b"\xff"), 400, "bad_request"),
    "a form": (lambda ask: sent(ask, "a=b", "application/x-www-form-urlencoded"), 415, "not_json"),
    "too large": (lambda ask: sent(ask, "1" * 1_100_000), 413, "too_large"),
    "wrong fields": (lambda ask: sent(ask, json.dumps(PLAY)), 422, "invalid"),
}


@pytest.mark.parametrize(("act", "status", "code"), CASES.values(), ids=CASES.keys())
def test_a_mistake_is_explained(program, act, status, code):
    answer = act(program())
    said = answer.json()

    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, said["status"], said["code"]) == (status, status, code)
    assert said["detail"]
    assert said["title"]
    assert answer["Cache-Control"] == "private, no-store"


def test_wrong_fields_are_named(program):
    said = sent(program(), json.dumps(PLAY)).json()

    assert [one["at"][-1] for one in said["errors"]] == ["play_id", "song_id", "listened_ms"]


def test_the_methods_of_an_address_are_named(program):
    assert program()("POST", "likes/01hzzzzzzzzzzzzzzzzzzzzzzz")["Allow"] == "DELETE, PUT"


def test_an_address_that_has_get_has_head(program):
    assert program()("PATCH", "songs")["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(("error", "status"), [(Throttled("x"), 503), (ZeroDivisionError("secret"), 500)])
def test_a_fault_here_is_a_problem_that_tells_no_secret(program, monkeypatch, error, status):
    def fails(*args, **kwargs):
        raise error

    monkeypatch.setattr("catalog.queries.songs_by_title", fails)
    answer = program()("GET", "songs")

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert "secret" not in answer.content.decode()


def test_during_maintenance_writes_wait_and_reads_go_on(program, monkeypatch):
    ask = program()
    monkeypatch.setattr(site, "_known", site._Known(site.SiteState(read_only=True), until=float("inf")))
    answer = ask("PUT", "likes/01hzzzzzzzzzzzzzzzzzzzzzzz")

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "read_only", "60")
    assert ask("GET", "songs").status_code == 200


@pytest.mark.parametrize(
    ("serves", "path", "status"),
    [("api", "/", 404), ("api", "/songs/1-x/", 404), ("api", "/health/", 200), ("pages", "/api/v1/songs", 404)],
)
def test_a_function_answers_only_its_own_part_of_the_site(settings, serves, path, status):
    settings.SERVES = [serves]
    answer = Client().get(path)

    assert answer.status_code == status
    assert answer["Content-Type"] == ("text/plain" if status == 200 else "application/problem+json")
