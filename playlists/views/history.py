"""What one has listened to: seeing it, deleting of it, pausing it."""

from datetime import date
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import signed_in
from accounts.faces import User
from musicweb import fresh
from musicweb.answers import see_other
from playlists import queries, services


@require_safe
@signed_in
def history(request: HttpRequest) -> HttpResponse:
    """What the reader listened to, newest first by day."""
    after = request.GET.get("after")
    changed = bool(fresh.ids(request, "history"))
    page = queries.history_page(cast(User, request.user), after=after, fresh=changed)
    return render(request, "playlists/history.html", {"page": page, "first": not after})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def entry_deletion(request: HttpRequest, key: str) -> HttpResponse:
    """Delete one entry, after having asked; nothing happens to one that is not there."""
    if request.method != "POST":
        return render(request, "playlists/history_deletion.html", {"entry": key})
    services.forget_play(user_id=cast(User, request.user).pk, key=key)
    return _changed(request)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def day_deletion(request: HttpRequest, day: str) -> HttpResponse:
    """Delete what was listened to on a day (UTC), after having asked; 404 for what is no day."""
    try:
        wanted = date.fromisoformat(day)
        if request.method != "POST":
            return render(request, "playlists/history_deletion.html", {"day": wanted})
        services.forget_day(user_id=cast(User, request.user).pk, day=wanted)
    except ValueError as error:
        raise Http404 from error
    messages.success(request, _("That day is no longer in your history."))
    return _changed(request)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def deletion(request: HttpRequest) -> HttpResponse:
    """Delete everything, after having asked."""
    if request.method != "POST":
        return render(request, "playlists/history_deletion.html")
    if services.forget_plays(user_id=cast(User, request.user).pk):
        messages.success(request, _("Your history is empty."))
    else:
        messages.success(request, _("Your history is being deleted. The rest of it is gone within a few minutes."))
    return _changed(request)


@require_POST
@signed_in
def pause(request: HttpRequest) -> HttpResponse:
    """Stop (`paused=1`) or go on (`paused=0`) recording."""
    user_id = cast(User, request.user).pk
    if request.POST.get("paused") == "1":
        services.pause_history(user_id=user_id)
    else:
        services.resume_history(user_id=user_id)
    return _changed(request)


def _changed(request: HttpRequest) -> HttpResponse:
    """Back to the history, which is read strongly for a moment."""
    fresh.remember(request, "history", "changed")
    return see_other("history")
