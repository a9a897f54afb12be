"""Signing in and registering are at /auth/, the settings at /account/, people's pages at /people/. Nothing else of allauth has an address."""

from django.urls import URLPattern, URLResolver, path

from accounts.views import access, account, credentials, data, devices, follows, profiles, signing

urlpatterns: list[URLPattern | URLResolver] = [
    path("auth/login/", signing.login, name="login"),
    path("auth/logout/", signing.logout, name="logout"),
    path("auth/register/", access.register, name="register"),
    path("auth/confirm/", access.confirm, name="confirm"),
    path("auth/confirm/code/", access.code, name="confirm-code"),
    path("auth/forgotten/", access.forgotten, name="forgot-password"),
    path("auth/reset/", access.reset, name="reset-password"),
    path("auth/ready/", access.ready, {"what": "account"}, name="account-ready"),
    path("auth/password-changed/", access.ready, {"what": "password"}, name="password-ready"),
    path("auth/signed-in/", signing.signed_in_again, name="signed-in-again"),
    # The name is allauth's, and the path is what the user pool's client allows.
    path("auth/oidc/<slug:provider_id>/login/callback/", signing.callback, name="openid_connect_callback"),
    path("account/", account.home, name="account-home"),
    path("account/data/", data.export, name="account-export"),
    path("account/data/archives/", data.exports, name="account-exports"),
    path("account/data/archive/", data.archive, name="account-archive"),
    path("account/deletion/", data.deletion, name="account-deletion"),
    path("account/deleted/", data.deleted, name="account-deleted"),
    path("account/profile/", profiles.profile, name="account-profile"),
    path("account/profile/picture/", profiles.picture, name="account-picture"),
    path("account/following/", follows.following, name="account-following"),
    path("people/<str:handle>/", profiles.person, name="person"),
    path("people/<str:handle>/follow/", follows.follow_person, name="follow-person"),
    path("account/password/", credentials.password, name="account-password"),
    path("account/email/", credentials.email, name="account-email"),
    path("account/email/code/", credentials.email_code, name="account-email-code"),
    path("account/authenticator/", credentials.authenticator, name="account-authenticator"),
    path("account/devices/", devices.devices, name="account-devices"),
    path("account/devices/others/", devices.end_others, name="account-devices-others"),
    path("account/devices/<str:session_hash>/", devices.end_one, name="account-device"),
    path("account/display/", account.display, name="account-display"),
    path("account/activity/", account.activity, name="account-activity"),
]
