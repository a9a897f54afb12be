"""The file of a song whose artist lets listeners have it."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from accounts.services import count_download
from catalog import addresses, queries
from musicweb import caching
from musicweb.aws.presign import presigned_get
from musicweb.visitors import network_of


@require_safe
def download(request: HttpRequest, song_id: str, slug: str) -> HttpResponse:
    """The original, as its artist sent it and under its own name, for whoever may see the song's page.

    So many bytes a day for each listener, of visitors for each network: 429 then, by ClearErrors.
    """
    song = queries.song_page(song_id, request.user).record
    if not song.downloadable or not song.media_rev:
        raise Http404
    if request.method == "GET":
        who = f"user:{request.user.pk}" if request.user.is_authenticated else f"network:{network_of(request)}"
        count_download(who, int(song.original_size_bytes or 0))
    key = addresses.original_key(*song.original_place)
    response = HttpResponseRedirect(
        presigned_get(settings.MEDIA_BUCKET, key, filename=song.original_name or song.title)
    )
    response["Cache-Control"] = caching.PRIVATE
    return response
