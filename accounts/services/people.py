"""Changing accounts: who may use the site, and as what."""

import logging

from django.conf import settings

from accounts import cognito
from accounts.errors import LastAdmin, UnknownGroup
from accounts.models import User
from accounts.queries import get_user, sessions_of
from musicweb.dynamo.retrying import again_on_conflict
from musicweb.dynamo.sessions import SessionStore

logger = logging.getLogger(__name__)
ADMINS = "admins"


def suspend(user_id: str) -> None:
    """Out at the next request, and no way back in. Safe to repeat.

    Raises LastAdmin for the only admin, NotFound, and CognitoUnavailable: then the user is out of
    this site all the same, and repeating finishes it at Cognito.
    """
    if ADMINS in (get_user(user_id).groups or ()) and cognito.is_alone_in(ADMINS, user_id):
        raise LastAdmin
    # First the flag, then the sessions: a sign-in between the two fails its transaction or is found here.
    _set_active(user_id, active=False)
    end_sessions(user_id)
    cognito.disable(user_id)
    logger.info("suspended user %s", user_id)


def reinstate(user_id: str) -> None:
    """May sign in again. Safe to repeat. Raises NotFound, CognitoUnavailable."""
    cognito.enable(user_id)
    _set_active(user_id, active=True)
    logger.info("reinstated user %s", user_id)


def end_sessions(user_id: str, *, but: str | None = None) -> int:
    """Sign out everywhere on this site, but in the session of the key `but`, from the next request on.

    Returns how many sessions there were.
    """
    kept, ended = SessionStore.hash_of(but) if but else None, 0
    for begun in sessions_of(user_id):
        if begun.session_hash == kept:
            continue
        SessionStore.delete_by_hash(begun.session_hash)
        begun.remove()
        ended += 1
    return ended


def set_groups(user_id: str, groups: list[str]) -> None:
    """The user's groups at Cognito. They hold when the roles in a session are next renewed: within 15 minutes.

    Who loses a staff group is signed out everywhere at once. Raises UnknownGroup, LastAdmin, NotFound,
    CognitoUnavailable.
    """
    wanted = set(groups)
    if unknown := wanted - set(settings.ROLES):
        raise UnknownGroup(", ".join(sorted(unknown)))
    current = cognito.groups_of(user_id)
    lost = current - wanted
    if ADMINS in lost and cognito.is_alone_in(ADMINS, user_id):
        raise LastAdmin
    cognito.change_groups(user_id, add=wanted - current, remove=lost)
    _remember_groups(user_id, wanted)
    if lost & settings.STAFF_ROLES:
        end_sessions(user_id)
        cognito.sign_out_everywhere(user_id)
    logger.info("groups of user %s are now %s", user_id, ", ".join(sorted(wanted)))


def _set_active(user_id: str, *, active: bool) -> None:
    """Whatever else changes at this moment: somebody must be able to suspend a user who is busy."""

    def turn() -> None:
        user = get_user(user_id)
        if user.is_active != active:
            user.change(User.is_active.set(active))

    again_on_conflict(turn)


def _remember_groups(user_id: str, groups: set[str]) -> None:
    again_on_conflict(lambda: get_user(user_id).change(*User.setting({"groups": groups or None})))
