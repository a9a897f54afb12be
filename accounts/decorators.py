"""Views for people who are signed in, and what the others see. What somebody typed is never lost."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django_htmx.http import HttpResponseClientRedirect

from musicweb import caching

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]
SAFE = {"GET", "HEAD", "OPTIONS"}
LONG = 40  # characters from which on a typed text is shown and not just kept
KEPT_OUT = ("csrfmiddlewaretoken", "password", "secret", "token")


def signed_in(view: View[Rest]) -> View[Rest]:
    """Anonymous visitors are asked to sign in and come back."""

    @wraps(view)
    def checked(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return ask_to_sign_in(request)

    return checked


def may(permission: str) -> Callable[[View[Rest]], View[Rest]]:
    """As `signed_in`, and 403 for who lacks this permission, like "catalog.upload"."""

    def decorate(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def checked(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return ask_to_sign_in(request)
            if not request.user.has_perm(permission):
                raise PermissionDenied(_("Your account may not do this."))
            return view(request, *args, **kwargs)

        return checked

    return decorate


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """A redirect to sign in; to a form that was sent, a page that keeps what was typed."""
    if request.method in SAFE:
        address = _login_address(request.get_full_path())
    else:
        address = _login_address(reverse("signed-in-again"))
    if _wants_json(request):
        said = {"error": _("Please sign in again."), "sign_in": address}
        return JsonResponse(said, status=HTTPStatus.UNAUTHORIZED)
    if request.method not in SAFE:
        return _expired(request, address)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)  # a fetch could not follow to another origin
    return HttpResponseRedirect(address)


def _login_address(next_path: str) -> str:
    return f"{reverse('login')}?{urlencode({'next': next_path})}"


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


@sensitive_post_parameters()
def _expired(request: HttpRequest, address: str) -> HttpResponse:
    """The typed fields again, to be sent once more after signing in. Files and secrets are left out."""
    fields = [
        {"name": name, "value": value, "long": (len(value) >= LONG and not name.endswith("was")) or "\n" in value}
        for name, values in request.POST.lists()
        for value in values
        if isinstance(value, str) and not any(word in name.lower() for word in KEPT_OUT)
    ]
    context = {"fields": fields, "sign_in": address, "files": bool(request.FILES), "here": request.get_full_path()}
    response = render(request, "accounts/session_expired.html", context, status=HTTPStatus.UNAUTHORIZED)
    response["Cache-Control"] = caching.PRIVATE
    return response
