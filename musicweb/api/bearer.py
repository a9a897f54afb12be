"""Who asks: a token of our user pool in the Authorization header, and nothing else. Session cookies do not count.

On AWS the gateway's authorizer has checked the token before; it is checked here again, as it stands.
"""

from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from accounts import tokens
from accounts.errors import BadToken, Suspended
from accounts.faces import User
from accounts.identity import Identity
from accounts.queries import get_user
from musicweb.dynamo.errors import NotFound


class NeverSeen(Exception):
    """A good token of somebody who has never signed in at the site: nothing of theirs is here."""


class CognitoToken(HttpBearer):
    """An ID or access token of Cognito."""

    openapi_bearerFormat = "JWT"

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """One strong get, so that a suspended user is out at once. Raises Suspended, NeverSeen, CognitoUnavailable."""
        try:
            claims = tokens.of_bearer(token)
        except BadToken:
            return None
        try:
            known = get_user(claims.subject)
        except NotFound as error:
            raise NeverSeen from error
        if not known.is_active:
            raise Suspended
        identity = Identity(id=claims.subject, email=known.email, name=known.name, groups=claims.groups, roles_until=0)
        return User.from_identity(identity)


def caller(request: HttpRequest) -> User:
    """The user behind the token."""
    return cast(User, cast(Any, request).auth)
