"""Exports and deletions of accounts: each app gives or takes away its own part, in the order written here."""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.files.storage import storages

from accounts import services as people
from accounts.models import AccountJob
from accounts.models.jobs import EXPORT
from accounts.queries import get_user
from catalog.services import leaving as music
from catalog.services.reports import forget_mail
from musicweb.aws import dead_letters
from musicweb.aws.errors import Missing
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.plain import plain
from musicweb.dynamo.redaction import redact_decisions_by, redact_person, redact_subject
from musicweb.dynamo.streams import old_and_new, table_of
from playlists import services as library
from playlists.models import HistoryEntry, Playlist
from playlists.queries import everything_of

if TYPE_CHECKING:
    from musicweb.aws.storage import MediaStorage

logger = logging.getLogger(__name__)
LOG_LABELS = {"song": "catalog.song", "release": "catalog.release", "artist": "catalog.artist"}
PIECE_BYTES = 1024**2


def on_stream_record(record: dict[str, Any]) -> None:
    """A job was asked for or touched: if it is due, it is done now. Safe to run twice: done ones are not due."""
    if table_of(record) != AccountJob.Meta.table_name:
        return
    _, after = old_and_new(record, AccountJob)
    if after is not None and (job := people.due_job(after.user_id, after.kind)):
        run(job)


def run(job: AccountJob) -> None:
    """One step of it. Killed at any point, the next run starts over."""
    if job.kind == EXPORT:
        export(job)
    elif job.step == 1:
        remove(job)
    else:
        purge(job)


def sweep() -> dict[str, int]:
    """Every minute."""
    return {"account_jobs": people.sweep_jobs()}


# ---- export ----
def export(job: AccountJob) -> None:
    """Stream everything of a person as one ZIP into the media bucket, a piece at a time."""
    user_id, key = job.user_id, people.export_key(job)
    # Only the worker has it.
    from zipstream import ZIP_DEFLATED, ZIP_STORED, ZipStream  # type: ignore[import-untyped]

    archive = ZipStream(compress_type=ZIP_DEFLATED)
    archive.add(_rows(people.everything_of_person(user_id)), "account.json")
    archive.add(_rows(music.music_of(user_id)), "music.json")
    archive.add(_rows(_library_of(user_id)), "library.json")
    for original in music.originals_of(user_id):
        archive.add(_pieces(original.key), f"originals/{original.name}", compress_type=ZIP_STORED)
    size_bytes = _media().write_stream(key, archive)
    try:
        people.export_ready(job, size_bytes)
    except (Conflict, NotFound):
        _media().delete_all([key])  # deleted meanwhile, or asked for once more


def _library_of(user_id: str) -> Iterator[dict[str, Any]]:
    yield from everything_of(user_id)
    yield from ({"kind": "play", **plain(entry)} for entry in HistoryEntry.all_of(user_id))


def _rows(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A JSON array, one row a line, made while it is read."""
    before = "[\n"
    for row in rows:
        yield (before + json.dumps(row, ensure_ascii=False, default=str)).encode()
        before = ",\n"
    yield (b"[]" if before == "[\n" else b"\n]") + b"\n"


def _pieces(key: str) -> Iterator[bytes]:
    try:
        yield from _media().pieces(key, PIECE_BYTES)
    except Missing:
        logger.warning("%s was removed while it was exported", key)


# ---- deletion ----
def remove(job: AccountJob) -> None:
    """First step: out and invisible (the request began that), then everything is removed as its owner would."""
    user_id, left = job.user_id, music.Left()
    people.close_account(user_id)
    playlist_ids = list(Playlist.ids_of(user_id))
    library.forget_user(user_id)
    library.forget_listener(user_id=user_id)
    music.leave(user=get_user(user_id), left=left)
    notes = {"left": asdict(left), "playlists": playlist_ids}
    people.next_step(job, notes, wait_seconds=settings.DELETION_PAUSE_SECONDS)


def purge(job: AccountJob) -> None:
    """Second step, when nothing of before can be under way: every trace, Cognito's user, and last the job itself."""
    user_id, notes = job.user_id, job.notes or {}
    library.forget_user(user_id)
    library.forget_listener(user_id=user_id)
    for kind, item_id in music.purge(user_id=user_id, left=music.Left(**notes.get("left", {}))):
        _forget_word(kind, item_id)
    for playlist_id in notes.get("playlists", ()):
        _forget_word("playlist", playlist_id)
    _forget_name(user_id)
    for queue_url in (settings.UPLOAD_DLQ_URL, settings.PLAYS_DLQ_URL):
        dead_letters.drop(queue_url, containing=user_id)
    people.forget_person(user_id, _media())
    people.forget_jobs(user_id, _media())
    logger.info("an account is deleted")


def _forget_name(user_id: str) -> None:
    """What the person said, and what was said of them."""
    redact_person(user_id)
    try:
        user = get_user(user_id)
    except NotFound:
        return
    forget_mail(user.email)
    if user.handle:
        for kind in ("profile", "person"):
            _forget_word(kind, user.handle)
    _forget_word("user", user_id)
    if settings.STAFF_ROLES & set(user.groups or ()):
        redact_decisions_by(user_id)
        music.unsign_cases(user_id)


def _forget_word(kind: str, item_id: str) -> None:
    music.forget_case(f"{kind}:{item_id}")
    redact_subject(kind, item_id, log_label=LOG_LABELS.get(kind, ""))


def _media() -> "MediaStorage":
    return cast("MediaStorage", storages["default"])
