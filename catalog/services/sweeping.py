"""What nobody came back for, every minute: lost events, dead workers, uploads given up, old notices."""

import logging
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from pynamodb.expressions.condition import Condition

from catalog.errors import Refused
from catalog.models import DEAD, PROCESSING, STARTED, WAITING, Upload, UploadLease
from musicweb.aws import queues
from musicweb.dynamo.errors import Conflict

from .acceptance import accept, give_back, uploaded
from .leases import ATTEMPTS_MAX
from .notices import drop_mended
from .outcomes import mark_dead, revive
from .schedule import publish_due

logger = logging.getLogger(__name__)
LOST_SECONDS = 300  # after which the event of a waiting upload counts as lost
SILENT_SECONDS = 120  # after the end of its lease a worker counts as dead
SWEPT_MAX = 100  # of each kind in one sweep; the next goes on


def sweep() -> dict[str, int]:
    """How many of each were mended. Safe at any time and several at once."""
    now = timezone.now()
    return {
        "published": publish_due(),
        "forgotten": drop_mended(),
        "given_up": sum(map(_give_up, _older(STARTED, now - timedelta(seconds=settings.UPLOAD_KEEP_SECONDS)))),
        "requeued": sum(map(_queue_again, _older(WAITING, now - timedelta(seconds=LOST_SECONDS)))),
        "taken_over": sum(map(_take_over, _older(PROCESSING, now))),
    }


def retry_upload(upload: Upload) -> None:
    """Try a given-up upload again, with all its attempts. Safe to repeat. Raises Refused("not_arrived")."""
    upload.refresh()
    if upload.state != DEAD:
        return
    if not uploaded().exists(upload.object_key):
        raise Refused("not_arrived")
    if revive(upload):
        _send(upload)


def _older(state: str, than: datetime) -> Iterator[Upload]:
    where = Upload.created_at < than
    for found in Upload.page(Upload.by_state, state, limit=SWEPT_MAX, where=where):
        upload = Upload.fetch(found.id)  # the index may lag
        if upload.state == state:
            yield upload


def _give_up(upload: Upload) -> bool:
    """Never completed for a week; or complete, and only its event was lost."""
    if not accept(upload):
        give_back(upload, reason="not_arrived")
    return True


def _queue_again(upload: Upload) -> bool:
    if not _ours(upload, WAITING, before=int(time.time()) - LOST_SECONDS):
        return False
    _send(upload)
    return True


def _take_over(upload: Upload) -> bool:
    if not _ours(upload, PROCESSING, before=int(time.time()) - SILENT_SECONDS):
        return False
    if int(upload.attempts) >= ATTEMPTS_MAX:
        mark_dead(upload.id)
    else:
        _send(upload)
    return True


def _ours(upload: Upload, state: str, *, before: int) -> bool:
    """Whether this sweep is the one to care: the lease's end, long past, becomes now for a moment's peace."""
    silent: Condition = (UploadLease.state == state) & (UploadLease.lease_until < before)
    try:
        UploadLease(upload.id).change(UploadLease.lease_until.set(int(time.time()) - 1), condition=silent)
    except Conflict:
        return False
    return True


def _send(upload: Upload) -> None:
    logger.info("upload %s is queued again", upload.id)
    queues.send_object_created(settings.UPLOAD_QUEUE_URL, settings.UPLOAD_BUCKET, upload.object_key)
