"""Registering, confirming, and a forgotten password; nobody learns which addresses have accounts."""

import re
from datetime import UTC, datetime

import pytest
from django.conf import settings as configured
from django.test import Client

from accounts.models import Invitation
from accounts.queries import sessions_of
from accounts.services.invitations import hash_of, invite
from accounts.services.registration import MAILS_MAX, TRIES_MAX, Pending
from musicweb.local import stack
from tests.people import make_user, session_cookie_for

from .directory import Directory

pytestmark = pytest.mark.usefixtures("tables")
REGISTER, FORGOTTEN, RESET = "/auth/register/", "/auth/forgotten/", "/auth/reset/"
ANN, PASSWORD, OTHER = "ann@example.com", "a quiet river at dawn", "a second quiet river"


def register(client, email=ANN, password=PASSWORD, **more):
    return client.post(REGISTER, {"email": email, "password": password, **more})


def page_of(response) -> str:
    """What was answered, without what differs by chance: tokens, and the address itself."""
    text = response.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value=")[^"]*|(\?|%3F)for(=|%3D)[^"&]*', r"\1", text)
    return re.sub(r"[a-z]+@example\.com", "address", text)


def test_an_account_is_registered_and_confirmed(client, directory):
    assert b"At least 12 characters" in client.get(REGISTER).content
    answer = register(client, email="Ann@Example.com")
    assert answer.status_code == 303
    assert ANN not in answer["Location"]  # addresses of pages end in logs
    page = client.get(answer["Location"])
    assert ANN in page.content.decode()
    assert "In development" not in page.content.decode()
    ((address, code),) = directory.mail
    done = client.post(answer["Location"], {"code": code})
    assert (address, done.status_code, done["Location"]) == (ANN, 303, "/auth/ready/")
    assert directory.members[ANN].confirmed
    assert directory.members[ANN].password == PASSWORD
    assert b"/auth/login/" in client.get("/auth/ready/").content


def test_registering_a_known_address_looks_the_same_and_asks_cognito_the_same(directory):
    directory.add("bob@example.com")
    seen = []
    for email in (ANN, "bob@example.com"):
        client, directory.calls = Client(), []
        answer = register(client, email=email)
        page = client.get(answer["Location"])
        wrong = client.post(answer["Location"], {"code": "999999"})
        again = client.post(answer["Location"].replace("/confirm/", "/confirm/code/"))
        seen.append(
            (
                *(page_of(response) for response in (page, wrong)),
                [response.status_code for response in (answer, page, wrong, again)],
                len(answer["Location"]),
                directory.calls,
            )
        )
    assert seen[0] == seen[1]
    assert seen[0][2] == [303, 200, 422, 303]
    assert [address for address, _ in directory.mail] == [ANN, ANN]
    assert directory.members["bob@example.com"].password != PASSWORD


def test_a_forgotten_password_looks_the_same_with_and_without_an_account(directory):
    directory.add("bob@example.com")
    directory.members["cas@example.com"] = directory.add("cas@example.com")
    directory.members["cas@example.com"].confirmed = False
    seen = []
    for email in (ANN, "bob@example.com", "cas@example.com"):
        client, directory.calls = Client(), []
        answer = client.post(FORGOTTEN, {"email": email})
        page = client.get(answer["Location"])
        wrong = client.post(answer["Location"], {"code": "999999", "password": OTHER})
        statuses = [response.status_code for response in (answer, page, wrong)]
        seen.append((page_of(page), page_of(wrong), statuses, len(answer["Location"]), directory.calls))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][2] == [303, 200, 422]
    assert [address for address, _ in directory.mail] == ["bob@example.com"]


def test_a_password_is_reset_by_code_and_whoever_was_signed_in_is_out(client, directory):
    member = directory.add(ANN)
    session_cookie_for(ann := make_user("ann", user_id="ann-sub"))
    answer = client.post(FORGOTTEN, {"email": ANN})
    code = directory.mail[-1][1]
    done = client.post(answer["Location"], {"code": code, "password": OTHER})
    assert (done.status_code, done["Location"]) == (303, "/auth/password-changed/")
    assert member.password == OTHER
    assert list(sessions_of(ann.id)) == []
    assert directory.calls[-1] == "AdminUserGlobalSignOut"
    assert client.post(answer["Location"], {"code": code, "password": PASSWORD}).status_code == 422


def test_who_proves_an_address_that_somebody_else_registered_first_sets_the_password(client, directory):
    """Or the password of whoever was first, without reading that mail, would open the account."""
    register(Client(), password="the password of a thief")
    answer = register(client)
    sent_again = client.post(answer["Location"].replace("/confirm/", "/confirm/code/"))
    done = client.post(sent_again["Location"], {"code": directory.mail[-1][1]})
    assert done["Location"].startswith(RESET)
    set_own = client.post(done["Location"], {"code": directory.mail[-1][1], "password": PASSWORD})
    assert set_own["Location"] == "/auth/password-changed/"
    assert directory.members[ANN].password == PASSWORD


def test_without_the_link_the_page_asks_for_the_address(client, directory):
    register(Client())
    page = client.get("/auth/confirm/?for=broken").content.decode()
    assert 'name="email"' in page
    done = client.post("/auth/confirm/", {"email": ANN, "code": directory.mail[-1][1]})
    assert done["Location"].startswith(RESET)  # this browser does not know who chose the password
    assert b'name="email"' in client.get(RESET).content


def test_registering_twice_at_once_makes_one_account_and_answers_alike(directory: Directory):
    answers = []
    directory.meanwhile = lambda: answers.append(register(Client()))
    answers.append(register(Client()))
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len({len(answer["Location"]) for answer in answers}) == 1
    pages = [page_of(Client().get(answer["Location"])) for answer in answers]
    assert pages[0] == pages[1]
    assert list(directory.members) == [ANN]
    assert len(directory.mail) == 1


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"password": "short"}, "password", "too short"),
        ({"password": "passwordpassword"[:8]}, "password", "too common"),
        ({"password": " spaced password "}, "password", "space"),
        ({"password": "p" * 257}, "password", "at most 256"),
        ({"email": "nobody"}, "email", "valid email"),
        ({"email": f"{'a' * 120}@example.com"}, "email", "at most 128"),
        ({"email": ""}, "email", "required"),
        ({"email": "a\0b@example.com"}, "email", "Null"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(client, directory, typed, field, said):
    answer = register(client, **{"email": ANN, "password": PASSWORD, **typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    error = re.search(rf'id="id_{field}_error">(.*?)</p>', page, re.S)[1]
    assert said in error
    assert PASSWORD not in page
    assert 'value="ann@example.com"' in page or "email" in typed
    assert directory.calls == []


def test_a_password_that_only_cognito_refuses_is_said_at_the_field(client, directory, settings):
    settings.AUTH_PASSWORD_VALIDATORS = []
    answer = register(client, password="short")
    assert answer.status_code == 422
    assert b'id="id_password_error"' in answer.content


def test_the_pools_rule_for_passwords_is_the_forms():
    policy = stack.load()["Resources"]["UserPool"]["Properties"]["Policies"]["PasswordPolicy"]
    assert policy["MinimumLength"] == configured.PASSWORD_MIN_CHARS
    assert not any(value for name, value in policy.items() if name.startswith("Require"))


def test_mails_are_limited_for_an_address_whether_it_is_known_or_not(directory):
    directory.add("bob@example.com")
    for email in (ANN, "bob@example.com"):
        statuses = [Client().post(FORGOTTEN, {"email": email}).status_code for _ in range(MAILS_MAX + 1)]
        assert statuses == [303] * MAILS_MAX + [429]
    assert len(directory.mail) == MAILS_MAX


def test_guessing_codes_ends_soon(client, directory):
    address = register(client)["Location"]
    statuses = [client.post(address, {"code": f"{n:06}"}).status_code for n in range(50, 51 + TRIES_MAX)]
    assert statuses == [422] * TRIES_MAX + [429]
    assert b"Wait an hour" in client.post(address, {"code": directory.mail[0][1]}).content


def test_in_development_the_page_says_which_code_is_taken(client, directory, settings):
    settings.COGNITO_FIXED_CODES = {"confirm": "123456", "reset": "654321"}
    assert b"The code is 123456." in client.get(register(client)["Location"]).content
    assert b"The code is 654321." in client.get(client.post(FORGOTTEN, {"email": ANN})["Location"]).content


def test_closed_registration_says_so(client, directory, settings):
    settings.REGISTRATION = "closed"
    assert client.get(REGISTER).status_code == register(client).status_code == 403
    assert directory.calls == []
    assert b"/auth/register/" not in client.get("/").content


def test_who_is_signed_in_needs_no_second_account(client, sign_in):
    sign_in(client, make_user("ann"))
    assert client.get(REGISTER)["Location"] == "/"


@pytest.fixture
def invited(settings):
    settings.REGISTRATION = "invitation"
    return invite(note="for Ann")


def test_an_invitation_admits_one_account(client, directory, invited):
    assert invited in client.get(f"{REGISTER}?invitation={invited}").content.decode()
    assert register(client, invitation=invited).status_code == 303
    refused = register(client, email="bob@example.com", invitation=invited)
    assert refused.status_code == 422
    assert b'id="id_invitation_error"' in refused.content
    assert list(directory.members) == [ANN]
    assert register(client, invitation=invited).status_code == 303  # the same form, sent twice


@pytest.mark.parametrize("code", ["", "nonsense", "\ud800".encode("utf-8", "surrogatepass"), "x" * 101])
def test_a_wrong_invitation_is_refused(client, directory, invited, code):
    assert register(client, invitation=code).status_code == 422
    assert directory.calls == []


def test_an_old_invitation_is_refused(client, directory, invited):
    row = Invitation.fetch(hash_of(invited))
    row.change(Invitation.expires.set(datetime(2020, 1, 1, tzinfo=UTC)))
    assert register(client, invitation=invited).status_code == 422


def test_an_invitation_is_spent_on_a_known_address_too(client, directory, invited):
    """Or it would tell which addresses have accounts."""
    directory.add(ANN)
    assert register(client, invitation=invited).status_code == 303
    assert Invitation.fetch(hash_of(invited)).used_by
    assert ANN not in str(Invitation.fetch(hash_of(invited)).serialize())


def test_a_sealed_address_opens_only_for_a_day_and_only_here():
    sealed = Pending(ANN, fresh=True).sealed()
    assert Pending.of(sealed) == Pending(ANN, fresh=True)
    assert Pending.of(sealed[:-2] + "AA") is None
    assert Pending.of("") is None
    assert len(sealed) == len(Pending(ANN).sealed())
