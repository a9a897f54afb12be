"""Where one is signed in, and signing out there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts import queries
from accounts.browsers import name_of
from accounts.decorators import signed_in
from accounts.services import devices as services
from accounts.services import end_sessions
from musicweb.answers import see_other


@require_safe
@signed_in
def devices(request: HttpRequest) -> HttpResponse:
    """Every browser that is signed in, this one first."""
    found = queries.devices_of(str(request.user.pk), request.session.session_key)
    rows = [{"device": device, "browser": name_of(device.user_agent)} for device in found]
    return render(request, "accounts/devices.html", {"rows": rows})


@require_POST
@signed_in
def end_one(request: HttpRequest, session_hash: str) -> HttpResponse:
    """Sign out there, from that browser's next request on. 404 for what is no session of this user."""
    services.end_session(str(request.user.pk), session_hash)
    messages.success(request, _("That browser is signed out."))
    return see_other("account-devices")


@require_POST
@signed_in
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = end_sessions(str(request.user.pk), but=request.session.session_key)
    messages.success(request, ngettext("%d browser is signed out.", "%d browsers are signed out.", ended) % ended)
    return see_other("account-devices")
