"""What AWS gets to log: one line a request and event, with figures, and nothing about who somebody is."""

import io
import json
import logging
import re
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from accounts.services import save_profile
from catalog import queries
from musicweb import logs
from musicweb.lambda_handler import handler
from musicweb.logs import JsonLines, NotTwice, readable
from tests.accounts.conftest import cognito as cognito
from tests.accounts.conftest import id_token
from tests.factories import make_release, make_song
from tests.people import REFRESH_TOKEN, make_user, session_cookie_for, sign_in


class Lines:
    def __init__(self) -> None:
        self.written = io.StringIO()
        self.handler = logging.StreamHandler(self.written)
        self.handler.setFormatter(JsonLines())
        self.handler.addFilter(NotTwice())

    @property
    def all(self):
        return [json.loads(line) for line in self.written.getvalue().splitlines()]

    def of(self, event):
        return [line for line in self.all if line.get("event") == event]


@pytest.fixture
def lines(settings):
    """As the function's log has them."""
    settings.LOGS_JSON = True
    lines, root = Lines(), logging.getLogger()
    root.addHandler(lines.handler)
    yield lines
    root.removeHandler(lines.handler)


def test_a_request_is_one_line_with_its_route_and_what_it_cost(tables, lines):
    song = make_song(release=make_release(published=True), published=True)
    answer = Client().get(song_url := f"/songs/{song.id}-slow-rivers/")
    (line,) = lines.of("request")

    assert (line["level"], line["route"], line["method"], line["status"]) == ("INFO", "song", "GET", 200)
    assert line["aws_calls"] == 1
    assert line["read_units"] > 0
    assert line["write_units"] == 0
    assert line["ms"] > 0
    assert line["request_id"] == answer["X-Request-Id"]
    assert "user" not in line
    assert song_url not in json.dumps(lines.all)


def test_a_line_is_cloudwatch_s_embedded_metric_format(tables, lines):
    Client().get("/help/keys/")
    (line,) = lines.of("request")
    (directive,) = line["_aws"]["CloudWatchMetrics"]

    assert directive["Namespace"] == "musicweb/test"
    assert {metric["Name"] for metric in directive["Metrics"]} == {"aws_calls", "read_units", "write_units"}
    assert all(isinstance(line[metric["Name"]], int | float) for metric in directive["Metrics"])
    assert directive["Dimensions"] == [[]]
    assert isinstance(line["_aws"]["Timestamp"], int)


def test_the_same_user_is_the_same_hash_and_not_the_id(tables, lines, settings):
    ann, bob = make_user("ann"), make_user("bob")
    for user in (ann, ann, bob):
        sign_in(Client(), user).get("/library/likes/")
    first, second, other = [line["user"] for line in lines.of("request")]

    assert first == second != other
    assert first == logs.person(ann.id)
    settings.SECRET_KEY = "another" * 10
    assert logs.person(ann.id) != first


@pytest.mark.parametrize(("path", "route", "status"), [("/nowhere/", "", 404), ("/library/likes/", "likes", 302)])
def test_what_is_answered_early_is_logged_once(tables, lines, path, route, status):
    Client().get(path)

    assert [(line["route"], line["status"]) for line in lines.all] == [(route, status)]


def test_a_fault_is_logged_with_its_trace_and_the_page_names_the_request(tables, lines, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("no answer for ann@example.com")

    monkeypatch.setattr(queries, "home_page", fails)
    answer = Client(raise_request_exception=False).get("/")
    (fault,) = [line for line in lines.all if line["level"] == "ERROR"]

    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.content.decode()
    assert fault["request_id"] == answer["X-Request-Id"]
    assert "RuntimeError: no answer for [mail]" in fault["trace"]
    assert lines.of("request")[0]["status"] == 500


def test_lambda_s_own_name_of_a_request_is_taken(tables, lines):
    event = {"detail-type": "Scheduled Event"}
    handler(event, SimpleNamespace(aws_request_id="c0ffee"))
    (line,) = lines.of("schedule")

    assert line["request_id"] == "c0ffee"
    assert line["aws_calls"] > 0


def test_a_batch_is_one_line_that_says_how_many_failed(tables, lines):
    record = {"messageId": "m1", "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:0:uploads"}
    handler({"Records": [{**record, "body": "no json"}]}, None)
    (line,), (failure,) = lines.of("records"), lines.of("processing_failed")

    assert (line["source"], line["count"], line["failed"]) == ("uploads", 1, 1)
    assert (failure["level"], failure["item"]) == ("ERROR", "m1")


def test_a_failed_sign_in_is_an_event_of_its_own(tables, lines, cognito):
    Client().get(reverse("openid_connect_callback", args=["cognito"]), {"code": "c", "state": "forged"})

    assert [line["level"] for line in lines.of("sign_in_failed")] == ["WARNING"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("token eyJhbGciOi.eyJzdWIi.c2ln-_x ended", "token [token] ended"),
        ("mail to Ann.B+x@mail.example.co.uk, now", "mail to [mail], now"),
        ("from 203.0.113.5:443 again", "from [address]:443 again"),
        ("Authorization: abc123", "Authorization: [secret]"),
        ("version 4.32.5 of song 01hf0000000000000000000000", "version 4.32.5 of song 01hf0000000000000000000000"),
    ],
)
def test_what_an_exception_may_bring_along_is_made_unreadable(said, kept):
    assert readable(said) == kept


def test_ids_of_users_become_their_hash():
    user_id = "1f0c7a2e-0000-4000-8000-0123456789ab"

    assert readable(f"suspended user {user_id}") == f"suspended user {logs.person(user_id)}"


def test_no_line_of_a_visit_holds_a_token_a_mail_an_address_or_an_id(tables, lines, cognito):
    user = make_user("ann")
    save_profile(user_id=user.id, version=0, handle="ann", name="Ann")
    song = make_song(release=make_release(published=True), published=True)
    cookie, token = session_cookie_for(user), id_token(sub=user.id)
    client = sign_in(Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.5"), user)
    for path in ("/", "/people/ann/", "/account/", "/account/devices/", "/nowhere/", "/library/likes/?after=broken"):
        client.get(path)
    client.post(f"/songs/{song.id}/like/", {"liked": "1"})
    client.post("/auth/logout/")
    api = Client(headers={"Authorization": f"Bearer {token}"}, REMOTE_ADDR="203.0.113.5")
    for path in ("accounts/me", f"songs/{song.id}", "likes?cursor=broken", f"accounts/{user.id}"):
        api.get(f"/api/v1/{path}")
    written = lines.written.getvalue()

    assert len(lines.of("request")) == 12
    for secret in (
        cookie,
        token,
        REFRESH_TOKEN,
        user.email,
        user.id,
        "203.0.113.5",
        django_settings.SECRET_KEY,
        "/people/ann",
    ):
        assert secret not in written
    assert not re.search(r"eyJ[\w-]{8}|[\w.]+@example\.com", written)
