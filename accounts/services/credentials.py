"""Password and address of who is signed in, changed at Cognito with the session's own tokens.

Each change renews the session, and returns it as it is then: Cognito may have replaced its refresh token.
"""

from typing import Any

from django.conf import settings

from accounts import cognito, identity, self_service, sessions
from accounts.errors import BadToken, SessionEnded, SignInAgain, TooOften
from accounts.sealing import opened, seal
from musicweb.dynamo import limits
from musicweb.dynamo.sessions import SessionStore

from .people import end_sessions

HOUR_SECONDS = 3600
AUTHENTICATOR = "authenticator"  # in a session: Cognito said that its user has one
PENDING = "pending_authenticator"  # in a session, sealed: the secret of one that no code has proven yet
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


def begin_authenticator(session: Any) -> SessionStore:
    """A secret waits in the session for the code that an authenticator makes of it. Raises TooOften, SignInAgain."""
    renewed, token = _acting(session, "authenticator")
    renewed[PENDING] = seal(self_service.new_authenticator(token))
    return renewed


def pending_authenticator(session: Any) -> str:
    """The secret that waits, or ""."""
    return opened(session.get(PENDING) or "")


def prove_authenticator(session: Any, *, code: str) -> SessionStore:
    """The authenticator counts from now on. Raises WrongCode, TooOften, SignInAgain."""
    renewed, token = _acting(session, "code")
    self_service.prove_authenticator(token, code=code)
    renewed.pop(PENDING, None)
    return renewed


def may_administer(session: Any) -> bool:
    """Whether this session's user was found to have an authenticator, where staff needs one. Costs nothing."""
    return not settings.STAFF_NEEDS_TOTP or bool(session.get(AUTHENTICATOR))


def look_for_authenticator(session: Any, *, user_id: str) -> bool:
    """Asks Cognito, once a session if it is so: a sign-in begins a new one. Raises CognitoUnavailable."""
    found = cognito.has_authenticator(user_id)
    if found:
        session[AUTHENTICATOR] = True
    return found


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
