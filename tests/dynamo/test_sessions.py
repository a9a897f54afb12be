import time
from datetime import UTC, datetime

import pytest
from django.contrib.sessions.backends.base import UpdateError

from musicweb.dynamo.capacity import measured
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.sessions import SessionRecord, SessionStore

from .conftest import answering

pytestmark = pytest.mark.usefixtures("library")
HOUR, DAY = 3600, 86400


@pytest.fixture
def session():
    session = SessionStore()
    session["name"] = "Ann"
    session.save()
    return session


def again(session):
    """The same session in another request."""
    return SessionStore(session.session_key)


def item(session):
    return SessionRecord.fetch(SessionStore.hash_of(session.session_key))


def age(session, seconds):
    """The session began, and was last used, so much earlier."""
    row = item(session)
    moved = datetime.fromtimestamp(row.expires.timestamp() - seconds, UTC)
    row.change(
        SessionRecord.created.set(row.created - seconds),
        SessionRecord.touched.set(row.touched - seconds),
        SessionRecord.expires.set(moved),
    )


# ---- the store ----
def test_what_is_stored_is_found_by_one_strong_read(session):
    with measured() as spent:
        assert again(session)["name"] == "Ann"
    assert [call.operation for call in spent.calls] == ["GetItem"]


def test_the_table_holds_only_the_hash_of_an_id_of_256_bits(session):
    assert len(session.session_key) == 43
    assert session.session_key not in repr(item(session).serialize())
    with pytest.raises(NotFound):
        SessionRecord.fetch(session.session_key)


def test_session_data_is_signed(session):
    row = item(session)
    row.change(SessionRecord.data.set(row.data[:-1] + ("A" if row.data[-1] != "A" else "B")))
    assert "name" not in again(session)


def test_a_deleted_session_ends_at_once(session):
    other = again(session)
    session.delete()
    assert again(session).get("name") is None
    assert other.get("name") is None


def test_a_deleted_session_cannot_be_brought_back_by_a_save_under_way(session):
    other = again(session)
    other["name"] = "Bob"
    SessionStore.delete_by_hash(SessionStore.hash_of(session.session_key))
    with pytest.raises(UpdateError):
        other.save()
    with pytest.raises(NotFound):
        item(session)


def test_a_session_deleted_after_somebody_else_wrote_it_stays_deleted(session):
    mine = again(session)
    mine["a"] = 1
    theirs = again(session)
    theirs["b"] = 2
    theirs.save()
    session.delete()
    with pytest.raises(UpdateError):
        mine.save()


def test_two_requests_that_change_different_keys_keep_both(session):
    mine, theirs = again(session), again(session)
    mine["mine"] = 1
    theirs["theirs"] = 2
    del theirs["name"]
    theirs.save()
    mine.save()
    assert dict(again(session).items()) == {"mine": 1, "theirs": 2}
    assert dict(mine.items()) == {"mine": 1, "theirs": 2}


def test_of_two_saves_that_must_match_one_is_a_conflict_and_may_reload(session):
    mine, theirs = again(session), again(session)
    mine["token"], theirs["token"] = "mine", "theirs"
    theirs.save(must_match=True)
    with pytest.raises(Conflict):
        mine.save(must_match=True)
    mine.reload()
    assert mine["token"] == "theirs"
    mine["token"] = "third"
    mine.save(must_match=True)
    assert again(session)["token"] == "third"


def test_a_save_that_must_match_a_deleted_session_is_an_update_error(session):
    mine = again(session)
    mine["token"] = "mine"
    session.delete()
    with pytest.raises(UpdateError):
        mine.save(must_match=True)


def test_a_new_id_keeps_the_data_and_ends_the_old_one(session):
    old = session.session_key
    session.cycle_key()
    assert SessionStore(old).get("name") is None
    assert again(session)["name"] == "Ann"


def test_a_session_unused_too_long_is_over_though_its_item_is_still_there(session, settings):
    age(session, settings.SESSION_IDLE_SECONDS + 1)
    assert item(session)
    assert again(session).get("name") is None


def test_use_moves_the_idle_expiry_but_never_past_the_absolute_one(session, settings):
    began = item(session).created
    age(session, 2 * HOUR)
    used = again(session)
    assert used["name"] == "Ann"
    used.touch()
    assert item(session).expires.timestamp() == pytest.approx(time.time() + settings.SESSION_IDLE_SECONDS, abs=5)
    item(session).change(SessionRecord.created.set(began - 29 * DAY))
    used = again(session)
    used["name"] = "Bob"
    used.save()
    assert item(session).expires.timestamp() == pytest.approx(began + DAY, abs=5)


def test_a_session_exists_or_does_not(session):
    assert SessionStore().exists(session.session_key)
    assert not SessionStore().exists("x" * 43)


@pytest.mark.parametrize("key", ["", "x", "x" * 5000, "ö" * 43])
def test_an_id_nobody_handed_out_is_an_empty_session(key):
    assert SessionStore(key).get("name") is None


# ---- the middleware ----
def test_an_anonymous_reader_gets_no_session_no_cookie_and_no_vary(client):
    with measured() as spent:
        responses = [client.get("/"), client.get("/peek/")]
    assert spent.requests == 0
    for response in responses:
        assert not response.cookies
        assert "Vary" not in response.headers


def test_storing_something_begins_a_session(client):
    response = client.get("/counted/")
    cookie = response.cookies["sid"]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, "/", "Lax")
    assert "Cookie" in response.headers["Vary"]
    assert client.get("/counted/").json() == {"visits": 2}


def test_a_request_that_reads_its_session_costs_exactly_one_read(client):
    client.get("/counted/")
    with measured() as spent:
        response = client.get("/peek/")
    assert [call.operation for call in spent.calls] == ["GetItem"]
    assert response.json() == {"visits": 1}
    assert not response.cookies
    assert "Cookie" in response.headers["Vary"]


def test_a_request_that_does_not_read_its_session_costs_nothing(client):
    client.get("/counted/")
    with measured() as spent:
        client.get("/")
    assert spent.requests == 0


def test_a_used_session_is_touched_once_an_hour_and_its_cookie_with_it(client):
    client.get("/counted/")
    session = SessionStore(client.cookies["sid"].value)
    age(session, HOUR + 1)
    with measured() as spent:
        response = client.get("/peek/")
        again = client.get("/peek/")
    assert [call.operation for call in spent.calls] == ["GetItem", "UpdateItem", "GetItem"]
    assert response.cookies["sid"]["max-age"] == 7 * DAY
    assert not again.cookies


def test_a_touch_that_fails_costs_nobody_their_page(client):
    client.get("/counted/")
    age(SessionStore(client.cookies["sid"].value), HOUR + 1)
    with answering(400, "ThrottlingException", operation="UpdateItem"):
        assert client.get("/peek/").json() == {"visits": 1}


def test_a_cookie_of_no_session_is_taken_back(client):
    client.cookies["sid"] = "x" * 43
    assert client.get("/peek/").cookies["sid"]["max-age"] == 0


def test_forgetting_a_session_takes_the_cookie_back(client):
    client.get("/counted/")
    assert client.get("/forget/").cookies["sid"]["max-age"] == 0


def test_a_session_deleted_during_a_request_costs_the_cookie_not_the_answer(client, monkeypatch):
    client.get("/counted/")
    key = client.cookies["sid"].value
    SessionStore.delete_by_hash(SessionStore.hash_of(key))

    def as_if_it_had_been_there(self):
        self._row = SessionRecord(self.hash_of(key), created=0, touched=0, version=1, data=self.encode({"visits": 1}))
        return {"visits": 1}

    monkeypatch.setattr(SessionStore, "load", as_if_it_had_been_there)
    response = client.get("/counted/")
    assert response.json() == {"visits": 2}
    assert response.cookies["sid"]["max-age"] == 0
