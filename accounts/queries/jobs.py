"""Reading what the worker does with an account, and how fresh a sign-in is."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import AccountJob, UserSession
from accounts.models.jobs import EXPORT
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.sessions import SessionStore


def export_of(user_id: str) -> AccountJob | None:
    """The user's newest export while it is kept: one strong get."""
    try:
        job = AccountJob.fetch(user_id, EXPORT)
    except NotFound:
        return None
    return job if job.expires is None or job.expires > timezone.now() else None


def signed_in_lately(user_id: str, session_key: str | None) -> bool:
    """Whether this session began within SIGN_IN_RECENT_SECONDS: one strong get."""
    try:
        begun = UserSession.fetch(user_id, SessionStore.hash_of(session_key or ""))
    except NotFound:
        return False
    return bool(begun.created_at > timezone.now() - timedelta(seconds=settings.SIGN_IN_RECENT_SECONDS))
