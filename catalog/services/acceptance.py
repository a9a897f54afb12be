"""What arrived in the upload bucket: compared with what was granted, then given to a song, or thrown away."""

from contextlib import suppress
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.files.storage import storages
from django.urls import reverse
from django.utils import timezone
from pynamodb.expressions.condition import size
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from accounts.services import activity, releasing
from catalog.media.cleaning import clean
from catalog.models import DRAFT, PUBLISHED, REJECTED, REMOVED, STARTED, WAITING, Release, ReleaseTracks, Song, Upload
from catalog.text import fold
from musicweb.aws import uploads as s3
from musicweb.aws.errors import Missing
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.retrying import again_on_conflict
from musicweb.dynamo.transaction import transact

from .listing import change_song, track_row

if TYPE_CHECKING:
    from musicweb.aws.storage import UploadStorage


def uploaded() -> "UploadStorage":
    return cast("UploadStorage", storages["uploads"])


def accept(upload: Upload) -> bool:
    """Take over the object of a started upload; False while there is none. Safe to repeat.

    Called when the browser says it is done and when S3 says so, whichever is first. Afterwards
    `upload` is waiting, or rejected as "size_mismatch", "type_mismatch", "empty" or "removed".
    """
    try:
        found = s3.head(settings.UPLOAD_BUCKET, upload.object_key)
    except Missing:
        return False
    if reason := _unlike_the_grant(upload, found):
        give_back(upload, reason=reason)
    else:
        again_on_conflict(lambda: _hand_over(upload, found.size_bytes))
    return True


def give_back(upload: Upload, *, reason: str) -> None:
    """End a started upload: its parts and object are deleted, its bytes no longer counted. Safe to repeat."""
    if not _ended(upload, reason):
        return
    if upload.multipart_id:
        with suppress(Missing):  # it was completed: then there is an object
            s3.abort_multipart(settings.UPLOAD_BUCKET, upload.object_key, upload.multipart_id)
    uploaded().delete_all([upload.object_key])


def title_of(filename: str) -> str:
    """What a song is called until its tags or its artist say better."""
    return clean(PurePosixPath(filename).stem.replace("_", " ")) or filename or "-"


def _unlike_the_grant(upload: Upload, found: s3.Head) -> str:
    if not found.size_bytes:
        return "empty"
    fits = found.size_bytes <= upload.size_bytes if not upload.size_known else found.size_bytes == upload.size_bytes
    if not fits:
        return "size_mismatch"
    return "" if found.content_type == upload.content_type else "type_mismatch"


def _ended(upload: Upload, reason: str) -> bool:
    """Whether this call ended it. Its bytes are given back with that, and it disappears after a while."""
    expires = timezone.now() + timedelta(seconds=settings.UPLOAD_KEEP_SECONDS)

    def act() -> bool:
        upload.refresh()
        if upload.state != STARTED:
            return False
        ends: list[Action] = [Upload.state.set(REJECTED), Upload.reason.set(reason), Upload.expires.set(expires)]
        with transact() as writes:
            writes.update(upload, ends)
            if upload.purpose == "audio":
                releasing(writes, upload.owner_id, int(upload.size_bytes))
        upload.refresh()
        return True

    return again_on_conflict(act)


def _hand_over(upload: Upload, size_bytes: int) -> None:
    upload.refresh()
    if upload.state != STARTED:
        return
    release = _release_of(upload)
    if release is None and upload.purpose in ("audio", "cover"):
        give_back(upload, reason="removed")
        return
    if upload.replaces:
        _announce(upload, size_bytes)
        return
    granted_bytes = int(upload.size_bytes)
    actions: list[Action] = [Upload.state.set(WAITING), Upload.size_bytes.set(size_bytes), Upload.expires.remove()]
    with transact() as writes:
        writes.update(upload, actions)
        if release is not None and upload.purpose == "audio":
            song = _song(upload, release, size_bytes)
            writes.save(song, condition=Song.id.does_not_exist())
            row = track_row(song.attribute_values, version=1)
            place = Path(["tracks", song.id])
            as_counted = size(Path("tracks")) == len(release.tracks.as_dict())  # or two would get the same number
            writes.update(ReleaseTracks(release.id), [place.set(row)], condition=as_counted)
            releasing(writes, upload.owner_id, granted_bytes - size_bytes)
            where = reverse("studio-song", args=[song.id])
            activity.noting(writes, upload.owner_id, activity.UPLOAD, title=song.title, address=where)
    upload.refresh()


def _announce(upload: Upload, size_bytes: int) -> None:
    """The song says which file is to replace its own: the last one that has arrived."""
    granted_bytes, song = int(upload.size_bytes), song_there(upload)
    if song is None:
        give_back(upload, reason="removed")
        return
    actions: list[Action] = [Upload.state.set(WAITING), Upload.size_bytes.set(size_bytes), Upload.expires.remove()]

    def with_it(writes: TransactWrite) -> None:
        writes.update(upload, actions)
        releasing(writes, upload.owner_id, granted_bytes - size_bytes)
        where = reverse("studio-song", args=[song.id])
        activity.noting(writes, upload.owner_id, activity.UPLOAD, title=song.title, address=where)

    change_song(song, replacement_id=upload.id, also=with_it)
    upload.refresh()


def song_there(upload: Upload) -> Song | None:
    """The song of an upload; None for a picture, and for a song that was removed meanwhile."""
    if not upload.song_id:
        return None
    try:
        song = Song.fetch(upload.song_id)
    except NotFound:
        return None
    return None if song.status == REMOVED else song


def _release_of(upload: Upload) -> Release | None:
    """None for a removed one, and for a picture of an artist or a person."""
    try:
        release = Release.fetch(upload.release_id or "")
    except NotFound:
        return None
    return None if release.status == REMOVED else release


def _published_meanwhile(upload: Upload, release: Release) -> bool:
    """Publishing a release is meant for the songs, too, whose files were on their way."""
    return bool(release.status == PUBLISHED and release.published_at and upload.created_at < release.published_at)


def _song(upload: Upload, release: Release, size_bytes: int) -> Song:
    numbers = [int(str(row["track_number"])) for row in release.tracks.as_dict().values() if row.get("track_number")]
    title = title_of(upload.filename)
    return Song(
        upload.song_id,
        artist_id=release.artist_id,
        artist_handle=release.artist_handle,
        artist_name=release.artist_name,
        owner_id=upload.owner_id,
        manager_ids=release.manager_ids,
        release_id=release.id,
        release_title=release.title,
        cover_rev=release.cover_rev,
        cover_color=release.cover_color,
        release_public=release.is_open,
        release_unlisted=bool(release.by_link),
        release_license=release.license,
        title=title,
        title_key=fold(title) or "-",
        track_number=max(numbers, default=0) + 1,
        status=PUBLISHED if _published_meanwhile(upload, release) else DRAFT,
        awaits_tags={"title", "track_number", "disc_number", "lyrics", "tags"},
        original_name=upload.filename,
        original_size_bytes=size_bytes,
        upload_id=upload.id,
    )
