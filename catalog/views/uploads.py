"""Sending files straight to S3 with a script: it asks in JSON and gets problems as JSON (RFC 9457).

The forms for those without scripts are in `plain_uploads.py`.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import may
from catalog import queries
from catalog.errors import Refused
from catalog.forms import UploadForm
from catalog.services import uploads as services
from catalog.views.answers import for_its_owner, problem
from catalog.views.refusals import words_of
from musicweb import fresh
from musicweb.aws.errors import Unavailable as StorageUnavailable
from musicweb.dynamo.errors import Conflict, NotFound, Throttled, Unavailable

if TYPE_CHECKING:
    from catalog.models import Upload

PARTS_MAX = 10_000  # of S3
Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


class BadBody(Exception):
    """What a script sent is not what this address takes."""


def says_problems(view: View[Rest]) -> View[Rest]:
    """Answers the domain's errors as problems, in the reader's language."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadBody as error:
            return problem(400, "bad_request", str(error))
        except PermissionDenied:
            return problem(403, "forbidden", _("Only its owner may change this."))
        except NotFound:
            return problem(404, "not_found", _("This is not here any more. Load the page again."))
        except Conflict:
            return problem(409, "conflict", _("It was changed at the same moment. Try again."))
        except (Throttled, Unavailable, StorageUnavailable):
            return problem(503, "unavailable", _("The site is busy. Try again in a moment."))
        except Refused as refused:
            return problem(422, refused.code, words_of(refused))

    return answered


@require_POST
@may("catalog.upload")
@says_problems
def start(request: HttpRequest, release_id: str) -> HttpResponse:
    """A grant to send one file in parts. JSON in: filename, size_bytes, content_type."""
    release = queries.own_release(release_id, request.user)
    said = checked(UploadForm(body_of(request)))
    for_its_owner(request, release)
    upload, grant = services.start_upload(owner=request.user, release=release, multipart=True, **said)
    return granted(upload, grant)


@require_POST
@may("catalog.upload")
@says_problems
def start_replacement(request: HttpRequest, song_id: str) -> HttpResponse:
    """As `start`, for another file of a song that is there."""
    song = queries.own_song(song_id, request.user)
    said = checked(UploadForm(body_of(request)))
    for_its_owner(request, song)
    upload, grant = services.start_replacement(owner=request.user, song=song, multipart=True, **said)
    return granted(upload, grant)


def granted(upload: "Upload", grant: services.Grant) -> JsonResponse:
    answer: dict[str, Any] = {"id": upload.id, "part_bytes": grant.part_bytes, "part_count": grant.parts}
    for name in ("arrival", "parts", "completion", "cancellation"):
        answer[f"{name}_url"] = reverse(f"studio-upload-{name}", args=[upload.id])
    return JsonResponse(answer, status=201)


@require_safe
@may("catalog.upload")
@says_problems
def arrival(request: HttpRequest, upload_id: str) -> HttpResponse:
    """How far an upload has come: its state and the parts that S3 has, so that only the rest is sent."""
    upload = _own(request, upload_id)
    parts = services.arrived_parts(upload)
    found = [{"number": number, "etag": etag} for number, etag in sorted(parts.items())]
    return JsonResponse({"id": upload.id, "state": upload.state, "parts": found})


@require_POST
@may("catalog.upload")
@says_problems
def parts(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Where the parts of `?numbers=1,2,3` are PUT: `urls` by number."""
    upload = _own(request, upload_id)
    numbers = request.GET.get("numbers", "").split(",")
    if not all(number.isascii() and number.isdigit() and len(number) < 6 for number in numbers):
        raise BadBody(_("The numbers of parts are missing."))
    return JsonResponse({"urls": services.sign_parts(upload, map(int, numbers))})


@require_POST
@may("catalog.upload")
@says_problems
def completion(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Everything was sent. JSON in: parts, a list of number and etag, but for a form's file. May be repeated."""
    upload = _own(request, upload_id)
    said = body_of(request)
    upload = services.complete_upload(upload, _etags(said) if upload.multipart_id else None)
    if upload.state == "rejected":
        raise Refused(upload.reason or "not_arrived")
    if upload.song_id:
        fresh.remember(request, "song", upload.song_id)
    return JsonResponse({"id": upload.id, "state": upload.state})


@require_POST
@may("catalog.upload")
@says_problems
def cancellation(request: HttpRequest, upload_id: str) -> HttpResponse:
    """Gives up an upload that is not complete."""
    services.cancel_upload(_own(request, upload_id))
    return JsonResponse({"id": upload_id, "state": "cancelled"})


def _own(request: HttpRequest, upload_id: str) -> "Upload":
    upload = queries.own_upload(upload_id, request.user)
    for_its_owner(request, upload)
    return upload


def body_of(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise BadBody(_("This is no JSON.")) from error
    if not isinstance(body, dict):
        raise BadBody(_("This is no JSON object."))
    return body


def checked(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        raise BadBody(" ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()))
    return form.cleaned_data


def _etags(body: dict[str, Any]) -> dict[int, str]:
    """Part number → ETag."""
    sent = body.get("parts")
    if not isinstance(sent, list) or not 0 < len(sent) <= PARTS_MAX:
        raise BadBody(_("The parts are missing."))
    etags: dict[int, str] = {}
    for part in sent:
        number, etag = (part.get("number"), part.get("etag")) if isinstance(part, dict) else (None, None)
        if not isinstance(number, int) or not isinstance(etag, str):
            raise BadBody(_("Each part has a number and an etag."))
        etags[number] = etag
    return etags
