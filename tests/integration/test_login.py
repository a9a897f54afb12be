"""Signing in at a real Cognito: the emulator's pages, codes, tokens and refusals."""

import html
import re
import threading
import time
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
import requests
from django.conf import settings
from django.test import Client

from accounts import cognito, identity, services
from accounts.models import User
from musicweb.dynamo.sessions import SessionStore

pytestmark = pytest.mark.urls("tests.accounts.site")
PASSWORD = "Correct-horse-9-battery"


@pytest.fixture
def person(aws):
    """Signs somebody new up and returns the name to sign in with."""
    idp = aws.client("cognito-idp")

    def make(*groups: str) -> str:
        email = f"{uuid4().hex[:8]}@example.com"
        attributes = [
            {"Name": "email", "Value": email},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "name", "Value": "Ann"},
        ]
        where = {"UserPoolId": settings.COGNITO["pool_id"], "Username": email}
        idp.admin_create_user(**where, MessageAction="SUPPRESS", UserAttributes=attributes)
        idp.admin_set_user_password(**where, Password=PASSWORD, Permanent=True)
        for group in groups:
            idp.admin_add_user_to_group(**where, GroupName=group)
        return email

    return make


def come_back_with(client: Client, name: str, password: str = PASSWORD) -> str:
    """Through Cognito's own pages; returns the address with which the browser comes back."""
    page = requests.get(client.get("/auth/login/", {"next": "/test/me/"})["Location"], timeout=10)
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', page.text)
    form = {field: html.unescape(value) for field, value in fields}
    form |= {"username": name, "password": password}
    answer = requests.post(urljoin(page.url, "/login"), data=form, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def local(address: str) -> str:
    assert address.startswith(f"{settings.SITE_URL}/")
    return f"{urlsplit(address).path}?{urlsplit(address).query}"


def sign_in(client: Client, name: str):
    return client.get(local(come_back_with(client, name)))


def me(client: Client) -> dict:
    return client.get("/test/me/").json()


def roles_run_out(client: Client, seconds_ago: float = 1) -> None:
    session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    session["identity"]["roles_until"] = time.time() - seconds_ago
    session.save()


def test_a_listener_signs_in_and_out(client, person):
    response = sign_in(client, person("listeners"))
    assert (response.status_code, response["Location"]) == (302, "/test/me/")
    assert me(client)["groups"] == ["listeners"]
    assert User.fetch(me(client)["id"]).name == "Ann"
    token = identity.refresh_token(SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value))
    signed_out = client.post("/auth/logout/")
    answer = requests.get(signed_out["Location"], allow_redirects=False, timeout=10)
    assert answer.headers["Location"] == f"{settings.SITE_URL}/"
    assert me(client)["id"] is None
    form = {"grant_type": "refresh_token", "refresh_token": token, "client_id": settings.COGNITO["client_id"]}
    form["client_secret"] = settings.COGNITO["client_secret"]
    assert requests.post(f"{settings.COGNITO['domain']}/oauth2/token", data=form, timeout=10).status_code == 400


def test_a_code_is_worth_nothing_in_another_browser(client, person):
    address = local(come_back_with(client, person()))
    thief = Client()
    thief.get("/auth/login/")
    assert thief.get(address).status_code == 400
    assert me(thief)["id"] is None


def test_a_code_is_worth_nothing_without_the_verifier_of_the_sign_in(client, person):
    address = local(come_back_with(client, person()))
    session = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    states = session["socialaccount_states"]
    for state in states.values():
        state[0]["pkce_code_verifier"] = "swapped" * 8
    session["socialaccount_states"] = states
    session.save()
    assert client.get(address).status_code == 400
    assert me(client)["id"] is None


def test_a_changed_group_holds_after_the_next_renewal(client, person):
    sign_in(client, person("listeners"))
    services.set_groups(me(client)["id"], ["listeners", "moderators"])
    assert me(client)["groups"] == ["listeners"]
    roles_run_out(client)
    assert me(client) == {**me(client), "groups": ["listeners", "moderators"], "staff": True}


@pytest.mark.parametrize("seconds_ago", [1, 3600])
def test_tabs_that_renew_at_once_ask_cognito_once_and_all_stay_signed_in(client, person, seconds_ago):
    sign_in(client, person("listeners"))
    roles_run_out(client, seconds_ago)
    asked, answers, together = [], [], threading.Barrier(4)

    def count(**_: object) -> None:
        asked.append(1)

    def visit() -> None:
        tab = Client()
        tab.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
        together.wait()
        answers.append(me(tab)["groups"])

    events = cognito.client().meta.events
    events.register("before-call.cognito-identity-provider.GetTokensFromRefreshToken", count)
    tabs = [threading.Thread(target=visit) for _ in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    events.unregister("before-call.cognito-identity-provider.GetTokensFromRefreshToken", count)
    assert answers == [["listeners"]] * 4
    assert len(asked) == 1


def test_a_suspended_user_is_out_at_once_and_cannot_come_back(client, person, aws):
    name = person("listeners")
    sign_in(client, name)
    user_id = me(client)["id"]
    services.suspend(user_id)
    assert me(client)["id"] is None
    # Even if Cognito still let the user in, this site would not.
    aws.client("cognito-idp").admin_enable_user(UserPoolId=settings.COGNITO["pool_id"], Username=name)
    assert sign_in(client, name).status_code == 403
    services.reinstate(user_id)
    assert sign_in(client, name).status_code == 302


def test_a_user_disabled_at_cognito_is_out_when_the_roles_run_out(client, person, aws):
    name = person("listeners")
    sign_in(client, name)
    aws.client("cognito-idp").admin_disable_user(UserPoolId=settings.COGNITO["pool_id"], Username=name)
    roles_run_out(client)
    assert me(client)["id"] is None


def test_the_web_functions_role_may_do_what_the_services_ask_of_cognito(aws, person, monkeypatch):
    idp = aws.client("cognito-idp")
    found = idp.admin_get_user(UserPoolId=settings.COGNITO["pool_id"], Username=person("listeners"))
    user_id = next(each["Value"] for each in found["UserAttributes"] if each["Name"] == "sub")
    User(user_id, email="a@example.com").put_new()
    role = aws.role("Web").get_credentials()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", role.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", role.secret_key)
    monkeypatch.setenv("AWS_SESSION_TOKEN", role.token)
    services.set_groups(user_id, ["listeners", "moderators"])
    services.set_groups(user_id, ["listeners"])
    services.suspend(user_id)
    services.reinstate(user_id)
    assert cognito.groups_of(user_id) == {"listeners"}
