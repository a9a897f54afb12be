"""Asking for an export or the deletion of an account, and keeping such a job going until it is done."""

import logging
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from accounts import cognito
from accounts.errors import LastAdmin, TooSoon
from accounts.models import AccountJob
from accounts.models.jobs import DELETION, EXPORT, FAILED, READY, WAITING
from accounts.queries import get_user
from musicweb.dynamo.errors import Conflict, NotFound

from .people import ADMINS, _set_active, end_sessions
from .profiles import withdraw_profile

if TYPE_CHECKING:
    from musicweb.aws.storage import MediaStorage

logger = logging.getLogger(__name__)
AGAIN = timedelta(minutes=16)  # longer than a run of the worker may take
ATTEMPTS_MAX = 4
SWEPT_MAX = 100


def ask_export(user_id: str) -> AccountJob:
    """An archive of everything of the user, made by the worker; the one before is replaced.

    Raises TooSoon within EXPORT_PAUSE_SECONDS of the last one, unless that failed.
    """
    now = timezone.now()
    new = AccountJob(user_id, EXPORT, again_at=now + AGAIN, token=secrets.token_urlsafe(24))
    new.expires = now + timedelta(seconds=settings.EXPORT_KEEP_SECONDS)
    free = AccountJob.user_id.does_not_exist() | (AccountJob.state == FAILED)
    long_ago = AccountJob.asked_at <= now - timedelta(seconds=settings.EXPORT_PAUSE_SECONDS)
    try:
        new.put(condition=free | long_ago)
    except Conflict as error:
        asked_at = AccountJob.fetch(user_id, EXPORT).asked_at
        raise TooSoon(asked_at + timedelta(seconds=settings.EXPORT_PAUSE_SECONDS)) from error
    return new


def ask_deletion(user_id: str) -> None:
    """The user is out, now and for good, and the worker takes everything away. Safe to repeat.

    First the job, so that whatever fails afterwards is done by the worker. Raises LastAdmin for the only
    admin, CognitoUnavailable: then the user is out of this site all the same.
    """
    user = get_user(user_id)
    if ADMINS in (user.groups or ()) and cognito.is_alone_in(ADMINS, user_id):
        raise LastAdmin
    try:
        job = AccountJob(user_id, DELETION, again_at=timezone.now() + AGAIN)
        job.put(condition=AccountJob.user_id.does_not_exist())
    except Conflict:
        logger.info("user %s is being deleted already", user_id)
    close_account(user_id)


def close_account(user_id: str) -> None:
    """Signed out everywhere, no way back in, the profile hidden. Safe to repeat."""
    _set_active(user_id, active=False)
    if handle := get_user(user_id).handle:
        withdraw_profile(handle)
    end_sessions(user_id)
    try:
        cognito.disable(user_id)
    except NotFound:
        return


def due_job(user_id: str, kind: str) -> AccountJob | None:
    """The job as it is now, if it waits and is due."""
    try:
        job = AccountJob.fetch(user_id, kind)
    except NotFound:
        return None
    return job if job.state == WAITING and job.due_at <= timezone.now() else None


def export_key(job: AccountJob) -> str:
    """Of the archive in the media bucket; nothing under this prefix is served but by a signed address."""
    return f"exports/{job.user_id}/{job.token}.zip"


def export_ready(job: AccountJob, size_bytes: int) -> None:
    """The archive is there. Raises Conflict where the account is being deleted or another was asked for."""
    same = (AccountJob.token == job.token) & (AccountJob.state == WAITING)
    job.change(AccountJob.state.set(READY), AccountJob.size_bytes.set(size_bytes), condition=same)


def next_step(job: AccountJob, notes: object, *, wait_seconds: int) -> None:
    """The first step of a deletion is done; the second waits until nothing of before can still be under way."""
    due = timezone.now() + timedelta(seconds=wait_seconds)
    actions = [AccountJob.step.set(2), AccountJob.due_at.set(due), AccountJob.again_at.set(due)]
    job.change(*actions, AccountJob.notes.set(notes), condition=AccountJob.step == 1)


def forget_jobs(user_id: str, media: "MediaStorage") -> None:
    """The last trace of a user: archives, then the jobs themselves."""
    media.delete_all(media.under(f"exports/{user_id}/"))
    for kind in (EXPORT, DELETION):
        AccountJob(user_id, kind).remove()


def sweep_jobs() -> int:
    """Touch jobs that wait too long, so that the stream tells the worker again; how many.

    An export that failed ATTEMPTS_MAX times says so to its user; a deletion goes on for ever.
    """
    now = timezone.now()
    waiting = AccountJob.page(AccountJob.by_state, WAITING, limit=SWEPT_MAX, where=AccountJob.again_at <= now)
    return sum(_touched(found, now) for found in waiting)


def _touched(found: AccountJob, now: datetime) -> bool:
    seen: datetime = found.again_at
    actions = [AccountJob.again_at.set(now + AGAIN), AccountJob.attempts.add(1)]
    try:
        job = AccountJob.fetch(found.user_id, found.kind)
        if job.kind == EXPORT and int(job.attempts) >= ATTEMPTS_MAX:
            actions.append(AccountJob.state.set(FAILED))
        if int(job.attempts) >= ATTEMPTS_MAX:
            logger.error("job %s of user %s was tried %d times", job.kind, job.user_id, int(job.attempts))
        job.change(*actions, condition=(AccountJob.again_at == seen) & (AccountJob.state == WAITING))
    except (Conflict, NotFound):
        return False
    return True
