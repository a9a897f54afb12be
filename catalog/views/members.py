"""Managing an artist together: asking, accepting, leaving, removing, handing over."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import may
from catalog import queries, services
from catalog.errors import Refused
from catalog.forms import InviteForm
from catalog.views.answers import for_its_owner
from catalog.views.editing import refuse
from musicweb import fresh
from musicweb.answers import see_other
from musicweb.dynamo.errors import NotFound


@require_http_methods(["GET", "HEAD", "POST"])
@may("catalog.upload")
def managers(request: HttpRequest, handle: str) -> HttpResponse:
    """Who manages an artist; its owner asks somebody with a POST."""
    artist = queries.own_artist(handle, request.user)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        for_its_owner(request, artist)
    if form.is_valid():
        try:
            key = services.invite(artist=artist, by=request.user, whom=form.cleaned_data["whom"])
        except Refused as refused:
            refuse(form, refused)
        else:
            fresh.remember(request, "member", key)
            messages.success(request, _("They were asked, and find it in their studio when they next sign in."))
            return see_other("studio-managers", artist.handle)
    rows = queries.managers_of(artist, fresh.ids(request, "member"))
    context = {"artist": artist, "form": form, "managers": rows, "owner": queries.owns(request.user, artist)}
    return render(request, "studio/managers.html", context, status=422 if form.errors else 200)


@require_POST
@may("catalog.upload")
def removal(request: HttpRequest, handle: str) -> HttpResponse:
    """Takes `member` out of those who manage the artist, or takes the invitation back. May be repeated."""
    artist = queries.own_artist(handle, request.user)
    key = _member(request)
    services.remove_manager(artist=artist, by=request.user, key=key)
    fresh.remember(request, "member", key)
    if key == request.user.id:  # type: ignore[union-attr]
        messages.success(request, _("You no longer manage %(artist)s.") % {"artist": artist.name})
        return see_other("studio")
    return see_other("studio-managers", artist.handle)


@require_POST
@may("catalog.upload")
def handover(request: HttpRequest, handle: str) -> HttpResponse:
    """Makes `member`, who manages the artist already, its owner."""
    artist = queries.own_artist(handle, request.user)
    key = _member(request)
    services.hand_over(artist=artist, by=request.user, to=key)
    for changed in (key, str(request.user.pk)):
        fresh.remember(request, "member", changed)
    messages.success(request, _("%(artist)s was handed over. You go on managing it.") % {"artist": artist.name})
    return see_other("studio-managers", artist.handle)


@require_POST
@may("catalog.upload")
def invitation(request: HttpRequest, artist_id: str) -> HttpResponse:
    """`action` is “accept” or “decline”."""
    action = request.POST.get("action")
    if action == "decline":
        services.decline(user=request.user, artist_id=artist_id)
        return see_other("studio")
    if action != "accept":
        raise BadRequest("action is “accept” or “decline”")
    try:
        artist = services.accept(user=request.user, artist_id=artist_id)
    except NotFound:
        messages.error(request, _("This invitation was taken back meanwhile."))
        return see_other("studio")
    fresh.remember(request, "artist", artist.handle)
    return see_other("studio-artist", artist.handle)


def _member(request: HttpRequest) -> str:
    key = request.POST.get("member", "")
    if not key:
        raise BadRequest("member is missing")
    return key
