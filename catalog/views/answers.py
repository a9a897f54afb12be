"""Answers that several views give: 403 to who only may look, problems as JSON (RFC 9457)."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from accounts.services import activity
from catalog.queries.grants import Owned, manages_now


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
