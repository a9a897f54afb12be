"""Who may read private media. On a developer's machine it stands in for CloudFront as well: the same addresses."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from catalog import addresses, queries
from musicweb import caching
from musicweb.aws import cdn
from musicweb.aws.presign import presigned_get

CACHED_SECONDS = settings.MEDIA_GRANT_SECONDS - 15  # less than the grant, so no cache hands out a dead one
COOKIES_CACHED_SECONDS = cdn.GRANT_SECONDS // 2  # the rest is for listening to the end


@require_safe
def media(request: HttpRequest, key: str) -> HttpResponse:
    """Redirects to where the bytes are, for those who may read them."""
    if settings.MEDIA_KEY_ID:
        return _granted(request, key)
    if not settings.MEDIA_SERVED_HERE or not queries.may_read_media(key, request.user):
        raise Http404
    response = HttpResponseRedirect(presigned_get(settings.MEDIA_BUCKET, key))
    response["Cache-Control"] = caching.granted(CACHED_SECONDS)
    return response


def _granted(request: HttpRequest, key: str) -> HttpResponse:
    """To CloudFront, with cookies that open this one song or cover there. Anything else below /media/ never comes here."""
    key = addresses.PRIVATE + key.removeprefix(addresses.GRANT)
    prefix = addresses.granted_prefix(key)
    if not prefix or not queries.may_read_media(key, request.user):
        raise Http404
    path = settings.MEDIA_URL + prefix
    response = HttpResponseRedirect(settings.MEDIA_URL + key)
    for name, value in cdn.signed_cookies(f"{path}/*" if key != prefix else path).items():
        response.set_cookie(
            name, value, max_age=cdn.GRANT_SECONDS, path=path, secure=True, httponly=True, samesite="Lax"
        )
    response["Cache-Control"] = caching.granted(COOKIES_CACHED_SECONDS)
    return response
