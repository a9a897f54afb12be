"""The beacon of the player, and that nobody else can send one."""

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from accounts import sessions
from musicweb.dynamo.capacity import measured
from musicweb.dynamo.sessions import SessionStore
from musicweb.lambda_handler import handler
from musicweb.visitors import visitor_of
from playlists.models import HistoryEntry
from tests.people import make_user, sign_in
from tests.playlists.listening import plays_of, queued
from tests.playlists.songs import a_song

pytestmark = pytest.mark.usefixtures("tables")
PLAY_ID = "0b1c8a3e-6f3e-4b53-9a3e-0f6f1f0a7c11"


def send(browser: Client, song: str, *, origin: str | None = None, **facts: object):
    sent = {"play_id": PLAY_ID, "song_id": song, "listened_ms": "30000", "source": "site", **facts}
    return browser.post("/plays/", sent, headers={"Origin": origin or settings.SITE_URL, "User-Agent": "tests"})


def work() -> None:
    if messages := queued():
        assert handler({"Records": messages}, None) == {"batchItemFailures": []}


@pytest.mark.parametrize("somebody", [False, True], ids=["anonymous", "signed in"])
def test_recording_a_play_is_one_message_and_nothing_of_dynamodb(somebody):
    browser, song = Client(enforce_csrf_checks=True), a_song()
    if somebody:
        sign_in(browser, make_user("ann"))
    with measured() as spent:
        answer = send(browser, song.id)
    assert (answer.status_code, spent.requests, len(answer.cookies)) == (204, 0, 0)
    assert len(queued()) == 1


def test_a_play_of_somebody_signed_in_is_in_the_history_once_the_worker_has_run():
    ann, song = make_user("ann"), a_song()
    send(sign_in(Client(), ann), song.id)
    work()
    assert plays_of(song) == 1
    assert [entry.song_id for entry in HistoryEntry.all_of(ann.id)] == [song.id]


def test_identical_beacons_are_one_play():
    """A thousand of them: test_services_plays.py."""
    browser, song = Client(), a_song()
    for _ in range(20):
        assert send(browser, song.id).status_code == 204
    work()
    assert plays_of(song) == 1


@pytest.mark.parametrize("origin", ["https://evil.example", "null", settings.SITE_URL + ".evil.example"])
def test_another_site_cannot_send_plays_in_anybody_s_name(origin):
    ann, song = make_user("ann"), a_song()
    assert send(sign_in(Client(), ann), song.id, origin=origin).status_code == 403
    assert Client().post("/plays/", {"play_id": PLAY_ID, "song_id": song.id}).status_code == 403
    assert queued() == []


def test_nobody_can_write_into_the_history_of_somebody_else():
    ann, song = make_user("ann"), a_song()
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = ann.id
    send(stranger, song.id, user_id=ann.id, session_hash="x", session_key="x", visitor=f"user:{ann.id}")
    work()
    assert plays_of(song) == 1
    assert list(HistoryEntry.all_of(ann.id)) == []


def test_after_signing_out_plays_are_a_visitor_s():
    ann, song, browser = make_user("ann"), a_song(), Client()
    sign_in(browser, ann)
    stolen = browser.cookies[settings.SESSION_COOKIE_NAME].value
    sessions.end(SessionStore(stolen))
    send(browser, song.id)
    work()
    assert list(HistoryEntry.all_of(ann.id)) == []
    assert plays_of(song) == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"play_id": "1"},
        {"play_id": ""},
        {"song_id": "../../etc"},
        {"song_id": "01HZZZZZZZZZZZZZZZZZZZZZZZ"},
        {"listened_ms": "-1"},
        {"listened_ms": "1e9"},
        {"listened_ms": "99999999999"},
        {"source": "elsewhere"},
    ],
)
def test_nonsense_is_refused_and_not_queued(facts):
    answer = send(Client(), a_song().id, **facts)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == list(facts)
    assert queued() == []


def test_only_a_post_records():
    assert Client().get("/plays/").status_code == 405


def test_a_visitor_is_another_one_tomorrow_and_with_another_address_or_browser(monkeypatch):
    def visitor(day: str = "2026-11-27", **meta: str) -> str:
        class Clock:
            @staticmethod
            def now(zone):
                from datetime import datetime

                return datetime.fromisoformat(day)

        monkeypatch.setattr("musicweb.visitors.datetime", Clock)
        return visitor_of(RequestFactory().post("/", **{"REMOTE_ADDR": "192.0.2.1", "HTTP_USER_AGENT": "Fox", **meta}))

    one = visitor()
    others = [visitor("2026-11-28"), visitor(REMOTE_ADDR="192.0.2.2"), visitor(HTTP_USER_AGENT="Cat")]
    assert visitor() == one
    assert len({one, *others}) == 4
    assert "192.0.2.1" not in one
