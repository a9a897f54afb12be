"""Who may ask the API: a good token of our pool, checked here as if no gateway had checked it."""

import pytest
from django.test import Client

from accounts.services import suspend
from tests.accounts.conftest import id_token
from tests.accounts.test_tokens import BAD
from tests.people import make_user, sign_in

from .conftest import Program

ACCESS = {"token_use": "access", "aud": None, "client_id": "test-client", "email": None, "name": None}
# A program's token answers no sign-in, so it has no nonce; the rest is refused as at a sign-in.
BENT = {name: make for name, make in BAD.items() if "nonce" not in name}


@pytest.mark.parametrize("claims", [{}, ACCESS], ids=["ID token", "access token"])
def test_an_id_and_an_access_token_of_our_client_pass(program, claims):
    answer = program(**claims)("GET", "accounts/me")

    assert (answer.status_code, answer.json()["email"]) == (200, "ann@example.com")


def test_a_token_of_another_client_of_the_pool_passes_once_it_is_named(program, settings):
    ask = program(aud="a-script")
    assert ask("GET", "accounts/me").status_code == 401

    settings.API_CLIENT_IDS = ["a-script"]

    assert ask("GET", "accounts/me").status_code == 200


@pytest.mark.parametrize("make", BENT.values(), ids=BENT.keys())
def test_a_bent_token_is_refused(program, make):
    ask = program()
    answer = Program(ask.user, make())("GET", "accounts/me")

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("claims", [{"client_id": "another"}, {"client_id": None}, {"token_use": "refresh"}])
def test_an_access_token_of_another_client_or_for_another_use_is_refused(program, claims):
    assert program(**{**ACCESS, **claims})("GET", "accounts/me").status_code == 401


def test_the_keys_of_the_pool_are_asked_for_once(program, cognito):
    ask = program()
    for _ in range(3):
        ask("GET", "accounts/me")

    assert cognito.key_requests == 1


def test_a_session_cookie_proves_nothing_here(tables):
    client = sign_in(Client(), make_user())

    assert client.get("/api/v1/accounts/me").status_code == 401
    assert client.put("/api/v1/likes/01hzzzzzzzzzzzzzzzzzzzzzzz").status_code == 401


def test_a_suspended_user_is_out_at_once_whatever_the_token_says(program, monkeypatch):
    ask = program()
    monkeypatch.setattr("accounts.cognito.disable", lambda user_id: None)
    suspend(ask.user.id)

    assert (ask("GET", "accounts/me").status_code, ask("GET", "songs").json()["code"]) == (403, "suspended")


def test_somebody_who_never_signed_in_at_the_site_is_told_to(program):
    ask = Program(program().user, id_token(sub="somebody-else"))

    assert ask("GET", "accounts/me").json()["code"] == "never_signed_in"


def test_no_keys_is_a_moment_s_trouble(program, cognito):
    cognito.web.reset()
    cognito.web.add(
        "GET", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Test00000/.well-known/jwks.json", status=500
    )
    answer = program()("GET", "accounts/me")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
