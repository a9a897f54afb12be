"""What moderators decided about one's own things."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.decorators import signed_in
from musicweb.moderation import queries


@require_safe
@signed_in
def decisions(request: HttpRequest) -> HttpResponse:
    """Newest first, with the reason: the notice that stays."""
    page = queries.decisions_about(str(request.user.pk), after=request.GET.get("after"))
    return render(request, "moderation/decisions.html", {"page": page})
