"""Stands in for CloudFront on a developer's machine: the same addresses, the same grants."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from catalog import queries
from musicweb.aws.presign import presigned_get

CACHED_SECONDS = settings.MEDIA_GRANT_SECONDS - 15  # less than the grant, so no cache hands out a dead one


@require_safe
def media(request: HttpRequest, key: str) -> HttpResponse:
    """Redirects to a short-lived address of the object for those who may read it; the bytes come from S3."""
    if not settings.MEDIA_SERVED_HERE or not queries.may_read_media(key, request.user):
        raise Http404
    response = HttpResponseRedirect(presigned_get(settings.MEDIA_BUCKET, key))
    patch_cache_control(response, private=True, max_age=CACHED_SECONDS)
    return response
