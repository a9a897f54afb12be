"""What the queue and the streams say, each handed to one service. Safe to run twice and out of order."""

import logging
from typing import Any

from django.conf import settings

from accounts import services as people
from catalog import services
from catalog.models import REMOVED, Artist, Release, Song
from catalog.services import following, notices, removal, scope, settle, tagging
from musicweb.aws import queues
from musicweb.dynamo.streams import old_and_new, table_of

logger = logging.getLogger(__name__)
OF_RELEASE = (
    *("title", "cover_rev", "cover_color", "listed", "by_link", "license", "artist_handle", "artist_name"),
    *("withdrawn", "status", "manager_ids", "owner_id"),
)
HIDDEN_BY_ID: tuple[type[Song | Release | Artist], ...] = (Song, Release, Artist)
OF_ARTIST = ("name", "withdrawn", "moved_to", "owner_id", "manager_ids")


def on_upload_record(record: dict[str, Any]) -> None:
    """S3 says that an object was created in the upload bucket. Raises ValueError for any other bucket."""
    bucket, key = queues.key_of(record)
    if bucket != settings.UPLOAD_BUCKET:
        raise ValueError(f"Nobody processes objects of {bucket}.")
    services.process_upload(key)


def on_stream_record(record: dict[str, Any]) -> None:
    """A song, release or artist has changed: whatever repeats it is mended."""
    table = table_of(record)
    if table == Song.Meta.table_name:
        _song_changed(*old_and_new(record, Song))
    elif table == Release.Meta.table_name:
        _release_changed(*old_and_new(record, Release))
    elif table == Artist.Meta.table_name:
        _artist_changed(*old_and_new(record, Artist))


def after_stream_record(record: dict[str, Any]) -> None:
    """Every listener has mended what it keeps: what was hidden need not be noted much longer."""
    table = table_of(record)
    for model in HIDDEN_BY_ID:
        if table == model.Meta.table_name:
            before, after = old_and_new(record, model)
            if before is not None and _left_lists(before, after):
                notices.mark_mended(before.id)


def _left_lists(before: Any, after: Any) -> bool:
    """Whether it is less to be seen than it was."""
    if before.listed and (after is None or not after.listed):
        return True
    return bool(getattr(before, "by_link", None)) and (after is None or not (after.listed or after.by_link))


def sweep() -> dict[str, int]:
    """Every minute."""
    swept = services.sweep()
    if any(swept.values()):
        logger.info("swept: %s", swept)
    return swept


def _song_changed(before: Song | None, after: Song | None) -> None:
    if after is None:
        return
    if after.status == REMOVED:
        removal.clear_song(after)
        return
    settle.settle_song(after.id)
    tagging.recount(_tags_moved(before, after))
    if before is not None and before.media_rev and before.media_rev != after.media_rev:
        scope.clear_revision(after, before.media_rev)
    if before is not None and before.replaced_by != after.replaced_by:
        scope.clear_original(after, before.replaced_by)


def _release_changed(before: Release | None, after: Release | None) -> None:
    """Rows of tracks change all the time; songs repeat only OF_RELEASE."""
    if after is not None:
        tagging.recount(_tags_moved(before, after))
    if before is None or after is None or not _differ(before, after, OF_RELEASE):
        return
    if after.status == REMOVED:
        removal.clear_release(after.id)
        following.tell_of_release(after.id)
        return
    settle.settle_release(after.id)
    following.tell_of_release(after.id)
    if before.cover_rev and before.cover_rev != after.cover_rev:
        scope.clear_revision(after, before.cover_rev)


def _tags_moved(before: Song | Release | None, after: Song | Release) -> set[str]:
    """The tags that list it no longer, or only now."""
    was, now = (set(one.tags or ()) if one is not None and one.listed else set() for one in (before, after))
    return was ^ now


def _artist_changed(before: Artist | None, after: Artist | None) -> None:
    if before is None or (after is not None and not _differ(before, after, OF_ARTIST)):
        return
    target = f"artist:{before.handle}"
    if after is None:
        if not before.moved_to:  # or only the way to a new address is gone
            people.forget_followed(target=target)
        return
    if after.moved_to:
        present = settle.present_artist(after.moved_to)
        people.move_followed(target=target, to=f"artist:{after.moved_to}", name=(present or before).name)
    elif after.name != before.name:
        people.rename_followed(target=target, name=after.name)
    settle.settle_artist(after.handle)


def _differ(before: object, after: object, names: tuple[str, ...]) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in names)
