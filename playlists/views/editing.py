"""A playlist as a whole: its details, a copy of it, deletion and the way back."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import signed_in
from accounts.faces import User
from catalog.errors import Refused
from catalog.forms import TITLE_LENGTH
from catalog.views.editing import edit
from musicweb import fresh
from musicweb.answers import see_other
from playlists import queries, services
from playlists.forms import PlaylistForm
from playlists.refusals import words_of
from playlists.rows import playlist_url


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def details(request: HttpRequest, playlist_id: str) -> HttpResponse:
    """Title, description and who can open it."""
    done = edit(
        request,
        PlaylistForm,
        read=lambda: queries.own_playlist(playlist_id, request.user),
        save=lambda playlist, typed: services.edit_playlist(playlist=playlist, **typed),
    )
    if done.saved:
        fresh.remember(request, "playlist", playlist_id)
        return see_other(playlist_url(done.saved.id, done.saved.title))
    context = {"edit": done, "form": done.form, "playlist": done.record}
    context["back"] = playlist_url(done.record.id, done.record.title)
    return render(request, "playlists/details.html", context, status=done.status)


@require_POST
@signed_in
def copies(request: HttpRequest, playlist_id: str) -> HttpResponse:
    """A private copy for the reader, of any playlist the reader can open."""
    playlist = queries.visible_playlist(playlist_id, request.user)
    title = _("Copy of %(title)s") % {"title": playlist.title}
    copy = services.copy_playlist(playlist=playlist, owner=cast(User, request.user), title=title[:TITLE_LENGTH])
    fresh.remember(request, "playlist", copy.id)
    messages.success(request, _("This is your copy. Only you can open it until you say otherwise."))
    return see_other(playlist_url(copy.id, copy.title))


@require_POST
@signed_in
def deletion(request: HttpRequest, playlist_id: str) -> HttpResponse:
    """Nothing is asked: the page that follows offers it back."""
    queries.deleted_playlist(playlist_id, request.user)
    services.delete_playlist(playlist_id=playlist_id)
    fresh.remember(request, "playlist", playlist_id)
    return see_other(f"{reverse('playlists')}?deleted={playlist_id}")


@require_POST
@signed_in
def restoration(request: HttpRequest, playlist_id: str) -> HttpResponse:
    """Takes a deletion back."""
    playlist = queries.deleted_playlist(playlist_id, request.user)
    try:
        services.restore_playlist(playlist_id=playlist_id)
    except Refused as refused:
        messages.error(request, words_of(refused))
        return see_other("playlists")
    fresh.remember(request, "playlist", playlist_id)
    return see_other(playlist_url(playlist.id, playlist.title))
