"""The admin's site: people enter and leave it through Cognito like any other page."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from musicweb.dynamo.admin import DynamoAdminSite
from musicweb.dynamo.models import DynamoModel


class MusicwebAdminSite(DynamoAdminSite):
    site_header = site_title = settings.SITE_NAME
    without = (*DynamoAdminSite.without, "password_change", "password_change_done")  # Cognito's business

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Models of packages, such as Django's groups and allauth's addresses, have no table here: not shown."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        tabled = [model for model in models if issubclass(model, DynamoModel)]
        super().register(tabled, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """To the site's own sign-in and back. Signed in already, one is either staff or refused."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), reverse("login"))

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """The header's sign-out button posts here; the site's own sign-out takes the same post."""
        return HttpResponseRedirect(reverse("logout"), preserve_request=True)
