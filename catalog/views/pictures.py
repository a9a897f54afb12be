"""Giving an artist a picture and a banner: the file itself goes the way of covers."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.decorators import may
from catalog import queries, services
from catalog.views.answers import for_its_owner
from catalog.views.refusals import words_for
from musicweb.answers import see_other
from musicweb.dynamo.errors import NotFound

if TYPE_CHECKING:
    from catalog.models import Artist


@require_POST
@may("catalog.upload")
def new_picture(request: HttpRequest, handle: str) -> HttpResponse:
    """`shape` is “picture” or “banner”; then the form of the file is at an address of its own."""
    artist = queries.own_artist(handle, request.user)
    shape = request.POST.get("shape", "")
    if shape not in ("picture", "banner"):
        raise BadRequest("shape is “picture” or “banner”")
    for_its_owner(request, artist)
    upload, _grant = services.start_picture_upload(
        owner=request.user,
        shape=shape,
        subject=artist.handle,
        subject_id=artist.id,
        back=reverse("studio-artist-details", args=[artist.handle]),
    )
    return see_other("studio-upload", upload.id)


def picture_parts(request: HttpRequest, artist: "Artist") -> dict[str, Any]:
    """What the artist's page shows of a picture on its way: `?upload=` names it."""
    upload = None
    if upload_id := request.GET.get("upload", ""):
        try:
            found = queries.own_upload(upload_id, request.user)
        except NotFound:
            found = None
        upload = found if found and found.subject_id == artist.id else None
    return {"artist": artist, "picture_upload": upload, "picture_reason": words_for(upload.reason) if upload else ""}
