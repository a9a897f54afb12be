"""The like of a song, and the page of likes."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import signed_in
from accounts.faces import User
from catalog.queries import song_page
from musicweb import fresh
from musicweb.answers import see_other, wants_part, way_back
from playlists import queries, services


@require_POST
@signed_in
def like(request: HttpRequest, song_id: str) -> HttpResponse:
    """Like (`liked=1`) or unlike (`liked=0`) a song. Answers the button, or goes back to the page it was on.

    404 for liking what the reader cannot see; a like can always be taken back.
    """
    user, liked = cast(User, request.user), request.POST.get("liked") == "1"
    if liked:
        services.like(user_id=user.pk, song=song_page(song_id, user).record)
    else:
        services.unlike(user_id=user.pk, song_id=song_id)
    fresh.remember(request, "like", song_id)
    if wants_part(request):
        row = {"id": song_id, "title": request.POST.get("title", "")}
        return render(request, "playlists/_like.html", {"row": row, "liked": liked})
    return see_other(way_back(request, reverse("likes")))


@require_safe
@signed_in
def likes(request: HttpRequest) -> HttpResponse:
    """What the reader likes, newest first."""
    page = queries.likes_page(
        cast(User, request.user), after=request.GET.get("after"), fresh_ids=fresh.ids(request, "like")
    )
    return render(request, "playlists/likes.html", {"page": page, "liked": {row.id for row in page.rows}})
