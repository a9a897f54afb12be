"""A session begins, tells who is asking, is renewed by one of several tabs, and ends."""

import threading
import time

import pytest
from django.conf import settings

from accounts import faces, identity, sessions
from accounts.errors import CognitoUnavailable, Suspended
from accounts.models import User
from accounts.queries import sessions_of
from accounts.services import end_sessions
from musicweb.dynamo.capacity import measured
from musicweb.dynamo.sessions import SessionRecord, SessionStore
from tests.people import REFRESH_TOKEN, make_user, session_cookie_for, session_of, sign_in

pytestmark = [pytest.mark.usefixtures("tables"), pytest.mark.urls("tests.accounts.site")]


@pytest.fixture
def ann():
    return make_user("ann", user_id="ann-sub")


def run_out(session, *, seconds_ago: float = 1) -> SessionStore:
    """The same session, its roles due for renewal."""
    copy = SessionStore(session.session_key)
    copy["identity"]["roles_until"] = time.time() - seconds_ago
    copy["cognito"]["trying_until"] = 0
    copy.save()
    return SessionStore(session.session_key)


def test_a_session_tells_who_asks_with_one_read(client, ann):
    sign_in(client, ann)
    with measured() as used:
        said = client.get("/test/me/").json()
    assert said == {"id": "ann-sub", "groups": ["artists", "listeners"], "staff": False}
    assert used.requests == 1


def test_anonymous_visitors_read_nothing_and_get_no_cookie(client):
    with measured() as used:
        response = client.get("/test/me/")
    assert response.json()["id"] is None
    assert used.requests == 0
    assert not response.cookies


def test_a_page_that_does_not_ask_reads_nothing(client, ann):
    sign_in(client, ann)
    with measured() as used:
        client.get("/test/untouched/")
    assert used.requests == 0


def test_an_invented_cookie_is_nobody(client):
    client.cookies[settings.SESSION_COOKIE_NAME] = "invented"
    assert client.get("/test/me/").json()["id"] is None


def test_a_planted_session_id_is_dead_after_signing_in(client, ann):
    planted = SessionStore()
    planted["of"] = "the attacker"
    planted.save()
    before = planted.session_key
    claims = sessions.tokens.Claims("ann-sub", "ann@example.com", "Ann", [], "")
    sessions.begin(planted, claims, refresh_token="eyJ-r")
    assert planted.session_key != before
    assert "of" not in planted
    client.cookies[settings.SESSION_COOKIE_NAME] = before
    assert client.get("/test/me/").json()["id"] is None


def test_the_table_holds_neither_the_session_id_nor_the_refresh_token(ann):
    key = session_cookie_for(ann)
    stored = str(SessionRecord.get(SessionStore.hash_of(key)).serialize())
    assert key not in stored
    assert REFRESH_TOKEN not in str(SessionStore(key).load())


def test_signing_in_brings_the_user_up_to_date(ann):
    claims = sessions.tokens.Claims("ann-sub", "new@example.com", "Ann B", ["moderators"], "")
    sessions.begin(SessionStore(), claims, refresh_token="eyJ-r", user_agent="A browser")
    user = User.get("ann-sub", consistent_read=True)
    assert (user.email, user.name, user.groups) == ("new@example.com", "Ann B", {"moderators"})
    assert user.last_login is not None
    assert next(sessions_of("ann-sub")).user_agent == "A browser"


def test_a_suspended_user_cannot_begin_a_session(ann):
    ann.change(User.is_active.set(False))
    session = SessionStore()
    with pytest.raises(Suspended):
        sessions.begin(session, sessions.tokens.Claims("ann-sub", "a@b.c", "", [], ""), refresh_token="eyJ-r")
    assert session.session_key is None
    assert list(sessions_of("ann-sub")) == []


def test_ended_sessions_are_out_at_the_next_request(client, ann):
    sign_in(client, ann)
    session_cookie_for(ann)
    assert end_sessions("ann-sub") == 2
    assert client.get("/test/me/").json()["id"] is None
    assert list(sessions_of("ann-sub")) == []


def test_an_ended_session_does_not_come_back_by_a_request_that_still_runs(ann):
    running = session_of(ann)
    end_sessions("ann-sub")
    running["cognito"]["trying_until"] = 1
    assert not sessions._saved(running)
    assert identity.read(SessionStore(running.session_key)) is None


def test_a_changed_group_holds_when_the_roles_run_out(client, ann, cognito):
    session = run_out(session_of(ann))
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    cognito.claims = {"cognito:groups": ["moderators"]}
    assert client.get("/test/me/").json() == {"id": "ann-sub", "groups": ["moderators"], "staff": True}
    assert cognito.refreshes == [REFRESH_TOKEN]
    assert User.get("ann-sub", consistent_read=True).groups == {"moderators"}
    client.get("/test/me/")
    assert len(cognito.refreshes) == 1


def test_a_tab_with_an_old_copy_takes_over_what_the_other_renewed(ann, cognito):
    first = run_out(session_of(ann))
    second = SessionStore(first.session_key)
    assert identity.read(second)  # loaded before the first renews
    cognito.rotates = True
    sessions.current(first)
    renewed = sessions.current(second)
    assert identity.read(renewed)["roles_until"] > time.time()
    assert identity.refresh_token(renewed) == cognito.valid
    assert len(cognito.refreshes) == 1


def test_while_one_tab_renews_the_other_goes_on_with_the_old_roles(ann, cognito):
    first = run_out(session_of(ann))
    seen = []
    cognito.meanwhile = lambda: seen.append(identity.read(sessions.current(SessionStore(first.session_key)))["id"])
    sessions.current(first)
    assert seen == ["ann-sub"]
    assert len(cognito.refreshes) == 1


def test_after_a_long_pause_the_second_tab_waits_for_the_roles_that_the_first_renews(ann, cognito):
    first = run_out(session_of(ann), seconds_ago=3600)
    waited = []
    second = threading.Thread(target=lambda: waited.append(sessions.current(SessionStore(first.session_key))))
    cognito.meanwhile = second.start
    sessions.current(first)
    second.join()
    assert identity.read(waited[0])["roles_until"] > time.time()
    assert len(cognito.refreshes) == 1


def test_a_slow_tab_that_lost_its_refresh_token_to_a_faster_one_stays_signed_in(ann, cognito):
    slow = run_out(session_of(ann))
    cognito.rotates, cognito.valid = True, REFRESH_TOKEN
    cognito.meanwhile = lambda: sessions.current(run_out(slow))
    kept = sessions.current(slow)
    assert identity.read(kept)["id"] == "ann-sub"
    assert identity.refresh_token(kept) == cognito.valid == "eyJ-rotated-1"


def test_a_refresh_token_that_cognito_gave_is_kept_though_the_session_changed_meanwhile(ann, cognito):
    session = run_out(session_of(ann))
    cognito.rotates = True

    def touched() -> None:
        other = SessionStore(session.session_key)
        other["seen"] = True
        other.save()

    cognito.meanwhile = touched
    sessions.current(session)
    stored = SessionStore(session.session_key)
    assert stored["seen"]
    assert identity.refresh_token(stored) == cognito.valid


def test_new_keys_sign_out_only_who_does_not_come_before_the_old_ones_end(ann, cognito, settings):
    comes, stays_away = run_out(session_of(ann)), run_out(session_of(ann))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "new" * 20
    assert identity.read(sessions.current(comes))["id"] == "ann-sub"  # renewed, and sealed with the new key
    settings.SECRET_KEY_FALLBACKS = []
    assert identity.refresh_token(SessionStore(comes.session_key)) == REFRESH_TOKEN
    assert identity.read(sessions.current(run_out(comes)))["id"] == "ann-sub"
    assert identity.read(sessions.current(stays_away)) is None


def test_a_revoked_refresh_token_ends_the_session(client, ann, cognito):
    session = run_out(session_of(ann))
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    cognito.valid = "another"
    assert client.get("/test/me/").json()["id"] is None
    assert list(sessions_of("ann-sub")) == []
    assert identity.read(SessionStore(session.session_key)) is None


@pytest.mark.parametrize("bent", [{"sub": "bob-sub"}, {"nonce": "other"}, {"aud": "other"}, {"iss": "other"}])
def test_a_refreshed_token_that_proves_nothing_ends_the_session(ann, cognito, bent):
    session = run_out(session_of(ann))
    cognito.claims = bent
    assert identity.read(sessions.current(session)) is None
    assert list(sessions_of("ann-sub")) == []


def test_old_roles_hold_for_some_minutes_while_cognito_is_down(ann, cognito):
    session = run_out(session_of(ann))
    cognito.down = True
    assert identity.read(sessions.current(session))["id"] == "ann-sub"
    assert identity.read(SessionStore(session.session_key)) is not None


def test_roles_that_are_too_old_are_a_503_and_not_a_sign_out(client, ann, cognito):
    session = run_out(session_of(ann), seconds_ago=sessions.GRACE_SECONDS + 1)
    cognito.down = True
    with pytest.raises(CognitoUnavailable):
        sessions.current(SessionStore(session.session_key))
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    assert client.get("/test/me/").status_code == 503
    run_out(session, seconds_ago=0)
    cognito.down = False
    assert client.get("/test/me/").json()["id"] == "ann-sub"


def test_suspending_during_a_sign_in_leaves_no_session(ann, monkeypatch):
    """The user is suspended after the sign-in looked at the flag, and before its transaction."""
    noted = sessions._noted

    def interrupted(*args):
        monkeypatch.setattr(sessions, "_noted", noted)
        User.get("ann-sub").change(User.is_active.set(False))
        end_sessions("ann-sub")
        return noted(*args)

    monkeypatch.setattr(sessions, "_noted", interrupted)
    with pytest.raises(Suspended):
        session_of(ann)
    assert list(sessions_of("ann-sub")) == []


def test_djangos_own_test_login_works_too_and_only_for_active_users(client, ann):
    client.force_login(faces.User.objects.get(pk="ann-sub"))
    assert client.get("/test/me/").json()["groups"] == ["artists", "listeners"]
    faces.User.objects.get(pk="ann-sub").row.change(User.is_active.set(False))
    assert client.get("/test/me/").json()["id"] is None
