"""The life of an account at a real Cognito, with the web function's rights: from registering to a forgotten password."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from tests.integration.test_login import come_back_with, local, me

pytestmark = [pytest.mark.urls("tests.accounts.site"), pytest.mark.usefixtures("web_function")]
FIRST, SECOND, THIRD = "a quiet river at dawn", "a second quiet river", "the third of the rivers"
CONFIRM, RESET = "123456", "654321"  # MiniStack's


@pytest.fixture
def email() -> str:
    return f"{uuid4().hex[:8]}@example.com"


def sign_in(client: Client, email: str, password: str) -> bool:
    """Through Cognito's own pages; whether that let in."""
    try:
        address = come_back_with(client, email, password)
    except AssertionError:  # Cognito showed its page again
        return False
    assert client.get(local(address)).status_code == 302
    return me(client)["id"] is not None


def test_an_account_from_registering_to_a_forgotten_password(client, email):
    registered = client.post("/auth/register/", {"email": email, "password": FIRST})
    assert not sign_in(client, email, FIRST)  # not before the address is proven
    assert client.post(registered["Location"], {"code": "000000"}).status_code == 422
    assert client.post(registered["Location"], {"code": CONFIRM})["Location"] == "/auth/ready/"
    assert sign_in(client, email, FIRST)

    wrong = client.post("/account/password/", {"old_password": SECOND, "password": SECOND})
    assert (wrong.status_code, wrong.context["form"].errors.keys()) == (422, {"old_password"})
    assert client.post("/account/password/", {"old_password": FIRST, "password": SECOND}).status_code == 303
    assert me(client)["id"]  # this browser stays
    assert not sign_in(Client(), email, FIRST)

    forgot = Client().post("/auth/forgotten/", {"email": email})
    stranger = Client()
    assert stranger.post(forgot["Location"], {"code": "000000", "password": THIRD}).status_code == 422
    assert (
        stranger.post(forgot["Location"], {"code": RESET, "password": THIRD})["Location"] == "/auth/password-changed/"
    )
    assert me(client)["id"] is None  # every browser is out
    assert not sign_in(Client(), email, SECOND)
    assert sign_in(Client(), email, THIRD)


def test_a_known_address_is_answered_like_an_unknown_one(email):
    known = Client().post("/auth/register/", {"email": email, "password": FIRST})
    Client().post(known["Location"], {"code": CONFIRM})
    again = Client().post("/auth/register/", {"email": email, "password": SECOND})
    assert (known.status_code, len(known["Location"])) == (again.status_code, len(again["Location"]))
    for address in (email, f"{uuid4().hex[:8]}@example.com"):
        asked = Client().post("/auth/forgotten/", {"email": address})
        assert asked.status_code == 303
        wrong = Client().post(asked["Location"], {"code": "000000", "password": SECOND})
        assert wrong.context["form"].errors.keys() == {"code"}
    assert sign_in(Client(), email, FIRST)


def test_an_address_is_changed(client, email):
    """MiniStack sends no code for this and changes it at once; with codes: tests/accounts/test_settings.py."""
    registered = client.post("/auth/register/", {"email": email, "password": FIRST})
    client.post(registered["Location"], {"code": CONFIRM})
    assert sign_in(client, email, FIRST)
    assert client.post("/account/email/", {"email": f"new-{email}"})["Location"] == "/account/"
    assert User.fetch(me(client)["id"]).email == f"new-{email}"
    assert sign_in(Client(), f"new-{email}", FIRST)
