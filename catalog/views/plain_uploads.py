"""Sending one file with a plain form, straight to S3: songs without JavaScript, and every cover.

The form is signed before the file is known: its key is fixed and its size bounded by the grant. S3
sends the browser back to `finish`.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import may, signed_in
from catalog import queries
from catalog.errors import Refused
from catalog.forms import NewUploadForm
from catalog.services import uploads as services
from catalog.views.answers import for_its_owner
from catalog.views.editing import refuse
from catalog.views.refusals import words_for, words_of
from catalog.views.release_parts import COVER_ACCEPT, upload_limits
from musicweb import fresh
from musicweb.answers import SeeOther, see_other

if TYPE_CHECKING:
    from catalog.models import Upload


@require_http_methods(["GET", "HEAD", "POST"])
@may("catalog.upload")
def new_song(request: HttpRequest, release_id: str) -> HttpResponse:
    """Asks for the title that a file without tags gets; then its form is at an address of its own."""
    release = queries.own_release(release_id, request.user)
    form = NewUploadForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        for_its_owner(request, release)
        try:
            upload, _grant = services.start_upload(
                owner=request.user,
                release=release,
                filename=form.cleaned_data["title"],
                size_bytes=None,
                multipart=False,
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return see_other("studio-upload", upload.id)
    context = {"form": form, "heading": _("Add a song"), "action": _("Next"), **upload_limits(request)}
    context["back"] = reverse("studio-release", args=[release_id])
    return render(request, "studio/form_page.html", context, status=422 if form.errors else 200)


@require_POST
@may("catalog.upload")
def new_file(request: HttpRequest, song_id: str) -> HttpResponse:
    """Another file for a song that is there; its form is at an address of its own."""
    song = queries.own_song(song_id, request.user)
    for_its_owner(request, song)
    try:
        upload, _grant = services.start_replacement(
            owner=request.user, song=song, filename=song.title, size_bytes=None, multipart=False
        )
    except Refused as refused:
        messages.error(request, words_of(refused))
        return see_other("studio-song", song_id)
    return see_other("studio-upload", upload.id)


@require_POST
@may("catalog.upload")
def new_cover(request: HttpRequest, release_id: str) -> HttpResponse:
    release = queries.own_release(release_id, request.user)
    for_its_owner(request, release)
    upload, _grant = services.start_cover_upload(owner=request.user, release=release, filename="")
    return see_other("studio-upload", upload.id)


@require_safe
@signed_in
def file_form(request: HttpRequest, upload_id: str) -> HttpResponse:
    """The form of one file, while it has not arrived; then the release's page."""
    upload = queries.own_upload(upload_id, request.user)
    try:
        grant = services.sign_form(upload)
    except Refused:
        return SeeOther(_back_of(upload))
    purpose = "replacement" if upload.replaces else upload.purpose
    context = {"grant": grant, "back": _back_of(upload), "purpose": purpose, **upload_limits(request)}
    if upload.purpose != "audio":
        context |= {"accept": COVER_ACCEPT, "max_bytes": settings.COVER_MAX_BYTES}
        context["max_megapixels"] = settings.COVER_MAX_PIXELS // 1_000_000
    return render(request, "studio/file_form.html", context)


@require_safe
@signed_in
def finish(request: HttpRequest, upload_id: str) -> HttpResponse:
    """S3 sends the browser here after a form; may be repeated. That is why a GET may complete an upload."""
    upload = queries.own_upload(upload_id, request.user)
    for_its_owner(request, upload)
    try:
        upload = services.complete_upload(upload)
    except Refused as refused:
        messages.error(request, words_of(refused))
        return see_other("studio-upload", upload_id)
    if upload.state == "rejected" and upload.purpose == "audio":  # a picture's reason is shown beside it
        messages.error(request, words_for(upload.reason))
    if upload.song_id:
        fresh.remember(request, "song", upload.song_id)
    return SeeOther(_back_of(upload))


def _back_of(upload: "Upload") -> str:
    """The page that asked for the file; it shows what becomes of a picture."""
    if upload.back:
        return f"{upload.back}?upload={upload.id}"
    if upload.replaces:
        return reverse("studio-song", args=[upload.song_id])
    page = reverse("studio-release", args=[upload.release_id])
    return f"{page}?cover={upload.id}" if upload.purpose == "cover" else page
