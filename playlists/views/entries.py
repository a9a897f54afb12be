"""A song in a playlist: moved, removed and put back, by its owner."""

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import signed_in
from catalog.errors import Refused
from catalog.views.answers import for_its_owner, problem
from musicweb import fresh
from musicweb.answers import see_other, wants_part
from musicweb.dynamo.batch import get_together
from playlists import queries, services
from playlists.forms import PlaceForm
from playlists.refusals import words_of
from playlists.rows import EntryRow, playlist_url
from playlists.views.answers import status_of

if TYPE_CHECKING:
    from playlists.models import Playlist


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def entry(request: HttpRequest, playlist_id: str, entry_id: str) -> HttpResponse:
    """Where a song stands; POST moves it. A list that was dragged gets 204, or a problem with a sentence."""
    playlist = queries.own_playlist(playlist_id, request.user)
    if request.method == "POST":
        for_its_owner(request, playlist)
        return _moved(request, playlist, entry_id)
    return _form(request, playlist, entry_id, PlaceForm())


@require_POST
@signed_in
def removal(request: HttpRequest, playlist_id: str, entry_id: str) -> HttpResponse:
    """Takes a song out; what answers offers it back."""
    playlist = queries.own_playlist(playlist_id, request.user)
    for_its_owner(request, playlist)
    gone = services.remove_entry(playlist_id=playlist_id, entry_id=entry_id)
    fresh.remember(request, "entry", f"{playlist_id}/{entry_id}")
    if wants_part(request):
        return render(request, "playlists/_removed.html", {"playlist": playlist, "entry": gone})
    return see_other(f"{playlist_url(playlist.id, playlist.title)}?removed={entry_id}")


@require_POST
@signed_in
def restoration(request: HttpRequest, playlist_id: str, entry_id: str) -> HttpResponse:
    """Puts a removed song back where it was."""
    playlist = queries.own_playlist(playlist_id, request.user)
    for_its_owner(request, playlist)
    try:
        back = services.restore_entry(playlist_id=playlist_id, entry_id=entry_id)
    except Refused as refused:
        if wants_part(request):
            return render(request, "playlists/_removed.html", {"said": words_of(refused)}, status=status_of(refused))
        messages.error(request, words_of(refused))
        return see_other(playlist_url(playlist.id, playlist.title))
    fresh.remember(request, "entry", f"{playlist_id}/{entry_id}")
    if wants_part(request):
        return _row(request, playlist, EntryRow.of_entry(back))
    return see_other(playlist_url(playlist.id, playlist.title))


def _moved(request: HttpRequest, playlist: "Playlist", entry_id: str) -> HttpResponse:
    form = PlaceForm(request.POST)
    if form.is_valid():
        try:
            place = services.Place(**form.cleaned_data)
            services.move_entry(playlist=playlist, entry_id=entry_id, place=place)
        except Refused as refused:
            if wants_part(request):
                return problem(status_of(refused), refused.code, words_of(refused))
            if refused.code == "entry_gone":
                messages.error(request, words_of(refused))
                return see_other(playlist_url(playlist.id, playlist.title))
            form.add_error("position" if form.cleaned_data["position"] else None, words_of(refused))
        else:
            fresh.remember(request, "entry", f"{playlist.id}/{entry_id}")
            if wants_part(request):
                return HttpResponse(status=HTTPStatus.NO_CONTENT)
            return see_other(playlist_url(playlist.id, playlist.title))
    if wants_part(request):
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "nowhere", words_of(Refused("nowhere")))
    return _form(request, playlist, entry_id, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _form(
    request: HttpRequest, playlist: "Playlist", entry_id: str, form: PlaceForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    row = queries.own_entry(playlist.id, entry_id)
    back = playlist_url(playlist.id, playlist.title)
    context = {"playlist": playlist, "row": row, "form": form, "back": back}
    return render(request, "playlists/entry.html", context, status=status)


def _row(request: HttpRequest, playlist: "Playlist", row: EntryRow) -> HttpResponse:
    liked = queries.liked_among(request.user, [row.id], *get_together(queries.liked_wants(request.user)))
    return render(
        request, "playlists/_entry.html", {"rows": [row], "liked": liked, "playlist": playlist, "editable": True}
    )
