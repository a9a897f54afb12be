"""Signing out of other browsers. It holds from their next request on."""

from accounts.models import UserSession
from musicweb.dynamo.sessions import SessionStore


def end_session(user_id: str, session_hash: str) -> None:
    """Raises NotFound for a session that this user does not have."""
    begun = UserSession.fetch(user_id, session_hash)
    SessionStore.delete_by_hash(session_hash)
    begun.remove()
