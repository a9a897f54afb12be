"""The settings of who is signed in: password, address, devices, language and look, own activity."""

import re

import pytest
from django.conf import settings as configured
from django.test import Client

from accounts import identity
from accounts.models import Activity, User
from accounts.queries import sessions_of
from accounts.services import activity
from musicweb.dynamo.capacity import measured
from musicweb.dynamo.sessions import SessionRecord, SessionStore
from tests.people import make_user, session_cookie_for, session_of, sign_in

pytestmark = pytest.mark.usefixtures("tables")
OLD, NEW = "a-password-of-before", "a quiet river at dawn"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def ann():
    return make_user("ann", user_id="ann-sub")


@pytest.fixture
def browser(client, ann):
    return sign_in(client, ann)


@pytest.fixture
def member(cognito, directory):
    return directory.add("ann@example.com", OLD)


def key_of(browser: Client) -> str:
    return browser.cookies[configured.SESSION_COOKIE_NAME].value


def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/account/")["Location"].startswith("/auth/login/")


# ---- password and address ----
def test_a_password_is_changed_and_other_browsers_are_out(browser, ann, member):
    other = Client()
    sign_in(other, ann)
    done = browser.post("/account/password/", {"old_password": OLD, "password": NEW})
    assert (done.status_code, member.password) == (303, NEW)
    assert "is changed" in browser.get(done["Location"]).content.decode()
    assert other.get("/account/").status_code == 302
    assert len(list(sessions_of(ann.id))) == 1


def test_a_refresh_token_that_the_change_replaced_is_kept(browser, cognito, member):
    cognito.rotates = True
    browser.post("/account/password/", {"old_password": OLD, "password": NEW})
    assert identity.refresh_token(SessionStore(key_of(browser))) == cognito.valid


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"old_password": "wrong"}, "old_password"),
        ({"old_password": ""}, "old_password"),
        ({"password": "short"}, "password"),
    ],
)
def test_what_is_wrong_with_a_password_is_said_at_its_field(browser, member, typed, field):
    answer = browser.post("/account/password/", {"old_password": OLD, "password": NEW, **typed})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert NEW not in answer.content.decode()
    assert member.password == OLD


def test_guessing_the_present_password_ends_soon(browser, member):
    statuses = [
        browser.post("/account/password/", {"old_password": f"guess {n}", "password": NEW}).status_code
        for n in range(11)
    ]
    assert statuses == [422] * 10 + [429]


@pytest.mark.parametrize("reason", ["old scope", "revoked"])
def test_a_session_that_cannot_act_at_cognito_signs_in_again(browser, cognito, member, reason):
    if reason == "revoked":
        cognito.valid = "another"
    cognito.scope = "openid"
    answer = browser.post("/account/password/", {"old_password": OLD, "password": NEW})
    assert (answer.status_code, answer["Location"]) == (303, "/auth/login/?next=%2Faccount%2Fpassword%2F")
    assert browser.get("/account/").status_code == 302


def test_an_address_is_changed_by_the_code_sent_to_the_new_one(browser, cognito, directory, member):
    asked = browser.post("/account/email/", {"email": "New@Example.com"})
    assert asked.status_code == 303
    assert "new@example.com" in browser.get(asked["Location"]).content.decode()
    assert browser.post(asked["Location"], {"code": "999999"}).status_code == 422
    assert directory.members["ann@example.com"] is member
    cognito.claims = {"email": "new@example.com"}
    ((address, code),) = directory.mail
    done = browser.post(asked["Location"], {"code": code})
    assert (address, done["Location"]) == ("new@example.com", "/account/")
    assert "new@example.com" in browser.get("/account/").content.decode()
    assert User.fetch("ann-sub").email == "new@example.com"


def test_an_address_of_somebody_else_looks_like_any_other(browser, directory, member):
    directory.add("bob@example.com", sub="bob-sub")
    pages = []
    for email in ("bob@example.com", "new@example.com"):
        answer = browser.post("/account/email/", {"email": email})
        page = browser.get(answer["Location"]).content.decode()
        pages.append(re.sub(rf'{email}|value="[^"]*"|for(=|%3D)[^"&]*', "", page))
    assert pages[0] == pages[1]
    assert [address for address, _ in directory.mail] == ["new@example.com"]


def test_where_no_code_is_sent_the_address_is_changed_at_once(browser, cognito, directory, member):
    directory.verifies = False
    cognito.claims = {"email": "new@example.com"}
    assert browser.post("/account/email/", {"email": "new@example.com"})["Location"] == "/account/"
    assert User.fetch("ann-sub").email == "new@example.com"


# ---- devices ----
def test_devices_are_listed_with_browser_country_and_time(client, ann):
    session_cookie_for(make_user("bob"))
    session = session_of(ann, user_agent=FIREFOX, country="VN")
    page = sign_in(client, ann).get("/account/devices/").content.decode()
    listed = page.split('class="settings-list"')[1].split("</ul>")[0]
    assert "Firefox on Linux" in listed
    assert '<country-name code="VN">VN</country-name>' in listed
    assert listed.count("<li>") == 2
    assert listed.index("this browser") < listed.index(SessionStore.hash_of(session.session_key))


def test_a_page_of_devices_is_a_session_a_query_and_a_batch(browser, ann):
    for _ in range(3):
        session_cookie_for(ann)
    with measured() as spent:
        browser.get("/account/devices/")
    assert [call.operation for call in spent.calls] == ["GetItem", "Query", "BatchGetItem"]


def test_a_session_that_is_over_is_no_device(browser, ann):
    gone = session_of(ann)
    SessionRecord(SessionStore.hash_of(gone.session_key)).delete(add_version_condition=False)
    assert "Sign out everywhere else" not in browser.get("/account/devices/").content.decode()


def test_one_signs_out_elsewhere(browser, ann):
    other = sign_in(Client(), ann)
    address = f"/account/devices/{SessionStore.hash_of(key_of(other))}/"
    assert browser.post(address).status_code == 303
    assert other.get("/account/").status_code == 302
    assert browser.post(address).status_code == 404
    assert browser.get("/account/").status_code == 200


def test_nobody_signs_somebody_else_out(browser):
    bob = sign_in(Client(), make_user("bob"))
    assert browser.post(f"/account/devices/{SessionStore.hash_of(key_of(bob))}/").status_code == 404
    assert bob.get("/account/").status_code == 200


def test_one_signs_out_everywhere_else(browser, ann):
    others = [sign_in(Client(), ann) for _ in range(2)]
    done = browser.post("/account/devices/others/", follow=True)
    assert "2 browsers are signed out." in done.content.decode()
    assert [other.get("/account/").status_code for other in others] == [302, 302]


# ---- language and look ----
def test_language_and_look_are_kept_with_the_user_and_hold_at_once(browser):
    done = browser.post("/account/display/", {"language": "vi", "theme": "dark"}, follow=True)
    page = done.content.decode()
    assert '<html lang="vi" data-theme="dark">' in page
    assert re.search(r'tokens-dark\.css">', page)
    user = User.fetch("ann-sub")
    assert (user.language, user.theme) == ("vi", "dark")
    browser.post("/account/display/", {"language": "", "theme": ""})
    assert 'lang="en">' in browser.get("/").content.decode()


def test_another_look_than_these_is_refused(browser):
    assert browser.post("/account/display/", {"language": "xx", "theme": "pink"}).status_code == 422


@pytest.mark.parametrize(
    ("said", "shown"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"'), ('"><b>', "<html")]
)
def test_the_look_is_a_cookie_that_pages_of_strangers_vary_by(client, said, shown):
    client.cookies["theme"] = said
    with measured() as spent:
        answer = client.get("/auth/ready/")
    assert spent.requests == 0
    assert shown in answer.content.decode()
    assert said in ("dark", "light") or "data-theme" not in answer.content.decode()


def test_pages_of_strangers_stay_cacheable_with_a_look(client):
    client.cookies["theme"] = "dark"
    answer = client.get("/")
    assert "public" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]
    assert not answer.cookies


# ---- activity ----
def test_sign_ins_uploads_and_edits_are_listed_newest_first(browser, ann):
    activity.note(ann.id, activity.UPLOAD, title="Rain <b>", address="/songs/x/")
    activity.note(ann.id, activity.EDIT, title="Rain again", address="/songs/x/")
    activity.note("bob", activity.EDIT, title="Not hers", address="/songs/y/")
    with measured() as spent:
        page = browser.get("/account/activity/").content.decode()
    assert page.index("Rain again") < page.index("Rain &lt;b&gt;") < page.rindex("Signed in")
    assert "Not hers" not in page
    assert [call.operation for call in spent.calls] == ["GetItem", "Query"]


def test_activity_has_pages_and_expires(browser, ann):
    for number in range(51):
        activity.note(ann.id, activity.EDIT, title=f"Song {number}", address="/")
    page = browser.get("/account/activity/").content.decode()
    onward = re.search(r'rel="next" href="([^"]+)"', page)[1]
    assert "Song 0<" in browser.get(f"/account/activity/{onward}").content.decode()
    assert browser.get("/account/activity/?after=broken").status_code == 400
    row = Activity.newest_of(ann.id, limit=1).rows[0]
    assert 89 < (row.expires - row.at).total_seconds() / 86400 < 91
