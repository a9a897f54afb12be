"""The settings: their first page. Every page at /account/ extends accounts/settings_base.html."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import signed_in


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and the way to every setting. Reads nothing but the session."""
    return render(request, "accounts/account.html")
