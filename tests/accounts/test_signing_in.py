"""The way to Cognito and back, with a Cognito that says what the test wants."""

import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model

from accounts.models import User
from accounts.services import end_sessions
from musicweb.dynamo.sessions import SessionStore
from tests.people import make_user, sign_in

from .conftest import id_token
from .test_tokens import BAD

pytestmark = [pytest.mark.usefixtures("tables", "cognito"), pytest.mark.urls("tests.accounts.site")]
CALLBACK = "/auth/oidc/cognito/login/callback/"


def start(client, next_path="/test/me/") -> dict[str, str]:
    """The query with which the browser arrives at Cognito."""
    response = client.get("/auth/login/", {"next": next_path})
    assert response.status_code == 302
    assert response["Location"].startswith(f"{settings.COGNITO['domain']}/oauth2/authorize?")
    return {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}


def come_back(client, cognito, query, **claims):
    cognito.claims = {"nonce": query["nonce"], **claims}
    return client.get(CALLBACK, {"code": "the-code", "state": query["state"]})


def is_signed_in(client) -> bool:
    return client.get("/test/me/").json()["id"] is not None


def test_signing_in_comes_back_to_the_page(client, cognito):
    response = come_back(client, cognito, start(client))
    assert (response.status_code, response["Location"]) == (302, "/test/me/")
    assert client.get("/test/me/").json() == {"id": "ann-sub", "groups": ["artists", "listeners"], "staff": False}
    assert User.get("ann-sub", consistent_read=True).email == "ann@example.com"


def test_language_and_look_of_the_user_come_with_signing_in(client, cognito):
    made = make_user("ann", user_id="ann-sub")
    made.change(User.language.set("vi"), User.theme.set("dark"))
    client.cookies["theme"] = "light"  # of whoever used this browser before
    response = come_back(client, cognito, start(client))
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "vi"
    assert response.cookies["theme"].value == "dark"
    assert '<html lang="vi" data-theme="dark">' in client.get("/account/").content.decode()


def test_the_request_to_cognito_carries_state_nonce_pkce_and_the_exact_callback(client, cognito):
    query = start(client)
    assert query["redirect_uri"] == f"{settings.SITE_URL}{CALLBACK}"
    assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
    assert set(query["scope"].split()) == {"openid", "email", "profile", "aws.cognito.signin.user.admin"}
    come_back(client, cognito, query)
    sent = cognito.exchanges[0]
    digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == query["code_challenge"]
    assert sent["redirect_uri"] == query["redirect_uri"]


def test_nobody_can_add_to_the_request_to_cognito(client):
    response = client.get("/auth/login/", {"scope": "phone", "auth_params": "prompt=none", "process": "connect"})
    assert "phone" not in response["Location"]
    assert "prompt" not in response["Location"]


@pytest.mark.parametrize(
    "next_path",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "\t//evil.example"],
)
def test_next_is_a_page_of_this_site_or_nothing(client, next_path):
    response = client.get("/auth/login/", {"next": next_path})
    assert response.status_code == 400
    assert settings.SESSION_COOKIE_NAME not in response.cookies


def test_who_is_signed_in_goes_straight_on(client):
    sign_in(client, make_user())
    assert client.get("/auth/login/", {"next": "/test/me/"})["Location"] == "/test/me/"


@pytest.mark.parametrize(
    "query", [{"code": "c"}, {"code": "c", "state": "invented"}, {}], ids=["absent", "wrong", "both"]
)
def test_a_callback_without_its_state_is_refused(client, cognito, query):
    start(client)
    assert client.get(CALLBACK, query).status_code == 400
    assert not is_signed_in(client)
    assert cognito.exchanges == []


def test_a_state_works_once(client, cognito):
    query = start(client)
    come_back(client, cognito, query)
    end_sessions("ann-sub")
    assert come_back(client, cognito, query).status_code == 400
    assert not is_signed_in(client)
    assert len(cognito.exchanges) == 1


def test_a_state_belongs_to_the_browser_where_the_sign_in_began(client, cognito):
    query = start(client)
    other = type(client)()
    assert come_back(other, cognito, query).status_code == 400
    assert not is_signed_in(other)


def test_a_state_is_too_old_after_ten_minutes(client, cognito, monkeypatch):
    query = start(client)
    monkeypatch.setattr("allauth.socialaccount.internal.statekit.STATE_TTL", -1)
    assert come_back(client, cognito, query).status_code == 400


@pytest.mark.parametrize("nonce", ["another", "", None])
def test_a_token_made_for_another_sign_in_is_refused(client, cognito, nonce):
    response = come_back(client, cognito, start(client), nonce=nonce)
    assert response.status_code == 400
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "make", [BAD[name] for name in BAD if "nonce" not in name], ids=[n for n in BAD if "nonce" not in n]
)
def test_no_session_comes_of_a_bent_token(client, cognito, make):
    cognito.id_token = make() or "-"
    response = come_back(client, cognito, start(client))
    assert response.status_code == 400
    assert not is_signed_in(client)
    with pytest.raises(User.DoesNotExist):
        User.get("ann-sub")


def test_a_sign_in_that_was_cancelled_says_so(client):
    response = client.get(CALLBACK, {"error": "access_denied", "state": start(client)["state"]})
    assert response.status_code == 400
    assert "cancelled" in response.content.decode()


def test_cognito_down_at_the_callback_is_a_503(client, cognito):
    query = start(client)
    cognito.web.reset()
    assert client.get(CALLBACK, {"code": "c", "state": query["state"]}).status_code == 503


def test_the_session_id_of_before_is_dead_after_signing_in(client, cognito):
    query = start(client)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    come_back(client, cognito, query)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert SessionStore(before).load() == {}


def test_the_cookie_is_for_this_site_and_not_for_scripts(client, cognito):
    cookie = come_back(client, cognito, start(client)).cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


def test_no_token_is_in_any_answer_cookie_or_log_line(client, cognito, caplog):
    caplog.set_level("DEBUG")
    answers = [client.get("/auth/login/")]
    query = {name: values[0] for name, values in parse_qs(urlsplit(answers[0]["Location"]).query).items()}
    answers += [come_back(client, cognito, query), client.get("/test/me/"), client.get("/auth/logout/")]
    answers += [come_back(client, cognito, start(type(client)(), "/"), nonce="bent")]
    for answer in answers:
        assert "eyJ" not in f"{answer.content.decode()}{answer.headers}{answer.cookies}"
    assert cognito.exchanges
    assert "eyJ-" not in caplog.text
    assert id_token().split(".")[0] not in caplog.text


def test_a_suspended_user_is_told_so_and_gets_no_session(client, cognito):
    make_user("ann", user_id="ann-sub").change(User.is_active.set(False))
    response = come_back(client, cognito, start(client))
    assert response.status_code == 403
    assert "suspended" in response.content.decode()
    assert not is_signed_in(client)


def test_a_user_in_no_group_may_do_what_everybody_may(client, cognito):
    come_back(client, cognito, start(client), **{"cognito:groups": None})
    user = get_user_model()(id="x", groups=[])
    assert user.has_perm("catalog.upload")
    assert not user.has_perm("catalog.moderate")


def test_signing_out_asks_first_and_then_goes_to_cognito(client, cognito):
    come_back(client, cognito, start(client))
    assert client.get("/auth/logout/").status_code == 200
    assert is_signed_in(client)
    response = client.post("/auth/logout/")
    assert response["Location"].startswith(f"{settings.COGNITO['domain']}/logout?client_id=test-client&logout_uri=http")
    assert cognito.revoked == ["eyJ-refresh"]
    assert not is_signed_in(client)
    assert client.post("/auth/logout/")["Location"] == "/"


def test_signing_out_works_while_cognito_is_down_and_the_roles_are_old(client, cognito):
    come_back(client, cognito, start(client))
    session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    session["identity"]["roles_until"] = 0
    session.save()
    cognito.down = True
    assert client.get("/test/me/").status_code == 503
    assert client.post("/auth/logout/").status_code == 302
    assert SessionStore(session.session_key).load() == {}


def test_no_page_of_allauths_own_has_an_address(client):
    for path in (
        "/auth/signup/",
        "/auth/3rdparty/",
        "/auth/password/reset/",
        "/auth/oidc/other/login/",
        "/auth/oidc/other/login/callback/",
    ):
        assert client.get(path).status_code == 404
