"""Playlists: those of the reader, a new one, and the page of one."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import signed_in
from accounts.faces import User
from musicweb import fresh
from musicweb.answers import see_other, wants_part
from musicweb.dynamo.errors import Conflict
from playlists import queries, services
from playlists.forms import NewPlaylistForm
from playlists.rows import playlist_url

SONGS_AT_ONCE = 500


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def playlists(request: HttpRequest) -> HttpResponse:
    """The reader's playlists, newest first; POST makes one, of the songs `song` if there are any."""
    form = NewPlaylistForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        response = _made(request, form)
        if response is not None:
            return response
    if form.errors and wants_part(request):
        return render(request, "playlists/_saved.html", {"form": form}, status=422)
    page = queries.my_playlists(
        cast(User, request.user).pk, after=request.GET.get("after"), fresh_ids=fresh.ids(request, "playlist")
    )
    context = {
        "form": form,
        "page": page,
        "deleted": request.GET.get("deleted", ""),
        "songs": request.POST.getlist("song"),
    }
    return render(request, "playlists/playlists.html", context, status=422 if form.errors else 200)


@require_safe
def playlist(request: HttpRequest, playlist_id: str, slug: str) -> HttpResponse:
    """A playlist's songs in their order, at its right address only."""
    page = queries.playlist_page(
        playlist_id,
        request.user,
        after=request.GET.get("after"),
        also=queries.liked_wants(request.user),
        fresh_ids=fresh.ids(request, "entry"),
    )
    if request.path != page.playlist.url:
        query = request.GET.urlencode()
        return redirect(page.playlist.url + (f"?{query}" if query else ""), permanent=True)
    ids = [row.id for row in page.rows]
    context = {
        "page": page,
        "playlist": page.playlist,
        "liked": queries.liked_among(request.user, ids, page.also[0]) if page.also and ids else set(),
        "removed": request.GET.get("removed", "") if page.mine else "",
    }
    return render(request, "playlists/playlist.html", context)


def _made(request: HttpRequest, form: NewPlaylistForm) -> HttpResponse | None:
    """None, with the reason in the form, when it could not be made."""
    asked, user = request.POST.getlist("song"), cast(User, request.user)
    if len(asked) > SONGS_AT_ONCE:
        said = _("At most %(limit)s songs can be saved at once. Take some out of the queue.")
        form.add_error(None, said % {"limit": SONGS_AT_ONCE})
        return None
    songs = queries.public_songs(asked)
    try:
        new = services.create_playlist(owner=user, songs=songs, **form.cleaned_data)
    except Conflict:
        form.add_error(None, _("This form was used already. Reload the page and try again."))
        return None
    fresh.remember(request, "playlist", new.id)
    missing = len(asked) - len(songs)
    if wants_part(request):
        context = {"title": new.title, "url": playlist_url(new.id, new.title), "missing": missing}
        return render(request, "playlists/_saved.html", context)
    if missing:
        messages.warning(request, _left_out(missing))
    return see_other(playlist_url(new.id, new.title))


def _left_out(count: int) -> str:
    said = ngettext(
        "%(count)s song is not public any more and was left out.",
        "%(count)s songs are not public any more and were left out.",
        count,
    )
    return said % {"count": count}
