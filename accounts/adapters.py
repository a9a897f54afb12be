"""Where allauth hands over to us: the one app it signs in with, a proven identity, and a failure."""

import logging
from typing import TYPE_CHECKING, Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.base.provider import Provider
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import render

from musicweb import preferences
from musicweb.answers import local_address
from musicweb.visitors import country_of

from . import sessions
from .errors import CognitoUnavailable, Suspended

if TYPE_CHECKING:
    from .provider import CognitoLogin

logger = logging.getLogger(__name__)
PROVIDER_ID = "cognito"
SIGN_IN_FAILED = "sign_in_failed"  # counted by a metric filter: infra/template.yaml


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """One app, from settings: no table is asked."""
        app = SocialApp(
            provider="openid_connect",
            provider_id=PROVIDER_ID,
            name="Cognito",
            client_id=settings.COGNITO["client_id"],
            secret=settings.COGNITO["client_secret"],
            settings={"server_url": settings.COGNITO["issuer"]},
        )
        return [app]

    def pre_social_login(self, request: HttpRequest, sociallogin: "CognitoLogin") -> NoReturn:
        """Cognito has said who this is. Our own session begins, and allauth's account tables stay out of it.

        The CSRF secret stays: a form that waits in another tab for this sign-in must pass afterwards.
        It is renewed at sign-out, and Django compares the Origin of every unsafe request besides.
        """
        sociallogin.check_nonce()
        try:
            user = sessions.begin(
                request.session,  # type: ignore[arg-type]
                sociallogin.claims,
                refresh_token=sociallogin.token.token_secret,
                nonce=sociallogin.nonce,
                user_agent=request.headers.get("User-Agent", ""),
                country=country_of(request),
            )
        except Suspended as error:
            logger.warning("sign-in failed: suspended", extra={"event": SIGN_IN_FAILED})
            raise ImmediateHttpResponse(render(request, "accounts/suspended.html", status=403)) from error
        answer = HttpResponseRedirect(local_address(sociallogin.state.get("next")))
        preferences.apply(answer, language=user.language, theme=user.theme)
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> NoReturn:
        """A page of ours. Only the kind of failure is logged: an exception's text may hold a token."""
        from requests import RequestException

        if isinstance(exception, RequestException):
            raise CognitoUnavailable("Cognito did not exchange a code.") from exception
        cancelled = error == AuthError.CANCELLED
        if not cancelled:
            why = type(exception).__name__ if exception else "no such state"
            logger.warning("sign-in failed: %s", why, extra={"event": SIGN_IN_FAILED})
        state = (extra_context or {}).get("state") or {}
        context = {"cancelled": cancelled, "next": local_address(state.get("next"))}
        raise ImmediateHttpResponse(render(request, "accounts/sign_in_failed.html", context, status=400))


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts begin at Cognito; no page of allauth's is mounted."""
        return False
