"""One's own data: an archive of it, and the way out."""

import logging
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries, services
from accounts.decorators import signed_in
from accounts.errors import CognitoUnavailable, LastAdmin, TooSoon
from accounts.faces import User
from accounts.forms import DeletionForm
from catalog import services as music
from musicweb import caching
from musicweb.answers import see_other
from musicweb.aws.presign import presigned_get
from playlists import services as library

logger = logging.getLogger(__name__)


@require_safe
@never_cache
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """How far the archive is, and the button that asks for one."""
    job = queries.export_of(cast(User, request.user).pk)
    return render(request, "accounts/export.html", {"job": job, "pause_hours": settings.EXPORT_PAUSE_SECONDS // 3600})


@require_POST
@signed_in
def exports(request: HttpRequest) -> HttpResponse:
    """Ask for an archive."""
    try:
        services.ask_export(cast(User, request.user).pk)
    except TooSoon:
        messages.error(request, _("You asked for one a short while ago. Ask again a day later."))
    return see_other("account-export")


@require_safe
@signed_in
def archive(request: HttpRequest) -> HttpResponse:
    """The archive from S3, by an address that is good for a minute."""
    job = queries.export_of(cast(User, request.user).pk)
    if job is None or job.state != "ready":
        raise Http404
    name = f"{settings.SITE_NAME}.zip"
    response = HttpResponseRedirect(presigned_get(settings.MEDIA_BUCKET, services.export_key(job), filename=name))
    response["Cache-Control"] = caching.PRIVATE
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def deletion(request: HttpRequest) -> HttpResponse:
    """Asks, by the address typed and a sign-in of a moment ago; then the account is closed at once."""
    user = cast(User, request.user)
    recent = queries.signed_in_lately(user.pk, request.session.session_key)
    form = DeletionForm(request.POST if request.method == "POST" else None, email=user.email)
    if request.method == "POST" and recent and form.is_valid():
        try:
            _close(user)
        except LastAdmin:
            form.add_error(None, _("You are the only admin. Make somebody else one first."))
        else:
            request.session.flush()
            request.user = AnonymousUser()
            rotate_token(request)
            return see_other("account-deleted")
    context = {"form": form, "recent": recent}
    refused = request.method == "POST" and (form.errors or not recent)
    return render(request, "accounts/deletion.html", context, status=422 if refused else 200)


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    """The last page: it says what happens now."""
    return render(request, "accounts/deleted.html")


def _close(user: User) -> None:
    """Out, then invisible. What fails of the latter the worker does a moment later."""
    try:
        services.ask_deletion(user.pk)
    except CognitoUnavailable:
        logger.warning("Cognito did not answer; the worker disables the user there")
    music.hide_all(user_id=user.pk)
    library.hide_all_of(user.pk)
