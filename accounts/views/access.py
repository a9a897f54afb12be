"""Registering, confirming an address, and a forgotten password: pages for who is not signed in.

Known and unknown addresses get the same answers. The address travels sealed in `?for=`, so it is in no log.
"""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms.access import AddressOfCodeForm, ConfirmationForm, ForgottenForm, RegistrationForm, ResetForm
from accounts.forms.base import AccountForm
from accounts.services import registration
from accounts.services.registration import Pending
from musicweb.answers import SeeOther
from musicweb.visitors import network_of

asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
@never_cache
@sensitive_post_parameters("password")
def register(request: HttpRequest) -> HttpResponse:
    """Takes an address and a password; the next page asks for the code that was sent there."""
    if request.user.is_authenticated:
        return redirect("/")
    if settings.REGISTRATION == "closed":
        return render(request, "accounts/registration_closed.html", status=403)
    form = RegistrationForm(request.POST or None, initial={"invitation": request.GET.get("invitation", "")})
    if request.method == "POST":
        said = form.attempt(lambda: registration.register(network=network_of(request), **form.cleaned_data))
        if said:
            return _on("confirm", said)
    return _page(request, "register", form)


@asks
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """Takes the code of a registration."""
    pending = _pending(request)
    form = ConfirmationForm(request.POST or None, pending=pending)
    if request.method == "POST":
        network = network_of(request)
        ready = form.attempt(
            lambda: registration.confirm(pending=form.pending, code=form.cleaned_data["code"], network=network)
        )
        if ready is not None:
            return SeeOther(reverse("account-ready")) if ready else _on("reset-password", form.pending)
    return _page(request, "confirm", form, code=settings.COGNITO_FIXED_CODES.get("confirm"))


@require_POST
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """Sends the code of a registration again, if one waits for it."""
    form = AddressOfCodeForm(request.POST, pending=_pending(request))
    sent = form.attempt(lambda: registration.send_code_again(form.pending, network=network_of(request)))
    if sent:
        return _on("confirm", sent)
    return _page(request, "confirm_again", form)


@asks
@never_cache
def forgotten(request: HttpRequest) -> HttpResponse:
    """Sends a code to the address, if it has an account."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST":
        said = form.attempt(lambda: registration.forgot_password(network=network_of(request), **form.cleaned_data))
        if said:
            return _on("reset-password", said)
    return _page(request, "forgotten", form)


@asks
@never_cache
@sensitive_post_parameters("password")
def reset(request: HttpRequest) -> HttpResponse:
    """Takes the code and a new password."""
    form = ResetForm(request.POST or None, pending=_pending(request))
    if request.method == "POST":
        network = network_of(request)
        done = form.attempt(
            lambda: registration.reset_password(
                form.pending, code=form.cleaned_data["code"], password=form.cleaned_data["password"], network=network
            )
        )
        if done:
            return SeeOther(reverse("password-ready"))
    return _page(request, "reset", form, code=settings.COGNITO_FIXED_CODES.get("reset"))


@require_safe
@never_cache
def ready(request: HttpRequest, what: str) -> HttpResponse:
    """The end of it: one can sign in."""
    return render(request, "accounts/ready.html", {"what": what})


def _page(request: HttpRequest, name: str, form: AccountForm, **context: Any) -> HttpResponse:
    return render(request, f"accounts/{name}.html", {"form": form, **context}, status=form.status)


def _pending(request: HttpRequest) -> Pending | None:
    return Pending.of(request.GET.get("for", ""))


def _on(route: str, pending: Pending) -> SeeOther:
    return SeeOther(f"{reverse(route)}?{urlencode({'for': pending.sealed()})}")
