"""Adding a song to a playlist: a dialog beside any row, or without JavaScript a page of its own."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import signed_in
from accounts.faces import User
from catalog.errors import Refused
from catalog.views.answers import for_its_owner
from musicweb import fresh
from musicweb.answers import see_other, wants_part, way_back
from musicweb.dynamo.errors import Conflict
from playlists import queries, services
from playlists.forms import NewPlaylistForm
from playlists.refusals import words_of
from playlists.rows import playlist_url
from playlists.views.answers import status_of


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def song_playlists(request: HttpRequest, song_id: str) -> HttpResponse:
    """The reader's playlists to choose from. POST adds the song to `playlist`, or to a new one named `title`."""
    try:
        song = queries.addable_song(song_id, request.user)
    except Refused as refused:
        return _choices(request, song_id, {"said": words_of(refused), "no_song": True}, status_of(refused))
    context: dict[str, Any] = {"song": song, "form": NewPlaylistForm()}
    if request.method != "POST":
        return _choices(request, song_id, context)
    if playlist_id := request.POST.get("playlist", ""):
        return _added(request, song_id, context, playlist_id)
    form = NewPlaylistForm(request.POST)
    if not form.is_valid():
        return _choices(request, song_id, {**context, "form": form}, 422)
    try:
        new = services.create_playlist(owner=cast(User, request.user), songs=[song], **form.cleaned_data)
    except Conflict:
        form.add_error(None, _("This form was used already. Reload the page and try again."))
        return _choices(request, song_id, {**context, "form": form}, 422)
    fresh.remember(request, "playlist", new.id)
    return _done(request, song_id, context, new)


def _added(request: HttpRequest, song_id: str, context: dict[str, Any], playlist_id: str) -> HttpResponse:
    playlist, again = queries.own_playlist(playlist_id, request.user), bool(request.POST.get("again"))
    for_its_owner(request, playlist)
    try:
        entry = services.add_song(playlist_id=playlist_id, song=context["song"], again=again)
    except Refused as refused:
        asked = playlist_id if refused.code == "already_there" else ""
        return _choices(request, song_id, {**context, "said": words_of(refused), "again": asked}, status_of(refused))
    fresh.remember(request, "entry", f"{playlist_id}/{entry.entry_id}")
    return _done(request, song_id, context, playlist)


def _done(request: HttpRequest, song_id: str, context: dict[str, Any], playlist: Any) -> HttpResponse:
    said = _("Added to “%(title)s”.") % {"title": playlist.title}
    if wants_part(request):
        done = {**context, "done": said, "url": playlist_url(playlist.id, playlist.title)}
        return render(request, "playlists/_choose.html", {"song_id": song_id, **done})
    messages.success(request, said)
    return see_other(way_back(request, playlist_url(playlist.id, playlist.title)))


def _choices(request: HttpRequest, song_id: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    if not context.get("no_song"):
        context["playlists"] = queries.my_playlists(
            cast(User, request.user).pk,
            limit=queries.CHOICES,
            after=request.GET.get("after"),
            fresh_ids=fresh.ids(request, "playlist"),
        )
    context |= {"song_id": song_id, "next": way_back(request, "")}
    template = "playlists/_choose.html" if wants_part(request) else "playlists/choose.html"
    return render(request, template, context, status=status)
