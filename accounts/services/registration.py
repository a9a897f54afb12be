"""Registering and resetting a password, by whoever can read an address's mail.

Every function does the same for a known and an unknown address, asks Cognito the same and counts against
the same limits. Where an address has an account already, `Pending.fresh` is False: nobody is told, but
whoever proves the address later sets a password of their own, for somebody else may have chosen the first.
"""

import json
import logging
from typing import NamedTuple, Self

from django.conf import settings

from accounts import cognito, self_service
from accounts.errors import RegistrationClosed, TooOften
from accounts.sealing import PENDING, opened, seal
from musicweb.dynamo import limits

from .invitations import use_invitation
from .people import end_sessions

logger = logging.getLogger(__name__)
HOUR_SECONDS = 3600
MAILS_MAX, MAILS_FROM_NETWORK_MAX = 5, 30  # in an hour
TRIES_MAX, TRIES_FROM_NETWORK_MAX = 10, 100  # of codes, in an hour
PENDING_SECONDS = 86400  # as long as Cognito's code holds


class Pending(NamedTuple):
    """An address that waits for its code. Sealed, it travels in the address of a page and says nothing there."""

    email: str
    fresh: bool = False  # the password is of whoever has just registered

    def sealed(self) -> str:
        return seal(json.dumps({**self._asdict(), "fresh": int(self.fresh)}), purpose=PENDING)

    @classmethod
    def of(cls, sealed: str) -> Self | None:
        """None for what is damaged or a day old: then the page asks for the address."""
        found = opened(sealed, purpose=PENDING, max_age_seconds=PENDING_SECONDS)
        if not found:
            return None
        said = json.loads(found)
        return cls(said["email"], fresh=bool(said["fresh"]))


def register(*, email: str, password: str, network: str, invitation: str = "") -> Pending:
    """An account that waits for its code; nothing where there is one already.

    Raises RegistrationClosed, TooOften, BadInvitation, BadPassword, BadAddress. A used invitation still
    serves the same address, so the same form may be sent again.
    """
    if settings.REGISTRATION == "closed":
        raise RegistrationClosed
    _limit("register", email, network, MAILS_MAX, MAILS_FROM_NETWORK_MAX)
    if settings.REGISTRATION == "invitation":
        use_invitation(invitation, email=email)
    return Pending(email, fresh=self_service.sign_up(email=email, password=password))


def confirm(*, pending: Pending, code: str, network: str) -> bool:
    """Whether one can sign in now; False: a code to set a password with is on its way. Raises WrongCode, TooOften."""
    _limit("confirm", pending.email, network, TRIES_MAX, TRIES_FROM_NETWORK_MAX)
    self_service.confirm(email=pending.email, code=code)
    if not pending.fresh:
        self_service.forgot(email=pending.email)
    return pending.fresh


def send_code_again(pending: Pending, *, network: str) -> Pending:
    """Raises TooOften."""
    _limit("mail", pending.email, network, MAILS_MAX, MAILS_FROM_NETWORK_MAX)
    self_service.send_code_again(email=pending.email)
    return pending


def forgot_password(*, email: str, network: str) -> Pending:
    """A code by mail, if there is an account. Raises TooOften."""
    _limit("forgot", email, network, MAILS_MAX, MAILS_FROM_NETWORK_MAX)
    self_service.forgot(email=email)
    return Pending(email)


def reset_password(pending: Pending, *, code: str, password: str, network: str) -> Pending:
    """A new password; whoever was signed in with the old one is out. Raises WrongCode, BadPassword, TooOften."""
    _limit("reset", pending.email, network, TRIES_MAX, TRIES_FROM_NETWORK_MAX)
    self_service.reset(email=pending.email, code=code, password=password)
    user_id = cognito.id_of(pending.email)
    end_sessions(user_id)
    cognito.sign_out_everywhere(user_id)
    logger.info("user %s has a new password", user_id)
    return pending


def _limit(what: str, email: str, network: str, for_address: int, for_network: int) -> None:
    wanted = (f"{what}:{email}", for_address), (f"{what}@{network}", for_network)
    if not limits.allow_all(*wanted, window_seconds=HOUR_SECONDS):
        raise TooOften
