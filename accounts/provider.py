"""Sign-in with Cognito through allauth: it does the redirects, state, PKCE and code exchange.

What is ours: the addresses are known (no discovery request), the ID token's signature is checked
always, the nonce is sent and checked, and no table of social accounts is asked. Loaded when somebody signs in.
"""

import secrets
from typing import Any

from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from .errors import BadToken
from .self_service import SCOPE as SELF_SERVICE
from .tokens import Claims, expected_issuer, verified


class CognitoLogin(SocialLogin):  # type: ignore[misc]
    """A sign-in without account tables: Cognito's `sub` is the user's key."""

    claims: Claims

    def lookup(self) -> None:
        """Nothing to look up: `adapters.SocialAdapter.pre_social_login` takes over from here."""

    @property
    def nonce(self) -> str:
        return str(self.state.get("nonce", ""))

    def check_nonce(self) -> None:
        """That the token answers this browser's sign-in and no other. Raises OAuth2Error."""
        if not self.nonce or not secrets.compare_digest(self.nonce, self.claims.nonce):
            raise OAuth2Error("nonce")


class CognitoAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    @property
    def openid_config(self) -> dict[str, Any]:
        """Cognito's addresses follow from its domain."""
        domain = settings.COGNITO["domain"]
        return {
            "issuer": expected_issuer(),
            "authorization_endpoint": f"{domain}/oauth2/authorize",
            "token_endpoint": f"{domain}/oauth2/token",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """What the user pool's client allows, whatever the request's Host says."""
        path = reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})
        return f"{settings.SITE_URL}{path}"

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, *, response: dict[str, Any]
    ) -> CognitoLogin:
        try:
            claims = verified(response.get("id_token", ""))
        except BadToken as error:
            raise OAuth2Error(f"ID token refused: {error}") from error
        account = SocialAccount(provider=self.provider_id, uid=claims.subject)
        login = CognitoLogin(provider=self.get_provider(), account=account)
        login.claims = claims
        return login


class CognitoProvider(OpenIDConnectProvider):  # type: ignore[misc]
    package = "allauth.socialaccount.providers.openid_connect"  # whose templates and checks are ours too
    oauth2_adapter_class = CognitoAdapter
    pkce_enabled_default = True

    def get_default_scope(self) -> list[str]:
        """The last lets people change their own password and address with the session's tokens."""
        return ["openid", "profile", "email", SELF_SERVICE]

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """To Cognito's sign-in page. The nonce waits with the state, in the session, for ten minutes."""
        nonce = secrets.token_urlsafe(32)
        params = {**self.get_auth_params(), "nonce": nonce}
        if "again" in request.GET:  # for what cannot be taken back
            params["prompt"] = "login"
        answer: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params=params, nonce=nonce, **kwargs
        )
        return answer


provider_classes = [CognitoProvider]
