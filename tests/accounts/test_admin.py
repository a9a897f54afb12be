"""People in the admin: groups at Cognito, suspending, and who may see it."""

import re

import pytest
from django.urls import reverse

from accounts.models import Invitation, User
from accounts.queries import get_user, sessions_of
from accounts.services.invitations import hash_of, invite, use_invitation
from musicweb.dynamo.capacity import measured
from musicweb.dynamo.errors import NotFound
from tests.conftest import aws
from tests.people import make_user, session_cookie_for, sign_in

LIST = "/admin/accounts/user/"


@pytest.fixture
def pool(tables, settings):
    idp = aws("cognito-idp")
    pool_id = idp.create_user_pool(PoolName="test", UsernameAttributes=["email"])["UserPool"]["Id"]
    settings.COGNITO = {**settings.COGNITO, "pool_id": pool_id}
    for group in settings.ROLES:
        idp.create_group(UserPoolId=pool_id, GroupName=group)
    return pool_id


@pytest.fixture
def signed_up(pool):
    """Makes somebody in the pool and in the table."""

    def make(name, *groups):
        idp = aws("cognito-idp")
        email = {"Name": "email", "Value": f"{name}@example.com"}
        made = idp.admin_create_user(UserPoolId=pool, Username=email["Value"], UserAttributes=[email])["User"]
        for group in groups:
            idp.admin_add_user_to_group(UserPoolId=pool, Username=made["Username"], GroupName=group)
        return make_user(name, groups, user_id=made["Username"])

    return make


@pytest.fixture
def ada(signed_up):
    return signed_up("ada", "admins")


@pytest.fixture
def admin(client, ada):
    return sign_in(client, ada)


def change(user):
    return reverse("admin:accounts_user_change", args=[user.id])


def texts(response):
    return [str(message) for message in response.context["messages"]]


def emails(response):
    return re.findall(r"[a-z0-9]+@example\.com(?=</a>)", response.content.decode())


def test_people_are_listed_found_and_filtered(admin, signed_up):
    signed_up("ann", "artists")
    User("x", email="bob@example.com", is_active=False).put_new()
    assert set(emails(admin.get(LIST))) == {"ada@example.com", "ann@example.com", "bob@example.com"}
    assert emails(admin.get(LIST + "?q=ANN")) == ["ann@example.com"]
    assert emails(admin.get(LIST + "?is_active__exact=0")) == ["bob@example.com"]


def test_a_list_costs_four_requests_at_most(admin):
    for number in range(40):
        User(f"u{number}", email=f"u{number}@example.com").put_new()
    for query in ("", "?q=u1", "?is_active__exact=1", "?o=1"):
        with measured() as spent:
            assert len(emails(admin.get(LIST + query))) >= 10
        assert spent.requests <= 4


def test_groups_are_changed_at_cognito(admin, pool, signed_up):
    ann = signed_up("ann", "artists")
    page = admin.get(change(ann)).content.decode()
    assert re.search(r'value="artists"[^>]*checked', page)
    assert not re.search(r'value="moderators"[^>]*checked', page)
    response = admin.post(change(ann), {"group_choice": ["artists", "moderators"]})
    assert response.status_code == 302
    assert get_user(ann.id).groups == {"artists", "moderators"}
    found = aws("cognito-idp").admin_list_groups_for_user(UserPoolId=pool, Username=ann.id)
    assert {group["GroupName"] for group in found["Groups"]} == {"artists", "moderators"}
    history = admin.get(reverse("admin:accounts_user_history", args=[ann.id])).content.decode()
    assert "Changed Groups." in history


def test_a_group_nobody_knows_is_refused(admin, signed_up):
    ann = signed_up("ann", "artists")
    assert b"Select a valid choice" in admin.post(change(ann), {"group_choice": ["kings"]}).content
    assert get_user(ann.id).groups == {"artists"}


def test_the_last_admin_cannot_leave(admin, ada):
    response = admin.post(change(ada), {"group_choice": ["artists"]}, follow=True)
    assert "This is the only admin" in texts(response)[0]
    assert get_user(ada.id).groups == {"admins"}


def test_nothing_else_of_a_person_can_be_changed(admin, signed_up):
    ann = signed_up("ann", "artists")
    admin.post(change(ann), {"group_choice": ["artists"], "email": "x@example.com", "is_active": "", "name": "X"})
    found = get_user(ann.id)
    assert (found.email, found.is_active, found.name) == ("ann@example.com", True, "Ann")
    assert admin.get(LIST + "add/").status_code == 403
    assert admin.get(reverse("admin:accounts_user_delete", args=[ann.id])).status_code == 403


def test_suspending_ends_sessions_and_reinstating_lets_in_again(admin, signed_up):
    ann = signed_up("ann", "artists")
    session_cookie_for(ann)
    response = admin.post(LIST, {"action": "suspend", "_selected_action": [ann.id]}, follow=True)
    assert texts(response) == ["1 changed."]
    assert not get_user(ann.id).is_active
    assert list(sessions_of(ann.id)) == []
    admin.post(LIST, {"action": "reinstate", "_selected_action": [ann.id]})
    assert get_user(ann.id).is_active
    history = admin.get(reverse("admin:accounts_user_history", args=[ann.id])).content.decode()
    assert history.index("Reinstated.") < history.index("Suspended.")


def test_nobody_suspends_themselves(admin, ada):
    response = admin.post(LIST, {"action": "suspend", "_selected_action": [ada.id]}, follow=True)
    assert texts(response) == ["Nobody suspends themselves."]
    assert get_user(ada.id).is_active


@pytest.mark.parametrize("groups", [["moderators"], ["artists"], []])
def test_only_admins_see_people(client, signed_up, groups):
    sign_in(client, signed_up("mo", *groups))
    response = client.get(LIST, follow=True)
    assert response.status_code == 403


# ---- invitations ----
INVITATIONS = "/admin/accounts/invitation/"


def test_an_invitation_is_made_and_its_link_shown_once(admin, settings):
    page = admin.post(INVITATIONS + "add/", {"note": "for Bob"}, follow=True)
    (link,) = [text for text in texts(page) if "Copy this link" in text]
    code = link.partition("?invitation=")[2]
    row = Invitation.fetch(hash_of(code))
    assert (row.note, row.created_by, row.used_by) == ("for Bob", "ada@example.com", None)
    assert b"for Bob" in admin.get(INVITATIONS).content
    assert code not in admin.get(f"{INVITATIONS}{row.code_hash}/change/", follow=True).content.decode()
    use_invitation(code, email="bob@example.com")
    assert "bob@example.com" not in admin.get(f"{INVITATIONS}{row.code_hash}/change/").content.decode()


def test_an_invitation_can_be_taken_back_but_not_changed(admin):
    row_hash = hash_of(invite(note="for Bob"))
    admin.post(f"{INVITATIONS}{row_hash}/change/", {"note": "for Cas"})
    assert Invitation.fetch(row_hash).note == "for Bob"
    admin.post(f"{INVITATIONS}{row_hash}/delete/", {"post": "yes"})
    with pytest.raises(NotFound):
        Invitation.fetch(row_hash)
