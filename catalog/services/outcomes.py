"""How work on an upload ends: ready, rejected for a reason, or dead. The song says the same."""

import logging
from typing import Any

from pynamodb.expressions.update import Action

from accounts.services import releasing
from catalog import addresses
from catalog.models import DEAD, PROCESSING, READY, REJECTED, REMOVED, WAITING, Song, Upload, UploadLease
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.retrying import TRIES
from musicweb.dynamo.transaction import transact

from .acceptance import song_there
from .leases import Lease, LostLease
from .listing import Also, change_song
from .scope import media

logger = logging.getLogger(__name__)


def ready_with(lease: Lease) -> Also:
    """The upload's part of the transaction that commits the work."""
    actions: list[Action] = [
        UploadLease.state.set(READY),
        UploadLease.progress_percent.set(100),
        UploadLease.reason.remove(),
        UploadLease.lease_until.set(0),
    ]
    return lambda writes: writes.update(UploadLease(lease.upload.id), list(actions), condition=lease.ours)


def reject(lease: Lease, reason: str) -> None:
    """For good: the song says why, the file is deleted, its bytes are no longer counted. Raises LostLease.

    A song whose file was to be replaced stays as it is; the upload says why.
    """
    lease.stop()
    upload = lease.upload
    if upload.replaces:
        if not give_up_replacement(upload, reason, lease=lease):
            raise LostLease(upload.id)
        return
    actions = [UploadLease.state.set(REJECTED), UploadLease.reason.set(reason), UploadLease.lease_until.set(0)]

    def ends(writes: Any) -> None:
        writes.update(UploadLease(upload.id), list(actions), condition=lease.ours)
        releasing(writes, upload.owner_id, int(upload.size_bytes))

    for _ in range(TRIES):
        song = song_there(upload)
        try:
            if song is None:
                UploadLease(upload.id).change(*actions, condition=lease.ours)
            else:
                change_song(song, state=REJECTED, reason=reason, original_size_bytes=0, also=ends)
        except Conflict as error:
            if Upload.fetch(upload.id).lease_token != lease.token:
                raise LostLease(upload.id) from error
            continue
        if song is not None:  # a removed one gave its bytes back then
            media().delete_all([addresses.original_key(song.artist_id, song.id)])
        return
    raise Conflict(f"Upload {upload.id} could not be rejected.")


def give_up_replacement(upload: Upload, reason: str, *, lease: Lease | None = None) -> bool:
    """End one that is on its way, whatever became of its song: its bytes are counted no longer.

    Whether this call ended it: not if somebody else did, or if `lease` is lost.
    """
    on_its_way = (WAITING, PROCESSING)
    condition = lease.ours if lease else UploadLease.state.is_in(*on_its_way)
    actions: list[Action] = [UploadLease.state.set(REJECTED), UploadLease.reason.set(reason)]
    actions.append(UploadLease.lease_until.set(0))
    for _ in range(TRIES):
        try:
            with transact() as writes:
                writes.update(UploadLease(upload.id), list(actions), condition=condition)
                releasing(writes, upload.owner_id, int(upload.size_bytes))
        except Conflict:
            now = Upload.fetch(upload.id)
            if now.state not in on_its_way or (lease and now.lease_token != lease.token):
                return False
            continue  # what is counted changed at the same moment
        clear_replacement(upload)
        return True
    raise Conflict(f"Upload {upload.id} could not be given up.")


def clear_replacement(upload: Upload) -> None:
    """Delete what was copied of a file that replaces nothing."""
    media().delete_all([addresses.original_key(upload.artist_id, upload.song_id, upload.id)])


def mark_dead(upload_id: str) -> None:
    """Nobody tries again by itself; the file is kept for `retry_upload`. Safe to repeat.

    What was to replace a song's file is given up instead: the song has one, and nothing is to wait for.
    """
    tried = UploadLease.state.is_in(WAITING, PROCESSING)
    upload = Upload.fetch(upload_id)
    if upload.replaces:
        if give_up_replacement(upload, "failed"):
            logger.error("upload %s is given up", upload_id)
        return
    try:
        actions = [UploadLease.state.set(DEAD), UploadLease.lease_until.set(0)]
        UploadLease(upload_id).change(*actions, condition=tried)
    except Conflict:
        return
    logger.error("upload %s is dead", upload_id)
    show_state(Upload.fetch(upload_id))


def revive(upload: Upload) -> bool:
    """Let a dead upload be tried again, with all its attempts; False when somebody else has just done it."""
    actions = [UploadLease.state.set(WAITING), UploadLease.attempts.set(0), UploadLease.progress_percent.set(0)]
    try:
        UploadLease(upload.id).change(*actions, condition=UploadLease.state == DEAD)
    except Conflict:
        return False
    upload.refresh()
    show_state(upload)
    return True


def show_state(upload: Upload) -> None:
    """The song says what its upload says, for those that end or begin again without a result."""
    for _ in range(TRIES):
        try:
            song = Song.fetch(upload.song_id or "")
            if song.status != REMOVED and song.state not in (READY, upload.state):
                change_song(song, state=upload.state)
        except Conflict:
            continue
        except NotFound:
            return
        return
