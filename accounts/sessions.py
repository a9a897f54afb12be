"""A session begins, is renewed, and ends.

Signing in writes the session's item first and then, in one transaction, checks that the user may use
the site and notes the session with the user. `services.suspend` clears the flag first and then ends
the noted sessions. Whichever of the two comes first, no suspended user keeps a session.
"""

import logging
import time
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.utils import timezone
from pynamodb.expressions.update import Action

from musicweb.dynamo.errors import Conflict, DynamoError, NotFound
from musicweb.dynamo.sessions import SessionStore
from musicweb.dynamo.transaction import transact

from . import cognito, identity, tokens
from .errors import BadToken, CognitoUnavailable, SessionEnded, Suspended
from .models import SIGN_IN, Activity, User, UserSession

logger = logging.getLogger(__name__)
TRIES = 4
LEASE_SECONDS = 25  # longer than a renewal with all its timeouts
GRACE_SECONDS = 180  # how long old roles hold while Cognito does not answer
WAIT_SECONDS, POLL_SECONDS = 6, 0.2
USER_AGENT_LENGTH = 200


class Device(NamedTuple):
    """Where somebody signs in."""

    user_agent: str
    country: str


def begin(
    session: SessionStore,
    claims: tokens.Claims,
    *,
    refresh_token: str,
    nonce: str = "",
    user_agent: str = "",
    country: str = "",
) -> User:
    """This browser is this user from now on, under a new session id. Raises Suspended and DynamoError."""
    session.flush()  # nothing of before survives, least of all an id somebody planted
    identity.write(session, claims, refresh_token=refresh_token, nonce=nonce)
    session.save()
    try:
        return _admitted(claims, session, Device(user_agent[:USER_AGENT_LENGTH], country))
    except (Suspended, DynamoError):
        session.flush()
        raise


def current(session: SessionStore) -> SessionStore:
    """The session with roles that hold now, which may be another copy of it, or an ended one.

    Costs nothing until the roles run out; then one request to Cognito and two writes. Only one of
    several requests at once renews; the others go on with the old roles, or wait for the new ones.
    Raises CognitoUnavailable when the old roles are too old and no new ones can be had.
    """
    found = identity.read(session)
    if found is None or time.time() < found["roles_until"]:
        return session
    if _is_renewed_now(session):
        return _awaited(session)
    renewal = identity.renewal(session)
    renewal["trying_until"] = time.time() + LEASE_SECONDS
    if not _saved(session):
        return _awaited(_copy(session))  # another request was faster
    return _renewed(session)


def renewed_with_token(session: SessionStore) -> tuple[SessionStore, str]:
    """The session renewed now, and an access token that acts for its user.

    One request to Cognito and one write. Raises SessionEnded and BadToken: sign in again; CognitoUnavailable.
    """
    found = identity.read(session)
    if found is None:
        raise SessionEnded("nobody")
    given = cognito.refresh(identity.refresh_token(session))
    claims = tokens.refreshed(given.id_token, subject=found["id"], nonce=identity.renewal(session)["nonce"])
    return _kept(session, claims, given.refresh_token), given.access_token


def end(session: SessionStore) -> None:
    """Sign out of this site: the session's item is gone, and Cognito is not asked."""
    found, key = identity.read(session), session.session_key
    session.flush()
    if found and key:
        UserSession(found["id"], SessionStore.hash_of(key)).remove()


def _admitted(claims: tokens.Claims, session: SessionStore, device: Device) -> User:
    for _ in range(TRIES):
        try:
            user: User | None = User.fetch(claims.subject)
        except NotFound:
            user = None
        if user is not None and not user.is_active:
            raise Suspended
        try:
            return _noted(user, claims, session, device)
        except Conflict:
            continue  # suspended, or signed in elsewhere, at this very moment: look again
    raise Conflict(f"User {claims.subject} changed {TRIES} times during a sign-in.")


def _noted(user: User | None, claims: tokens.Claims, session: SessionStore, device: Device) -> User:
    now = timezone.now()
    begun = UserSession(
        claims.subject,
        SessionStore.hash_of(str(session.session_key)),
        user_agent=device.user_agent,
        country=device.country,
        expires=now + timedelta(seconds=settings.SESSION_ABSOLUTE_SECONDS),
    )
    with transact() as together:
        if user is None:
            user = User(claims.subject, email=claims.email, name=claims.name, last_login=now)
            user.groups = set(claims.groups) or None
            together.save(user, condition=User.id.does_not_exist())
        else:
            actions = [*_facts(claims), User.last_login.set(now)]
            together.update(user, actions=actions, condition=User.is_active == True)  # noqa: E712 an expression
        together.save(begun)
        together.save(Activity.new(claims.subject, SIGN_IN, title=device.user_agent, country=device.country))
    return user


def _facts(claims: tokens.Claims) -> list[Action]:
    groups = User.groups.set(set(claims.groups)) if claims.groups else User.groups.remove()
    return [User.email.set(claims.email), User.name.set(claims.name), groups]


def _renewed(session: SessionStore) -> SessionStore:
    found, renewal = identity.read(session), identity.renewal(session)
    assert found is not None  # noqa: S101 the caller saw it
    try:
        given = cognito.refresh(identity.refresh_token(session))
        claims = tokens.refreshed(given.id_token, subject=found["id"], nonce=renewal["nonce"])
    except CognitoUnavailable as error:
        logger.warning("roles stay old for now: %s", error)
        if _too_old(session):
            renewal["trying_until"] = 0  # nobody need wait any longer for this one
            _saved(session)
        return _patient(session)
    except (SessionEnded, BadToken) as error:
        newest = _copy(session)
        if identity.read(newest) and identity.renewal(newest)["refresh"] != renewal["refresh"]:
            return _patient(newest)  # a slow rival renewed after all; its refresh token is the one that counts
        logger.info("session of user %s ended: %s", found["id"], error)
        end(session)
        return session
    return _kept(session, claims, given.refresh_token)


def _kept(session: SessionStore, claims: tokens.Claims, refresh_token: str) -> SessionStore:
    """Write what a renewal gave into the newest copy: the new refresh token may be the only one that still works."""
    before = identity.read(session)
    for _ in range(TRIES):
        found = identity.read(session)
        if found is None:
            return session  # signed out meanwhile
        nonce = identity.renewal(session)["nonce"]
        identity.write(session, claims, refresh_token=refresh_token, nonce=nonce)
        if _saved(session):
            break
        session = _copy(session)
    else:
        raise Conflict("A session changed again and again while it was renewed.")
    if before and (before["groups"], before["email"], before["name"]) != (claims.groups, claims.email, claims.name):
        _remember(claims)
    return session


def _remember(claims: tokens.Claims) -> None:
    """What admin lists show. The session already holds the truth, so losing a race costs nothing."""
    try:
        User.fetch(claims.subject).change(*_facts(claims))
    except (Conflict, NotFound):
        logger.info("user %s changed while being brought up to date", claims.subject)


def _awaited(session: SessionStore) -> SessionStore:
    """Another request renews. Old roles hold meanwhile; after a long pause they are too old, and it is waited for."""
    latest = time.monotonic() + WAIT_SECONDS
    while _too_old(session) and _is_renewed_now(session) and time.monotonic() < latest:
        time.sleep(POLL_SECONDS)
        session = _copy(session)
    return _patient(session)


def _patient(session: SessionStore) -> SessionStore:
    if _too_old(session):
        raise CognitoUnavailable("The roles of a session are too old and could not be renewed.")
    return session


def _is_renewed_now(session: SessionStore) -> bool:
    return time.time() < identity.renewal(session)["trying_until"]


def _too_old(session: SessionStore) -> bool:
    found = identity.read(session)
    return found is not None and time.time() > found["roles_until"] + GRACE_SECONDS


def _saved(session: SessionStore) -> bool:
    """Whether this copy was the newest, and is now written."""
    try:
        session.save(must_match=True)
    except (Conflict, UpdateError):
        return False
    session.modified = False  # or the end of the request would write it again, over a newer copy
    return True


def _copy(session: SessionStore) -> SessionStore:
    return type(session)(session.session_key)
