"""The parts of a release's page in the studio; each is also a fragment that its page asks for again."""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest

from accounts.queries import stored_bytes
from accounts.services import limits_of
from catalog import queries
from catalog.media.formats import EXTENSIONS, MIME_TYPES
from catalog.refusal_messages import formats_taken
from catalog.rows import ReleaseRow, SongRow, track_order
from catalog.views.refusals import words_for
from musicweb.dynamo.errors import NotFound

if TYPE_CHECKING:
    from catalog.models import Release, Song, Upload

UNSETTLED = {"waiting", "processing"}
AUDIO_ACCEPT = ",".join([*EXTENSIONS, *sorted({kind for kinds in MIME_TYPES.values() for kind in kinds})])
UPLOADED = {"accept": AUDIO_ACCEPT, "extensions": ",".join(EXTENSIONS)}  # to tell songs from what lies beside them
COVER_ACCEPT = ".jpg,.jpeg,.png,.webp,image/jpeg,image/png,image/webp"


class Track(NamedTuple):
    """A song of a release, with what is only known of its upload."""

    row: SongRow
    percent: int = 0
    reason: str = ""  # a sentence: why it was rejected and what to do
    may_retry: bool = False


def release_parts(request: HttpRequest, release: "Release") -> dict[str, Any]:
    """Everything the page shows beside the form."""
    return {**tracks_parts(request, release), **cover_parts(request, release), **upload_limits(request)}


def tracks_parts(request: HttpRequest, release: "Release") -> dict[str, Any]:
    """The songs in their order; the uploads of those not ready are read in one batch."""
    found = [SongRow.of_track(song_id, track, release) for song_id, track in release.tracks.as_dict().items()]
    rows = sorted(found, key=track_order)
    pending = [row.upload_id for row in rows if row.state != "ready" and row.upload_id]
    uploads = queries.uploads_together(pending, request.user)
    tracks = [_track(row, uploads.get(row.upload_id)) for row in rows]
    return {
        "release": release,
        "tracks": tracks,
        "unsettled": sum(track.row.state in UNSETTLED for track in tracks),
    }


def cover_parts(request: HttpRequest, release: "Release", upload: "Upload | None" = None) -> dict[str, Any]:
    """The cover, and the one on its way: `upload`, or that of the page's address (`?cover=<upload id>`)."""
    if upload is None and (upload_id := request.GET.get("cover", "")):
        upload = _cover_upload(request, release, upload_id)
    return {
        "release": release,
        "row": ReleaseRow.of_release(release),
        "cover_upload": upload,
        "cover_reason": words_for(upload.reason) if upload else "",
    }


def replacement_parts(request: HttpRequest, song: "Song") -> dict[str, Any]:
    """The file that is to replace the song's, or was refused. One get, if there is one."""
    try:
        upload = queries.own_upload(song.replacement_id, request.user) if song.replacement_id else None
    except NotFound:
        upload = None
    return {
        "replacement": upload,
        "replacement_reason": words_for(upload.reason) if upload else "",
        "replacement_unsettled": upload is not None and upload.state in UNSETTLED,
        "may_replace": song.state in ("ready", "rejected"),
    }


def upload_limits(request: HttpRequest) -> dict[str, Any]:
    """What may be sent: shown before anything is chosen. One get."""
    quota_bytes = limits_of(getattr(request.user, "roles", ())).quota_bytes
    free = quota_bytes - stored_bytes(getattr(request.user, "id", ""))
    return {
        "accept": AUDIO_ACCEPT,
        "formats": formats_taken(),
        "max_bytes": settings.UPLOAD_MAX_BYTES,
        "max_hours": settings.SONG_MAX_SECONDS // 3600,
        "free_bytes": max(0, free),
    }


def _track(row: SongRow, upload: "Upload | None") -> Track:
    return Track(
        row,
        percent=int(upload.progress_percent) if upload else 0,
        reason=words_for(row.reason),
        may_retry=bool(row.upload_id) and row.state == "dead",
    )


def _cover_upload(request: HttpRequest, release: "Release", upload_id: str) -> "Upload | None":
    try:
        upload = queries.own_upload(upload_id, request.user)
    except NotFound:
        return None
    return upload if upload.release_id == release.id and upload.purpose == "cover" else None
