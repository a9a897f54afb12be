"""Signing in and registering are at /auth/, the settings at /account/, people's pages at /people/. Nothing else of allauth has an address."""

from django.urls import path

from accounts.views import account, follows, profiles, signing

urlpatterns = [
    path("auth/login/", signing.login, name="login"),
    path("auth/logout/", signing.logout, name="logout"),
    path("auth/signed-in/", signing.signed_in_again, name="signed-in-again"),
    # The name is allauth's, and the path is what the user pool's client allows.
    path("auth/oidc/<slug:provider_id>/login/callback/", signing.callback, name="openid_connect_callback"),
    path("account/", account.home, name="account-home"),
    path("account/profile/", profiles.profile, name="account-profile"),
    path("account/following/", follows.following, name="account-following"),
    path("people/<str:handle>/", profiles.person, name="person"),
    path("people/<str:handle>/follow/", follows.follow_person, name="follow-person"),
]
