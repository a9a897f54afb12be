"""Signing in and out. Cognito's own pages ask for the password; none of ours does.

allauth's OAuth, and what it needs, is loaded when somebody signs in: a start is lighter without it.
"""

import logging

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers import registry
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from accounts import cognito, identity, sessions
from accounts.adapters import PROVIDER_ID
from accounts.errors import CognitoUnavailable
from musicweb.answers import is_local, local_address

logger = logging.getLogger(__name__)


@require_GET
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """To Cognito, and back to `next`."""
    wanted = request.GET.get("next", "")
    if wanted and not is_local(wanted):
        raise BadRequest(_("After signing in you can only go on to a page of this site."))
    if request.user.is_authenticated and "again" not in request.GET:
        return redirect(local_address(wanted))
    registry.load()
    provider = get_adapter(request).get_provider(request, PROVIDER_ID)
    answer: HttpResponse = provider.redirect(request, process="login", next_url=local_address(wanted))
    return answer


@require_GET  # a HEAD would use the state up
@never_cache
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from Cognito with a code. `adapters.SocialAdapter` answers."""
    if provider_id != PROVIDER_ID:
        raise Http404
    registry.load()
    from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView

    from accounts.provider import CognitoAdapter

    view = OAuth2CallbackView.adapter_view(CognitoAdapter(request, provider_id))
    answer: HttpResponse = view(request)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def logout(request: HttpRequest) -> HttpResponse:
    """Asks, then signs out here and at Cognito; here also while Cognito does not answer."""
    if request.method != "POST":
        return render(request, "accounts/logout.html") if request.user.is_authenticated else redirect("/")
    refresh_token = identity.refresh_token(request.session)
    sessions.end(request.session)  # type: ignore[arg-type]
    request.user = AnonymousUser()
    rotate_token(request)
    if not refresh_token:
        return redirect("/")
    _revoke(refresh_token)
    return HttpResponseRedirect(cognito.logout_address())


@require_safe
@never_cache
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """The end of a sign-in in a second tab, while a form waits in the first."""
    return render(request, "accounts/signed_in_again.html")


def _revoke(refresh_token: str) -> None:
    try:
        cognito.revoke(refresh_token)
    except CognitoUnavailable as error:
        # The session is gone, so nobody holds this token any more; it ends by itself.
        logger.warning("a refresh token was not revoked: %s", error)
