"""What carries a tag, and which tags there are."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from catalog import queries
from catalog.text import TAG_LENGTH
from catalog.text import tag as as_tag
from playlists.queries import liked_among, liked_wants


@require_safe
def tag(request: HttpRequest, tag: str) -> HttpResponse:
    """Public releases of a tag, or with `list=songs` its songs, newest first, at the tag's right address only."""
    right = as_tag(tag)
    if not right or len(right) > TAG_LENGTH:
        raise Http404
    if right != tag:
        return redirect("tag", right, permanent=True)
    songs, after = request.GET.get("list") == "songs", request.GET.get("after")
    context: dict[str, Any] = {"tag": tag, "songs": songs}
    if songs:
        context["page"], also = queries.tagged_songs(tag, after=after, also=liked_wants(request.user))
        ids = [row.id for row in context["page"]]
        context["liked"] = liked_among(request.user, ids, also[0]) if request.user.is_authenticated and ids else set()
    else:
        context["page"] = queries.tagged_releases(tag, after=after)
    return render(request, "catalog/tag.html", context)


@require_safe
def tags(request: HttpRequest) -> HttpResponse:
    """The most used tags, the more the larger."""
    return render(request, "catalog/tags.html", {"cloud": queries.tag_cloud()})
