"""Mounted at /auth/. Nothing else of allauth has an address."""

from django.urls import path

from accounts.views import signing as views

urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("signed-in/", views.signed_in_again, name="signed-in-again"),
    # The name is allauth's, and the path is what the user pool's client allows.
    path("oidc/<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
