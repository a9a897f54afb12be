"""Suspending, reinstating, groups and quotas; Cognito's side is moto's user pool."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts import services
from accounts.errors import LastAdmin, UnknownGroup
from accounts.queries import get_user, sessions_of
from musicweb.dynamo.errors import NotFound
from tests.conftest import aws
from tests.people import make_user, session_cookie_for, sign_in

pytestmark = [pytest.mark.usefixtures("tables", "pool"), pytest.mark.urls("tests.accounts.site")]


@pytest.fixture
def idp():
    return aws("cognito-idp")


@pytest.fixture
def pool(tables, idp, settings):
    pool_id = idp.create_user_pool(PoolName="test", UsernameAttributes=["email"])["UserPool"]["Id"]
    settings.COGNITO = {**settings.COGNITO, "pool_id": pool_id}
    for group in settings.ROLES:
        idp.create_group(UserPoolId=pool_id, GroupName=group)


@pytest.fixture
def signed_up(pool, idp):
    """Makes somebody in the pool and in the table."""

    def make(name: str, *groups: str):
        pool_id = settings.COGNITO["pool_id"]
        email = {"Name": "email", "Value": f"{name}@example.com"}
        made = idp.admin_create_user(UserPoolId=pool_id, Username=email["Value"], UserAttributes=[email])["User"]
        for group in groups:
            idp.admin_add_user_to_group(UserPoolId=pool_id, Username=made["Username"], GroupName=group)
        return make_user(name, groups, user_id=made["Username"])

    return make


def enabled(idp, user) -> bool:
    return idp.admin_get_user(UserPoolId=settings.COGNITO["pool_id"], Username=user.id)["Enabled"]


def groups_at_cognito(idp, user) -> set[str]:
    found = idp.admin_list_groups_for_user(UserPoolId=settings.COGNITO["pool_id"], Username=user.id)
    return {group["GroupName"] for group in found["Groups"]}


def test_a_suspended_user_is_out_at_the_next_request_and_disabled_at_cognito(client, idp, signed_up):
    ann = signed_up("ann", "artists")
    sign_in(client, ann)
    services.suspend(ann.id)
    assert client.get("/test/me/").json()["id"] is None
    assert not get_user(ann.id).is_active
    assert not enabled(idp, ann)
    services.suspend(ann.id)  # once more does no harm


def test_a_reinstated_user_may_sign_in_again(client, idp, signed_up):
    ann = signed_up("ann", "artists")
    services.suspend(ann.id)
    services.reinstate(ann.id)
    assert enabled(idp, ann)
    sign_in(client, ann)
    assert client.get("/test/me/").json()["id"] == ann.id


def test_groups_are_changed_at_cognito_and_the_session_goes_on(client, idp, signed_up):
    ann = signed_up("ann", "listeners", "artists")
    sign_in(client, ann)
    services.set_groups(ann.id, ["listeners", "moderators"])
    assert groups_at_cognito(idp, ann) == {"listeners", "moderators"}
    assert get_user(ann.id).groups == {"listeners", "moderators"}
    assert client.get("/test/me/").json()["id"] == ann.id


def test_who_loses_a_staff_group_is_signed_out_at_once(signed_up):
    mo = signed_up("mo", "moderators")
    session_cookie_for(mo)
    services.set_groups(mo.id, [])
    assert list(sessions_of(mo.id)) == []
    assert not get_user(mo.id).groups


def test_the_last_admin_stays(signed_up):
    ada = signed_up("ada", "admins")
    with pytest.raises(LastAdmin):
        services.set_groups(ada.id, ["listeners"])
    with pytest.raises(LastAdmin):
        services.suspend(ada.id)
    signed_up("bea", "admins")
    services.set_groups(ada.id, ["listeners"])


def test_a_suspended_admin_does_not_count_as_another(signed_up):
    ada, bea = signed_up("ada", "admins"), signed_up("bea", "admins")
    services.suspend(bea.id)
    with pytest.raises(LastAdmin):
        services.suspend(ada.id)


def test_a_group_that_no_setting_names_is_refused(signed_up):
    with pytest.raises(UnknownGroup, match="kings"):
        services.set_groups(signed_up("ann").id, ["kings"])


def test_somebody_unknown_is_not_found(pool):
    with pytest.raises(NotFound):
        services.suspend("nobody")


def test_the_first_admin_is_made_by_a_command(idp, signed_up, capsys):
    ann = signed_up("ann")
    call_command("make_admin", "ann@example.com")
    assert groups_at_cognito(idp, ann) == {"admins"}
    with pytest.raises(CommandError, match="Sign up"):
        call_command("make_admin", "nobody@example.com")
