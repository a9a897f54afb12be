"""Changing the password and the e-mail address, at Cognito, by who is signed in."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts import sessions
from accounts.decorators import signed_in
from accounts.errors import SignInAgain
from accounts.forms.base import AccountForm
from accounts.forms.settings import AuthenticatorForm, BeginAuthenticatorForm, EmailCodeForm, EmailForm, PasswordForm
from accounts.services import credentials
from accounts.services.registration import Pending
from musicweb.answers import SeeOther, see_other

View = Callable[[HttpRequest], HttpResponse]
asks = require_http_methods(["GET", "HEAD", "POST"])


def by_a_living_session(view: View) -> View:
    """Where Cognito no longer honours the session, one signs in and comes back to the form."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except SignInAgain:
            sessions.end(request.session)  # type: ignore[arg-type]
            messages.warning(request, _("For this, please sign in again."))
            address = f"{reverse('login')}?{urlencode({'next': request.path})}"
            if request.headers.get("HX-Request"):
                return HttpResponseClientRedirect(address)  # a fetch could not follow to Cognito
            return SeeOther(address)

    return checked


@asks
@never_cache
@sensitive_post_parameters("old_password", "password")
@signed_in
@by_a_living_session
def password(request: HttpRequest) -> HttpResponse:
    """Asks for the present password too; other browsers are signed out."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST":
        said = form.attempt(
            lambda: credentials.change_password(
                request.session, old=form.cleaned_data["old_password"], new=form.cleaned_data["password"]
            )
        )
        if said:
            request.session = said
            messages.success(request, _("Your password is changed. Other browsers are signed out."))
            return see_other("account-password")
    return render(request, "accounts/password.html", {"form": form}, status=form.status)


@asks
@never_cache
@signed_in
@by_a_living_session
def email(request: HttpRequest) -> HttpResponse:
    """Takes the new address; the next page takes the code that was sent there."""
    form = EmailForm(request.POST or None)
    if request.method == "POST":
        said = form.attempt(lambda: credentials.change_email(request.session, **form.cleaned_data))
        if said:
            request.session, waits = said
            if not waits:
                return _changed(request)
            query = urlencode({"for": Pending(form.cleaned_data["email"]).sealed()})
            return SeeOther(f"{reverse('account-email-code')}?{query}")
    return render(request, "accounts/email.html", {"form": form}, status=form.status)


@asks
@never_cache
@signed_in
@by_a_living_session
def email_code(request: HttpRequest) -> HttpResponse:
    """Takes the code: from then on the new address signs in."""
    pending = Pending.of(request.GET.get("for", ""))
    if pending is None:
        return redirect("account-email")
    form = EmailCodeForm(request.POST or None)
    if request.method == "POST":
        said = form.attempt(lambda: credentials.verify_email(request.session, **form.cleaned_data))
        if said:
            request.session = said
            return _changed(request)
    context = {"form": form, "email": pending.email, "code": settings.COGNITO_FIXED_CODES.get("confirm")}
    return render(request, "accounts/email_code.html", context, status=form.status)


@asks
@never_cache
@signed_in
@by_a_living_session
def authenticator(request: HttpRequest) -> HttpResponse:
    """Asks for a secret, and then shows it and takes the code that an authenticator makes of it."""
    secret = credentials.pending_authenticator(request.session)
    if request.method != "POST":
        return _authenticator(request, AuthenticatorForm() if secret else BeginAuthenticatorForm())
    if "code" not in request.POST or not secret:
        begin = BeginAuthenticatorForm(request.POST)
        if said := begin.attempt(lambda: credentials.begin_authenticator(request.session)):
            request.session = said
            return see_other("account-authenticator")
        return _authenticator(request, begin)
    form = AuthenticatorForm(request.POST)
    if said := form.attempt(lambda: credentials.prove_authenticator(request.session, code=form.cleaned_data["code"])):
        request.session = said
        messages.success(request, _("From now on signing in asks for a code of your authenticator."))
        return see_other("account-home")
    return _authenticator(request, form)


def _authenticator(request: HttpRequest, form: AccountForm) -> HttpResponse:
    """The secret as people read it, and as an app on the same device takes it."""
    context: dict[str, object] = {"form": form}
    if secret := credentials.pending_authenticator(request.session):
        label = quote(f"{settings.SITE_NAME}:{getattr(request.user, 'email', '')}")
        query = urlencode({"secret": secret, "issuer": settings.SITE_NAME})
        context["key"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        context["address"] = f"otpauth://totp/{label}?{query}"
    return render(request, "accounts/authenticator.html", context, status=form.status)


def _changed(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Your e-mail address is changed. Sign in with the new one from now on."))
    return see_other("account-home")
