"""The file of a song whose artist lets listeners have it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from catalog import addresses, queries
from musicweb.aws.presign import presigned_get


@require_safe
def download(request: HttpRequest, song_id: str, slug: str) -> HttpResponse:
    """The original, as its artist sent it and under its own name, for whoever may see the song's page."""
    song = queries.song_page(song_id, request.user).record
    if not song.downloadable or not song.media_rev:
        raise Http404
    key = addresses.original_key(*song.original_place)
    response = HttpResponseRedirect(
        presigned_get(settings.MEDIA_BUCKET, key, filename=song.original_name or song.title)
    )
    response["Cache-Control"] = "private, no-store"
    return response
