"""Password and address of who is signed in, changed at Cognito with the session's own tokens.

Each change renews the session, and returns it as it is then: Cognito may have replaced its refresh token.
"""

from typing import Any

from accounts import identity, self_service, sessions
from accounts.errors import BadToken, SessionEnded, SignInAgain, TooOften
from musicweb.dynamo import limits
from musicweb.dynamo.sessions import SessionStore

from .people import end_sessions

HOUR_SECONDS = 3600
TRIES_MAX = 10  # in an hour, of passwords, addresses and codes each


def change_password(session: Any, *, old: str, new: str) -> SessionStore:
    """Every other session of this user ends. Raises WrongPassword, BadPassword, TooOften, SignInAgain."""
    renewed, token = _acting(session, "password")
    self_service.change_password(token, old=old, new=new)
    end_sessions(_user_id(renewed), but=renewed.session_key)
    return renewed


def change_email(session: Any, *, email: str) -> tuple[SessionStore, bool]:
    """Whether the new address waits for the code that it was sent. Raises BadAddress, TooOften, SignInAgain."""
    renewed, token = _acting(session, "email")
    waits = self_service.change_email(token, email=email)
    return (renewed if waits else _renewed(renewed)[0]), waits


def verify_email(session: Any, *, code: str) -> SessionStore:
    """The new address holds, here at once. Raises WrongCode, AddressTaken, TooOften, SignInAgain."""
    renewed, token = _acting(session, "code")
    self_service.verify_email(token, code=code)
    return _renewed(renewed)[0]


def _acting(session: SessionStore, what: str) -> tuple[SessionStore, str]:
    if not limits.allow(f"own-{what}:{_user_id(session)}", limit=TRIES_MAX, window_seconds=HOUR_SECONDS):
        raise TooOften
    return _renewed(session)


def _renewed(session: SessionStore) -> tuple[SessionStore, str]:
    try:
        return sessions.renewed_with_token(session)
    except (SessionEnded, BadToken) as error:
        raise SignInAgain from error


def _user_id(session: SessionStore) -> str:
    found = identity.read(session)
    if found is None:
        raise SignInAgain
    return found["id"]
