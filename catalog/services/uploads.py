"""A file on its way from a browser to S3: granted, signed, completed, given up. Bytes never pass through here."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.services import DayReached, QuotaReached, limits_of, reserve
from catalog import addresses
from catalog.errors import LimitReached, Refused
from catalog.media.formats import EXTENSIONS, MIME_TYPES
from catalog.models import READY, REJECTED, REMOVED, STARTED, Release, Song, Upload
from catalog.text import fold
from musicweb.aws import uploads as s3
from musicweb.aws.errors import Missing
from musicweb.dynamo.errors import NotFound
from musicweb.ids import new_id

from .acceptance import accept, give_back

logger = logging.getLogger(__name__)
SIGNED_TOGETHER = 100  # part addresses in one answer
COVER_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
FILENAME_LENGTH = 255
UNKNOWN_TYPE = "application/octet-stream"  # of a file that a form without JavaScript has not seen


@dataclass(frozen=True)
class Grant:
    """What a browser needs to send one file: a form (`url`, `fields`), or for multipart the size of the parts."""

    url: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    part_bytes: int = 0
    parts: int = 0  # numbered from 1; their addresses come from `sign_parts`


def start_upload(
    *, owner: Any, release: Release, filename: str, size_bytes: int | None, content_type: str = "", multipart: bool
) -> tuple[Upload, Grant]:
    """Grant one audio file for a release; its bytes count against the quota of the release's owner from now on.

    `size_bytes` None is for a form without JavaScript, which cannot tell: then UPLOAD_MAX_BYTES are
    reserved until it has arrived. Raises NotFound for somebody else's release, Refused ("empty",
    "too_large", "format") and LimitReached ("quota", "day_files", "day_bytes", "too_many_tracks").
    """
    _may_add(owner, release)
    content_type = UNKNOWN_TYPE if size_bytes is None else _audio_type(filename, content_type)
    _size_allowed(size_bytes, settings.UPLOAD_MAX_BYTES)
    if len(release.tracks.as_dict()) >= settings.RELEASE_TRACKS_MAX:
        raise LimitReached("too_many_tracks", limit=settings.RELEASE_TRACKS_MAX)
    upload = _upload(owner, filename, size_bytes, content_type, release=release)
    upload.song_id = new_id()
    return _granted(upload, multipart=multipart, counted_for=owner)


def start_replacement(
    *, owner: Any, song: Song, filename: str, size_bytes: int | None, content_type: str = "", multipart: bool
) -> tuple[Upload, Grant]:
    """As `start_upload`, for another file of a song that is there: until it is ready the song keeps the one it has.

    The new bytes are counted beside the old ones until then. Raises Refused("not_settled") too, while the
    song's first file is on its way.
    """
    _may_add(owner, song)
    if song.state not in (READY, REJECTED):
        raise Refused("not_settled")
    content_type = UNKNOWN_TYPE if size_bytes is None else _audio_type(filename, content_type)
    _size_allowed(size_bytes, settings.UPLOAD_MAX_BYTES)
    upload = _upload(owner, filename, size_bytes, content_type, release=Release.fetch(song.release_id))
    upload.song_id, upload.replaces = song.id, True
    return _granted(upload, multipart=multipart, counted_for=owner)


def start_cover_upload(
    *, owner: Any, release: Release, filename: str, size_bytes: int | None = None, content_type: str = ""
) -> tuple[Upload, Grant]:
    """Grant one picture as the cover of a release: a presigned form. Originals of covers are not kept or counted.

    Raises NotFound, Refused ("empty", "cover_too_large", "cover_format").
    """
    _may_add(owner, release)
    content_type = _picture_type(filename, size_bytes, content_type)
    upload = _upload(owner, filename or "cover", size_bytes, content_type, release=release)
    upload.purpose = "cover"
    return _granted(upload, multipart=False)


def start_picture_upload(
    *,
    owner: Any,
    shape: str,
    subject: str,
    subject_id: str,
    back: str,
    filename: str = "",
    size_bytes: int | None = None,
    content_type: str = "",
) -> tuple[Upload, Grant]:
    """As `start_cover_upload`, for an artist ("picture", "banner") or for the owner in person ("avatar").

    `subject` is the artist's handle or the user's id, `subject_id` the id of the artist or profile. Who may
    do it is the caller's to check. `back` is the address of the page that asked; the reader comes back to
    it with `?upload=<id>`.
    """
    content_type = _picture_type(filename, size_bytes, content_type)
    upload = _upload(owner, filename or shape, size_bytes, content_type)
    upload.purpose, upload.back, upload.subject, upload.subject_id = shape, back, subject, subject_id
    return _granted(upload, multipart=False)


def sign_parts(upload: Upload, numbers: Iterable[int]) -> dict[int, str]:
    """Part number → where its bytes are PUT, for an hour. Raises Refused("part_number"), ("not_started")."""
    if upload.state != STARTED or not upload.multipart_id:
        raise Refused("not_started")
    wanted = sorted(set(numbers))
    allowed = s3.part_numbers(int(upload.size_bytes), settings.UPLOAD_PART_BYTES)
    if len(wanted) > SIGNED_TOGETHER or any(number not in allowed for number in wanted):
        raise Refused("part_number", parts=len(list(allowed)))
    place = settings.UPLOAD_BUCKET, upload.object_key, upload.multipart_id
    return {number: s3.presign_part(*place, number) for number in wanted}


def arrived_parts(upload: Upload) -> dict[int, str]:
    """Part number → ETag of what S3 has of a started upload, so that the rest can be sent; else nothing."""
    if upload.state != STARTED or not upload.multipart_id:
        return {}
    try:
        return s3.list_parts(settings.UPLOAD_BUCKET, upload.object_key, upload.multipart_id)
    except Missing:
        return {}  # complete already; completing it again finds the object


def sign_form(upload: Upload, *, scripted: bool = False) -> Grant:
    """Where a form sends the file of an upload that is not multipart, for an hour. Raises Refused("not_started").

    S3 sends the browser back to the site afterwards, but for a script, which could not follow it.
    """
    if upload.state != STARTED or upload.multipart_id:
        raise Refused("not_started")
    form = s3.presign_post(
        settings.UPLOAD_BUCKET,
        upload.object_key,
        content_type=upload.content_type,
        size_bytes=int(upload.size_bytes) if upload.size_known else None,
        max_bytes=int(upload.size_bytes) if upload.purpose == "audio" else settings.COVER_MAX_BYTES,
        redirect_to="" if scripted else settings.SITE_URL + reverse("studio-upload-finish", args=[upload.id]),
    )
    return Grant(url=form.url, fields=form.fields)


def complete_upload(upload: Upload, parts: Mapping[int, str] | None = None) -> Upload:
    """The browser says it has sent everything: check it and hand it to the worker. Safe to repeat.

    `parts` maps part numbers to the ETags S3 answered; with None S3 is asked what has arrived. The
    upload is waiting then, or rejected because it is not what was granted. Raises Refused("not_arrived").
    """
    upload.refresh()
    if upload.state != STARTED:
        return upload
    if upload.multipart_id:
        _complete_parts(upload, parts)
    if not accept(upload):
        raise Refused("not_arrived")
    return upload


def cancel_upload(upload: Upload) -> None:
    """Give up one that is not complete; nothing of it is kept. Safe to repeat. Raises Refused("not_started")."""
    upload.refresh()
    if upload.state == REJECTED:
        return
    if upload.state != STARTED:
        raise Refused("not_started")
    give_back(upload, reason="cancelled")


def _may_add(owner: Any, to: Release | Song) -> None:
    if to.status == REMOVED or owner.id not in {to.owner_id, *(to.manager_ids or ())}:
        raise NotFound(to.id)


def _audio_type(filename: str, content_type: str) -> str:
    """The browser's type where it is one of the extension's, else the extension's first. Raises Refused."""
    known = MIME_TYPES.get(PurePosixPath(filename).suffix.lower(), ())
    if not known:
        raise Refused("format", formats=", ".join(EXTENSIONS))
    return content_type if content_type in known else known[0]


def _picture_type(filename: str, size_bytes: int | None, content_type: str) -> str:
    """As `_audio_type`; "" is a file whose name is not known yet. Raises Refused."""
    suffix = PurePosixPath(filename).suffix.lower()
    if filename and suffix not in COVER_TYPES:
        raise Refused("cover_format")
    _size_allowed(size_bytes, settings.COVER_MAX_BYTES, code="cover_too_large")
    return content_type if content_type in COVER_TYPES.values() else COVER_TYPES.get(suffix, "image/jpeg")


def _size_allowed(size_bytes: int | None, limit_bytes: int, code: str = "too_large") -> None:
    if size_bytes is not None and size_bytes <= 0:
        raise Refused("empty")
    if size_bytes is not None and size_bytes > limit_bytes:
        raise Refused(code, size_bytes=size_bytes, limit_bytes=limit_bytes)


def _upload(
    owner: Any, filename: str, size_bytes: int | None, content_type: str, *, release: Release | None = None
) -> Upload:
    upload_id, payer_id = new_id(), release.owner_id if release else owner.id
    name = PurePosixPath(filename.replace("\\", "/")).name[:FILENAME_LENGTH] or "-"
    return Upload(
        upload_id,
        owner_id=payer_id,  # whose quota pays, whoever of the artist's managers sends it
        manager_ids=release.manager_ids if release else None,
        artist_handle=release.artist_handle if release else None,
        artist_id=release.artist_id if release else None,
        release_id=release.id if release else None,
        filename=name,
        filename_key=fold(name) or "-",
        content_type=content_type,
        size_bytes=settings.UPLOAD_MAX_BYTES if size_bytes is None else size_bytes,
        size_known=size_bytes is not None,
        object_key=addresses.upload_key(payer_id, upload_id),
        expires=timezone.now() + timedelta(seconds=2 * settings.UPLOAD_KEEP_SECONDS),
    )


def _granted(upload: Upload, *, multipart: bool, counted_for: Any = None) -> tuple[Upload, Grant]:
    """Stored together with what it counts; `counted_for` is who sends it, None for what is not counted."""
    bucket, key, size_bytes = settings.UPLOAD_BUCKET, upload.object_key, int(upload.size_bytes)
    if multipart:
        upload.multipart_id = s3.create_multipart(bucket, key, content_type=upload.content_type)
    stored = False
    try:
        if counted_for is None:
            upload.put_new()
        else:
            _put_counted(upload, counted_for)
        stored = True
    finally:
        if upload.multipart_id and not stored:
            s3.abort_multipart(bucket, key, upload.multipart_id)
    if multipart:
        parts = len(list(s3.part_numbers(size_bytes, settings.UPLOAD_PART_BYTES)))
        return upload, Grant(part_bytes=settings.UPLOAD_PART_BYTES, parts=parts)
    return upload, sign_form(upload)


def _put_counted(upload: Upload, sender: Any) -> None:
    limits = limits_of(getattr(sender, "roles", settings.DEFAULT_ROLES))
    try:
        reserve(
            upload.owner_id,
            int(upload.size_bytes),
            limits,
            also=lambda writes: writes.save(upload, condition=Upload.id.does_not_exist()),
        )
    except QuotaReached as error:
        raise LimitReached("quota", limit_bytes=error.limit_bytes) from error
    except DayReached as error:
        limit = {"limit_bytes": error.limit} if error.kind == "day_bytes" else {"limit": error.limit}
        raise LimitReached(error.kind, until=error.until, **limit) from error


def _complete_parts(upload: Upload, parts: Mapping[int, str] | None) -> None:
    place = settings.UPLOAD_BUCKET, upload.object_key, upload.multipart_id
    try:
        arrived = s3.list_parts(*place) if parts is None else parts
        if not arrived:
            raise Refused("not_arrived")
        s3.complete_multipart(*place, arrived)
    except Missing:
        # Completed by an earlier request whose answer was lost; `accept` sees whether the object is there.
        logger.info("upload %s: its multipart is complete or its parts are unknown", upload.id)
