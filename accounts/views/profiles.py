"""People's pages, and the form of one's own."""

from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries, services
from accounts.decorators import signed_in
from accounts.errors import HandleTaken, ProfileMoved
from accounts.faces import User
from accounts.forms import ProfileForm
from accounts.rows import PersonRow
from catalog.services import start_picture_upload
from musicweb.answers import see_other
from musicweb.dynamo.errors import Conflict
from playlists.queries import public_playlists_of

PLAYLISTS_SHOWN = 20


@require_safe
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """A person's page; an address that moved redirects to the one that replaces it."""
    if handle != handle.casefold():
        return redirect("person", handle.casefold(), permanent=True)
    try:
        page = queries.profile_page(handle, request.user)
    except ProfileMoved as moved:
        return redirect("person", moved.to, permanent=True)
    playlists = public_playlists_of(page.profile.user_id, PLAYLISTS_SHOWN, after=request.GET.get("after"))
    context = {"page": page, "row": PersonRow.of_profile(page.profile), "playlists": playlists}
    return render(request, "accounts/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """Handle, name, words and links of whoever asks; the first save makes the page."""
    user, status, stale = cast(User, request.user), HTTPStatus.OK, False
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=_stored(user.pk))
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_profile(user_id=user.pk, **form.cleaned_data)
        except HandleTaken:
            form.add_error("handle", _("Somebody else has this address. Choose another one."))
        except Conflict:
            form, stale, status = _again(request, user.pk), True, HTTPStatus.CONFLICT
        else:
            messages.success(request, _("Saved."))
            return see_other("person", saved.handle)
    if form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    own = queries.own_profile(user.pk)
    context = {"form": form, "stale": stale, "row": PersonRow.of_profile(own) if own else None}
    return render(request, "accounts/profile.html", context, status=status)


@require_POST
@signed_in
def picture(request: HttpRequest) -> HttpResponse:
    """Asks for a new picture: the form of the file is at an address of its own, and comes back here."""
    user = cast(User, request.user)
    own = queries.own_profile(user.pk)
    if own is None:
        messages.error(request, _("Choose an address first."))
        return see_other("account-profile")
    upload, _grant = start_picture_upload(
        owner=user, shape="avatar", subject=user.pk, subject_id=own.id, back=reverse("account-profile")
    )
    return see_other("studio-upload", upload.id)


def _stored(user_id: str) -> dict[str, Any]:
    found = queries.own_profile(user_id)
    if found is None:
        return {}
    return {name: getattr(found, name) for name in ("handle", "name", "bio", "links", "version")}


def _again(request: HttpRequest, user_id: str) -> ProfileForm:
    """What was typed, with the version that is stored now: saving again is a decision."""
    typed = request.POST.copy()
    typed["version"] = str(_stored(user_id).get("version", 0))
    return ProfileForm(typed)
