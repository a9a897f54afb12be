"""A folder becomes a release, and a picture in it the cover: asked in JSON, as in `uploads.py`."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.decorators import may
from catalog import queries, services
from catalog.forms import FolderForm, UploadForm
from catalog.services import uploads
from catalog.views.answers import for_its_owner
from catalog.views.uploads import body_of, checked, says_problems
from musicweb import fresh


@require_POST
@may("catalog.upload")
@says_problems
def new_folder(request: HttpRequest, handle: str) -> HttpResponse:
    """A draft for the files of a folder. JSON in: folder (its name), songs (how many)."""
    artist = queries.own_artist(handle, request.user)
    said = checked(FolderForm(body_of(request)))
    for_its_owner(request, artist)
    release = services.create_release_of_folder(owner=request.user, artist=artist, **said)
    fresh.remember(request, "release", release.id)
    answer = {"id": release.id, "page_url": reverse("studio-release", args=[release.id])}
    answer["uploads_url"] = reverse("studio-uploads", args=[release.id])
    answer["covers_url"] = reverse("studio-covers", args=[release.id])
    return JsonResponse(answer, status=201)


@require_POST
@may("catalog.upload")
@says_problems
def new_cover(request: HttpRequest, release_id: str) -> HttpResponse:
    """A grant to send a cover with a script: `url` and `fields` of the form that S3 takes. JSON in as for a song."""
    release = queries.own_release(release_id, request.user)
    said = checked(UploadForm(body_of(request)))
    for_its_owner(request, release)
    upload, _grant = services.start_cover_upload(owner=request.user, release=release, **said)
    form = uploads.sign_form(upload, scripted=True)
    answer = {"id": upload.id, "url": form.url, "fields": form.fields}
    answer["completion_url"] = reverse("studio-upload-completion", args=[upload.id])
    answer["state_url"] = reverse("studio-upload-cover", args=[upload.id])
    return JsonResponse(answer, status=201)
