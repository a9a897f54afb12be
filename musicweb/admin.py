"""The admin's site: people enter and leave it through Cognito like any other page."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.services.credentials import look_for_authenticator, may_administer
from catalog.queries import site_state
from musicweb.answers import local_address
from musicweb.dynamo.admin import DynamoAdminSite
from musicweb.dynamo.models import DynamoModel
from musicweb.moderation.forms import SiteForm
from musicweb.moderation.queries import waiting
from musicweb.moderation.services import announce, set_read_only

WAITING = {
    "reports": "moderation.view_case",
    "uploads": "catalog.view_upload",
    "figures": "moderation.view_figures",
}


class MusicwebAdminSite(DynamoAdminSite):
    site_header = site_title = settings.SITE_NAME
    index_template = "admin/home.html"
    without = (*DynamoAdminSite.without, "password_change", "password_change_done")  # Cognito's business

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Models of packages, such as Django's groups and allauth's addresses, have no table here: not shown."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        tabled = [model for model in models if issubclass(model, DynamoModel)]
        super().register(tabled, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and may_administer(request.session)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """To the site's own sign-in and back. Signed in already, one is staff, staff without an authenticator, or refused."""
        if self.has_permission(request):
            return redirect("admin:index")
        if super().has_permission(request):
            if look_for_authenticator(request.session, user_id=str(request.user.pk)):
                return redirect(local_address(request.GET.get("next") or reverse("admin:index")))
            return render(request, "admin/authenticator_needed.html", status=403)
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("login"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """The header's sign-out button posts here; the site's own sign-out takes the same post."""
        return HttpResponseRedirect(reverse("logout"), preserve_request=True)

    def get_urls(self) -> list[Any]:
        return [path("site/", self.admin_view(self.site_view), name="site"), *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        """With what waits: at most three requests to DynamoDB beside the session's, and one to each dead-letter queue."""
        may_see = {name: request.user.has_perm(permission) for name, permission in WAITING.items()}
        return super().index(request, {**(extra_context or {}), **waiting(may_see), "may_set_site": _may(request)})

    def site_view(self, request: HttpRequest) -> HttpResponse:
        """The announcement and the maintenance switch, for admins."""
        if not _may(request):
            raise PermissionDenied
        state = site_state()
        shown = {"text": state.announcement, "level": state.level, "until": state.until, "read_only": state.read_only}
        form = SiteForm(request.POST if request.method == "POST" else None, initial=shown)
        if form.is_bound and form.is_valid():
            _set_site(form, request.user)
            messages.success(request, _("Saved. Every page knows it within 15 seconds."))
            return redirect("admin:site")
        context = {**self.each_context(request), "title": _("Announcement and maintenance"), "form": form}
        return TemplateResponse(request, "admin/site.html", context, status=422 if form.is_bound else 200)


def _may(request: HttpRequest) -> bool:
    return request.user.has_perm("moderation.change_site")


def _set_site(form: SiteForm, by: Any) -> None:
    """Each of the two is noted in the audit for itself, and only if it changes."""
    asked = form.cleaned_data
    if {"text", "level", "until"} & set(form.changed_data):
        announce(text=asked["text"], level=asked["level"], until=asked["until"], by=by)
    if "read_only" in form.changed_data:
        set_read_only(asked["read_only"], by=by)
