"""The page of the listening history, and deleting of it."""

import pytest
from django.test import Client, override_settings

from catalog.models import Notice
from catalog.queries import RECENTLY_HIDDEN
from musicweb.dynamo import retrying
from musicweb.dynamo.connection import SharedConnection
from musicweb.lambda_handler import handler
from playlists import services
from playlists.models import HistoryEntry
from playlists.services import history as history_module
from tests.people import make_user, sign_in
from tests.playlists.listening import NOON_MS, queued, transaction_conflict
from tests.playlists.songs import a_song

pytestmark = pytest.mark.usefixtures("tables")
DAY_MS, MINUTE_MS = 86_400_000, 60_000


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def browser(ann) -> Client:
    return sign_in(Client(), ann)


def heard(user, song, at_ms: int = NOON_MS) -> str:
    """The key of the entry."""
    entry = history_module.entry_of(user_id=user.id, song=song, at_ms=at_ms, play_id="0123456789")
    entry.put()
    return entry.key


def shown(browser: Client, address: str = "/library/history/") -> list[list[str]]:
    """Titles by day."""
    return [[row.song.title for row in day.rows] for day in browser.get(address).context["page"].days]


def test_it_is_newest_first_by_day(browser, ann):
    for title, at_ms in [("Older", NOON_MS - DAY_MS), ("Noon", NOON_MS), ("Later", NOON_MS + MINUTE_MS)]:
        heard(ann, a_song(title=title), at_ms)
    assert shown(browser) == [["Later", "Noon"], ["Older"]]


@override_settings(PAGE_ROWS=2)
def test_it_comes_in_pages(browser, ann):
    for number in range(5):
        heard(ann, a_song(title=str(number)), NOON_MS + number * MINUTE_MS)
    found, address = [], "/library/history/"
    while address:
        page = browser.get(address).context["page"]
        found += [row.song.title for day in page.days for row in day.rows]
        address = f"/library/history/?after={page.next}" if page.next else ""
    assert found == ["4", "3", "2", "1", "0"]


def test_nobody_sees_the_history_of_somebody_else(browser, ann):
    heard(make_user("bob"), a_song())
    assert shown(browser) == []


def test_what_is_hidden_now_is_not_listed_and_follows_its_song(browser, ann):
    song, other = a_song(title="One"), a_song(title="Other")
    heard(ann, song), heard(ann, other, NOON_MS + 1)
    Notice(RECENTLY_HIDDEN, ids={song.id: 0}).put()
    assert shown(browser) == [["Other"]]
    Notice(RECENTLY_HIDDEN).remove()
    song.change(*[type(song).listed.remove(), type(song).title.set("Renamed")])
    services.mend_history(song_id=song.id)
    assert shown(browser) == [["Other"]]
    song.change(type(song).listed.set("1"))
    services.mend_history(song_id=song.id)
    assert shown(browser) == [["Other", "Renamed"]]
    song.remove()
    services.mend_history(song_id=song.id)
    assert len(list(HistoryEntry.all_of(ann.id))) == 1


def test_one_entry_is_deleted_and_nobody_else_s(browser, ann):
    bob, song = make_user("bob"), a_song()
    key, theirs = heard(ann, song), heard(bob, song, NOON_MS + 1)
    assert b"Delete this song" in browser.get(f"/library/history/entries/{key}/deletion/").content
    assert shown(browser) == [["Rain at night"]]
    for one in (key, theirs, "nonsense", "~"):
        assert browser.post(f"/library/history/entries/{one}/deletion/").status_code == 303
    assert shown(browser) == []
    assert len(list(HistoryEntry.all_of(bob.id))) == 1


def test_a_day_is_deleted_and_its_neighbours_stay(browser, ann):
    midnight = NOON_MS - DAY_MS // 2
    for title, at_ms in [("Before", midnight - 1), ("First", midnight), ("Last", midnight + DAY_MS - 1)]:
        heard(ann, a_song(title=title), at_ms)
    heard(ann, a_song(title="After"), midnight + DAY_MS)
    day = browser.get("/library/history/").context["page"].days[1].day.isoformat()
    assert browser.post(f"/library/history/days/{day}/deletion/").status_code == 303
    assert shown(browser) == [["After"], ["Before"]]


def test_a_day_is_asked_about_first(browser, ann):
    heard(ann, a_song(title="Today"))
    page = browser.get("/library/history/")
    (day,) = (day.day.isoformat() for day in page.context["page"].days)
    assert f'href="/library/history/days/{day}/deletion/"' in page.content.decode()
    assert "Keep it" in browser.get(f"/library/history/days/{day}/deletion/").content.decode()
    assert shown(browser) == [["Today"]]


@pytest.mark.parametrize("day", ["today", "2026-13-01", "1969-12-31", "20261127T10"])
def test_what_is_no_day_is_not_found(browser, day):
    assert browser.post(f"/library/history/days/{day}/deletion/").status_code == 404


def test_deleting_everything_is_asked_and_a_long_history_is_finished_by_the_worker(browser, ann, monkeypatch):
    monkeypatch.setattr(history_module, "AT_ONCE", 3)
    for number in range(8):
        heard(ann, a_song(), NOON_MS + number)
    services.pause_history(user_id=ann.id)
    assert browser.get("/library/history/deletion/").status_code == 200
    assert browser.post("/library/history/deletion/").status_code == 303
    assert len(list(HistoryEntry.all_of(ann.id))) == 5
    while messages := queued():
        assert handler({"Records": messages}, None) == {"batchItemFailures": []}
    assert list(HistoryEntry.all_of(ann.id)) == []
    assert browser.get("/library/history/").context["page"].paused


def test_many_listeners_of_a_song_are_mended_by_the_worker(ann, monkeypatch):
    monkeypatch.setattr(history_module, "AT_ONCE", 2)
    song = a_song()
    for number in range(5):
        heard(ann, song, NOON_MS + number)
    song.change(type(song).title.set("Renamed"))
    services.mend_history(song_id=song.id)
    while messages := queued():
        assert handler({"Records": messages}, None) == {"batchItemFailures": []}
    assert {entry.title for entry in HistoryEntry.all_of(ann.id)} == {"Renamed"}


def test_it_is_paused_and_goes_on(browser):
    for paused in ("1", "0"):
        assert browser.post("/library/history/pause/", {"paused": paused}).status_code == 303
        page = browser.get("/library/history/").context["page"]
        assert page.paused == (paused == "1")
        assert page.days == []


def test_a_pause_that_meets_plays_again_and_again_says_to_try_later(browser, monkeypatch):
    def meeting(self, *args, **kwargs):
        raise transaction_conflict()

    monkeypatch.setattr(SharedConnection, "transact_write_items", meeting)
    monkeypatch.setattr(retrying.time, "sleep", lambda seconds: None)
    assert browser.post("/library/history/pause/", {"paused": "1"}).status_code == 503


def test_of_a_deleted_account_nothing_is_left(ann, monkeypatch):
    monkeypatch.setattr(history_module, "AT_ONCE", 2)
    for number in range(5):
        heard(ann, a_song(), NOON_MS + number)
    services.pause_history(user_id=ann.id)
    assert services.forget_listener(user_id=ann.id) == 5
    assert list(HistoryEntry.newest(ann.id, limit=50)) == []


def test_an_empty_history_says_how_to_begin_and_a_changed_cursor_is_a_400(browser):
    assert "Nothing here yet" in browser.get("/library/history/").content.decode()
    assert browser.get("/library/history/?after=forged").status_code == 400


def test_titles_are_text(browser, ann):
    heard(ann, a_song(title="<script>alert(1)</script>"))
    assert "<script>alert" not in browser.get("/library/history/").content.decode()
