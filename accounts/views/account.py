"""The settings: their first page, language and look, own activity. Every page extends accounts/settings_base.html."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries
from accounts.browsers import name_of
from accounts.decorators import signed_in
from accounts.forms.settings import DisplayForm
from accounts.services.preferences import set_preferences
from musicweb import preferences
from musicweb.answers import see_other


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and the way to every setting. Reads nothing but the session."""
    return render(request, "accounts/account.html")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def display(request: HttpRequest) -> HttpResponse:
    """Language and look: kept with the user, and at once in this browser's cookies."""
    if request.method != "POST":
        user = queries.get_user(str(request.user.pk))
        form = DisplayForm(initial={"language": user.language, "theme": user.theme})
        return render(request, "accounts/display.html", {"form": form})
    form = DisplayForm(request.POST)
    if not form.is_valid():
        return render(request, "accounts/display.html", {"form": form}, status=422)
    set_preferences(str(request.user.pk), **form.cleaned_data)
    with translation.override(form.cleaned_data["language"] or translation.get_language()):
        messages.success(request, _("Saved. Browsers where you sign in from now on have it too."))
    answer = see_other("account-display")
    preferences.apply(answer, **form.cleaned_data)
    if not form.cleaned_data["language"]:
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    return answer


@require_safe
@signed_in
def activity(request: HttpRequest) -> HttpResponse:
    """What this user did in the last 90 days, newest first."""
    page = queries.activity_of(str(request.user.pk), after=request.GET.get("after"))
    deeds = [{"row": row, "browser": name_of(row.title) if row.kind == "sign_in" else ""} for row in page]
    return render(request, "accounts/activity.html", {"page": page, "deeds": deeds})
