"""Signing out of other browsers. It holds from their next request on."""

from accounts.models import UserSession
from accounts.queries import sessions_of
from musicweb.dynamo.sessions import SessionStore


def end_session(user_id: str, session_hash: str) -> None:
    """Raises NotFound for a session that this user does not have."""
    begun = UserSession.fetch(user_id, session_hash)
    SessionStore.delete_by_hash(session_hash)
    begun.remove()


def end_other_sessions(user_id: str, session_key: str | None) -> int:
    """All but this one; how many there were."""
    mine, ended = SessionStore.hash_of(session_key or ""), 0
    for begun in sessions_of(user_id):
        if begun.session_hash != mine:
            SessionStore.delete_by_hash(begun.session_hash)
            begun.remove()
            ended += 1
    return ended
