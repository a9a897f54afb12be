"""People for tests: a user in the table, and sessions begun exactly as a sign-in begins them."""

from collections.abc import Iterable
from uuid import uuid4

from django.conf import settings
from django.test import Client

from accounts import sessions
from accounts.models import User
from accounts.tokens import Claims
from musicweb.dynamo.sessions import SessionStore

REFRESH_TOKEN = "eyJ-the-refresh-token-of-tests"


def make_user(name: str = "ann", groups: Iterable[str] = ("listeners", "artists"), *, user_id: str = "") -> User:
    """A user named Ann with the address ann@example.com."""
    user = User(user_id or str(uuid4()), email=f"{name}@example.com", name=name.title())
    user.groups = set(groups) or None
    user.put_new()
    return user


def sign_in(client: Client, user: User) -> Client:
    """The client is this user's browser from now on."""
    client.cookies[settings.SESSION_COOKIE_NAME] = session_cookie_for(user)
    return client


def session_cookie_for(user: User) -> str:
    """The value of the cookie `settings.SESSION_COOKIE_NAME` of a browser where this user has signed in."""
    return str(session_of(user).session_key)


def session_of(user: User, **device: str) -> SessionStore:
    """A session that begins in a browser with this `user_agent`, in this `country`."""
    session = SessionStore()
    claims = Claims(user.id, user.email, user.name, sorted(user.groups or ()), nonce="nonce-of-tests")
    sessions.begin(
        session, claims, refresh_token=REFRESH_TOKEN, nonce=claims.nonce, **{"user_agent": "tests", **device}
    )
    user.refresh(consistent_read=True)
    return session
