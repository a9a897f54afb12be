"""That one worker at a time works on an upload: a lease that must be renewed, proven by a token."""

import logging
import secrets
import threading
import time
from types import TracebackType
from typing import Self

from pynamodb.expressions.condition import Condition

from catalog.models import PROCESSING, WAITING, Upload, UploadLease
from musicweb.dynamo.errors import Conflict, DynamoError

logger = logging.getLogger(__name__)
# A killed job's message returns 20 s after the last beat at the earliest (30 s, renewed every 10 s) and finds it free.
LEASE_SECONDS = 18
BEAT_SECONDS = 1.0  # progress is written at most so often
RENEW_SECONDS = 8.0
ATTEMPTS_MAX = 4  # as the queue's maxReceiveCount


class LostLease(Exception):
    """Somebody else works on it now; whatever we made is not wanted any more."""


class Lease:
    """Held inside its `with`; renewed by a thread of its own. `percent` is what the upload's page shows."""

    def __init__(self, upload: Upload, token: str) -> None:
        self.upload = upload
        self.token = token
        self.attempts = int(upload.attempts) + 1
        self.percent = 0
        self.lost = False
        self._written_percent = 0
        self._written_at = time.monotonic()
        self._ends = threading.Event()
        self._heart = threading.Thread(target=self._beat, name=f"lease-{upload.id}", daemon=True)

    @property
    def ours(self) -> Condition:
        """For the transaction that commits the work."""
        condition: Condition = (UploadLease.lease_token == self.token) & (UploadLease.state == PROCESSING)
        return condition

    def report(self, percent: int) -> None:
        """Raises LostLease, so that work for nobody ends early."""
        self.percent = percent
        if self.lost:
            raise LostLease(self.upload.id)

    def stop(self) -> None:
        """No more beats: before the commit, which they would disturb."""
        self._ends.set()
        if self._heart.is_alive():
            self._heart.join()

    def let_go(self) -> None:
        """After a failure: the next attempt need not wait."""
        try:
            UploadLease(self.upload.id).change(UploadLease.lease_until.set(0), condition=self.ours)
        except Conflict:
            return  # committed, or taken over

    def __enter__(self) -> Self:
        self._heart.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        if kind is not None and not self.lost:
            self.let_go()

    def _beat(self) -> None:
        while not self._ends.wait(BEAT_SECONDS):
            quiet_seconds = time.monotonic() - self._written_at
            if self.percent == self._written_percent and quiet_seconds < RENEW_SECONDS:
                continue
            self._renew(self.percent)

    def _renew(self, percent: int) -> None:
        actions = [UploadLease.lease_until.set(_end()), UploadLease.progress_percent.set(percent)]
        try:
            UploadLease(self.upload.id).change(*actions, condition=self.ours)
        except Conflict:
            self.lost = True
            self._ends.set()
        except DynamoError as error:
            logger.warning("could not renew the lease of upload %s: %s", self.upload.id, error)  # the next beat may
        else:
            self._written_percent, self._written_at = percent, time.monotonic()


def take_lease(upload: Upload) -> Lease | None:
    """The right to work on a waiting upload, or on one whose worker has not been heard of; None otherwise."""
    token = secrets.token_urlsafe(12)
    free = (UploadLease.state == WAITING) | (
        (UploadLease.state == PROCESSING) & (UploadLease.lease_until < int(time.time()))
    )
    actions = [
        UploadLease.state.set(PROCESSING),
        UploadLease.lease_token.set(token),
        UploadLease.lease_until.set(_end()),
        UploadLease.progress_percent.set(0),
        UploadLease.attempts.set(int(upload.attempts) + 1),
    ]
    try:
        UploadLease(upload.id).change(*actions, condition=free & (UploadLease.attempts == int(upload.attempts)))
    except Conflict:
        return None
    return Lease(upload, token)


def _end() -> int:
    return int(time.time()) + LEASE_SECONDS
