"""What can go wrong with a sign-in or an account."""

from datetime import datetime

from musicweb.dynamo.errors import Unavailable


class BadToken(Exception):
    """An ID token that does not prove who it speaks of. The message says which check failed, never the token."""


class SessionEnded(Exception):
    """Cognito no longer honours this session's refresh token."""


class CognitoUnavailable(Unavailable):
    """Cognito did not answer, or said it cannot; the same request may pass later."""


class Suspended(Exception):
    """This user may not sign in."""


class QuotaReached(Exception):
    """These bytes would exceed what this user may store."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(limit_bytes)
        self.limit_bytes = limit_bytes


class DayReached(Exception):
    """This file would exceed what this user may send, or fetch, in one day.

    `kind` is "day_files" or "day_bytes" of what is sent, "download_bytes" of what is fetched.
    """

    def __init__(self, kind: str, limit: int, until: datetime) -> None:
        super().__init__(kind, limit, until)
        self.kind = kind
        self.limit = limit
        self.until = until  # when it is possible again


class LastAdmin(Exception):
    """The site would be without an admin."""


class UnknownGroup(ValueError):
    """A group that settings.ROLES does not name."""


class HandleTaken(Exception):
    """Somebody else has this handle, or had it."""


class ProfileGone(Exception):
    """A profile that a moderator withdrew: 410."""


class ProfileMoved(Exception):
    """A profile has another handle now."""

    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


class WrongCode(Exception):
    """A code that Cognito did not send to this address, or sent too long ago, or for an address nobody has."""


class WrongPassword(Exception):
    """Not the present password."""


class BadPassword(Exception):
    """Cognito does not take this as a new password."""


class BadAddress(Exception):
    """Cognito does not take this as an e-mail address."""


class AddressTaken(Exception):
    """Another account has this address."""


class TooOften(Exception):
    """Tried more often than anybody needs to; later it works again."""


class BadInvitation(Exception):
    """No invitation has this code, or it was used for another address, or is too old."""


class RegistrationClosed(Exception):
    """The setting says that nobody registers."""


class SignInAgain(Exception):
    """This session began before it could do this, or is over at Cognito: a new sign-in mends both."""


class TooSoon(Exception):
    """Asked again before `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at
