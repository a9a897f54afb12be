"""Answers that several views give: 303 after a write, 403 to who only may look, problems as JSON (RFC 9457)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from accounts.services import activity
from catalog.queries.grants import Owned, manages_now


class SeeOther(HttpResponseRedirect):
    """After a POST: the browser asks for the page with GET, so that reloading it repeats nothing."""

    status_code = 303


def see_other(to: str, *args: Any) -> SeeOther:
    """`to` is the name of a route with its `args`, or an address."""
    return SeeOther(resolve_url(to, *args))


def for_its_owner(request: HttpRequest, thing: Owned) -> None:
    """Its owner or another manager. Moderators see everybody's studio, but change nothing there."""
    if not manages_now(request.user, thing):
        raise PermissionDenied(_("Only its owner may change this."))


def note_edit(request: HttpRequest, title: str, address: str = "") -> None:
    """On the page of one's own activity; one write. `address` is where the edited thing is, "" for what is gone."""
    activity.note(str(request.user.pk), activity.EDIT, title=title, address=address)


def problem(status: int, code: str, detail: str) -> JsonResponse:
    """`detail` is for people, in their language; `code` for programs."""
    body = {"type": "about:blank", "status": status, "code": code, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")
