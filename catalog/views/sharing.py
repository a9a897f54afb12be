"""Sharing: the page with the links and the code to embed, and oEmbed for sites that ask for it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import queries
from catalog.embedding import BadAddress, Embedded, embedded_at
from catalog.errors import Gone
from catalog.timecodes import seconds_of
from musicweb import caching
from musicweb.dynamo.errors import NotFound


@require_safe
def share_song(request: HttpRequest, song_id: str, slug: str) -> HttpResponse:
    """The link, the link at the second `t`, the code to embed."""
    song = queries.song_page(song_id, request.user).song
    if request.path != f"{song.url}share/":
        return redirect(f"{song.url}share/", permanent=True)
    start = seconds_of(request.GET.get("t", ""), song.duration_ms)
    embedded = Embedded(row=song)
    return render(request, "catalog/share.html", {"row": song, "song": song, "start": start, "embedded": embedded})


@require_safe
def share_release(request: HttpRequest, release_id: str, slug: str) -> HttpResponse:
    """The link and the code to embed."""
    release = queries.release_page(release_id, request.user).release
    if request.path != f"{release.url}share/":
        return redirect(f"{release.url}share/", permanent=True)
    return render(request, "catalog/share.html", {"row": release, "embedded": Embedded(row=release)})


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """oEmbed 1.0 for a song's or release's address: 400 for nonsense, 404 for what strangers cannot see, 501 for XML."""
    asked = request.GET
    if asked.get("format", "json") != "json":
        return JsonResponse({"error": _("The only format here is JSON.")}, status=501)
    try:
        found = embedded_at(
            asked.get("url", ""), max_width=asked.get("maxwidth", ""), max_height=asked.get("maxheight", "")
        )
    except BadAddress as error:
        return JsonResponse({"error": str(error)}, status=400)
    except (NotFound, Gone):
        return JsonResponse({"error": _("There is nothing to embed at this address.")}, status=404)
    answer = JsonResponse(found.as_oembed())
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = caching.described()
    return answer
