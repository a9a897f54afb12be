"""An authenticator (TOTP): adding one to one's account, and the admin that is closed without."""

import pytest
from django.test import Client

from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
PAGE, ADMIN = "/account/authenticator/", "/admin/"


@pytest.fixture
def member(cognito, directory):
    return directory.add("ann@example.com", sub="ann-sub")


@pytest.fixture
def ann():
    return make_user("ann", user_id="ann-sub", groups=["admins"])


@pytest.fixture
def browser(client, member, ann):
    return sign_in(client, ann)


@pytest.fixture
def strict(settings):
    settings.STAFF_NEEDS_TOTP = True


def test_an_authenticator_is_added_by_its_key_and_a_code_it_makes(browser, member):
    assert "JBSW" not in browser.get(PAGE).content.decode()

    begun = browser.post(PAGE)
    page = browser.get(begun["Location"]).content.decode()
    done = browser.post(PAGE, {"code": "123456"})

    assert (begun.status_code, begun["Location"]) == (303, PAGE)
    assert "JBSW Y3DP EHPK 3PXP" in page
    assert 'href="otpauth://totp/' in page
    assert (done.status_code, done["Location"]) == (303, "/account/")
    assert member.settings == ["SOFTWARE_TOKEN_MFA"]
    assert "JBSW" not in browser.get(PAGE).content.decode()


def test_a_wrong_code_is_said_at_its_field_and_the_key_stays(browser, member):
    browser.post(PAGE)

    answer = browser.post(PAGE, {"code": "000000"})

    assert answer.status_code == 422
    assert 'id="id_code_error"' in answer.content.decode()
    assert "JBSW Y3DP" in answer.content.decode()
    assert member.settings == []


def test_the_key_is_kept_sealed_and_never_by_caches(browser):
    browser.post(PAGE)

    assert "JBSWY3DP" not in str(dict(browser.session))
    assert "no-store" in browser.get(PAGE)["Cache-Control"]


def test_asking_for_keys_ends_soon(browser):
    assert [browser.post(PAGE).status_code for _ in range(11)] == [303] * 10 + [429]


def test_without_the_setting_a_password_opens_the_admin(browser, directory):
    assert browser.get(ADMIN).status_code == 200
    assert "AdminGetUser" not in directory.calls


def test_with_the_setting_staff_without_an_authenticator_is_told_how_to_add_one(browser, strict):
    answer = browser.get(ADMIN, follow=True)

    assert answer.status_code == 403
    assert f'href="{PAGE}"' in answer.content.decode()
    assert browser.get("/admin/catalog/song/", follow=True).status_code == 403


def test_with_an_authenticator_the_admin_opens_where_one_wanted_to_go_and_cognito_is_asked_once(
    browser, directory, member, strict
):
    member.settings = ["SOFTWARE_TOKEN_MFA"]

    answer = browser.get("/admin/catalog/song/", follow=True)

    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == "/admin/catalog/song/"
    assert browser.get(ADMIN).status_code == 200
    assert directory.calls.count("AdminGetUser") == 1


def test_another_sign_in_is_asked_about_again(browser, ann, member, strict):
    member.settings = ["SOFTWARE_TOKEN_MFA"]
    browser.get(ADMIN, follow=True)
    member.settings = []

    again = sign_in(Client(), ann)

    assert again.get(ADMIN, follow=True).status_code == 403


def test_who_is_no_staff_is_refused_as_before(client, cognito, directory, strict):
    browser = sign_in(client, make_user("bob", user_id="bob-sub"))

    assert browser.get(ADMIN, follow=True).status_code == 403
    assert directory.calls == []


def test_a_way_back_to_another_site_is_not_taken(browser, member, strict):
    member.settings = ["SOFTWARE_TOKEN_MFA"]

    answer = browser.get("/admin/login/?next=https://evil.example/")

    assert answer["Location"] == "/"
