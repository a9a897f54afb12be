"""What a session says about who is asking. Nothing else in the project reads these keys.

`identity` makes `request.user` without a read; `cognito` is what renews it. The refresh token in it is
encrypted and never leaves the server.
"""

import time
from collections.abc import Mapping
from typing import Any, TypedDict

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from .sealing import opened, seal
from .tokens import Claims

IDENTITY, COGNITO = "identity", "cognito"


class Identity(TypedDict):
    id: str
    email: str
    name: str
    groups: list[str]
    roles_until: float  # seconds since the epoch; later the groups are asked of Cognito again


class Renewal(TypedDict):
    refresh: str  # sealed
    nonce: str  # of the sign-in: a refreshed token may repeat it, and then must repeat this one
    trying_until: float  # while one request renews, the others of this session wait for its outcome


def write(session: SessionBase, claims: Claims, *, refresh_token: str, nonce: str) -> None:
    """The session is this user's, with roles that hold for ROLES_REFRESH_SECONDS from now."""
    now = time.time()
    session[IDENTITY] = Identity(
        id=claims.subject,
        email=claims.email,
        name=claims.name,
        groups=claims.groups,
        roles_until=now + settings.ROLES_REFRESH_SECONDS,
    )
    session[COGNITO] = Renewal(refresh=seal(refresh_token), nonce=nonce, trying_until=0)


def read(session: SessionBase | Mapping[str, Any]) -> Identity | None:
    found: Identity | None = session.get(IDENTITY)
    return found


def renewal(session: SessionBase) -> Renewal:
    found: Renewal = session[COGNITO]
    return found


def refresh_token(session: SessionBase) -> str:
    """ "" when there is none, or it was encrypted with a key that is no longer ours."""
    found: dict[str, Any] = session.get(COGNITO) or {}
    return opened(found.get("refresh", "")) if found else ""
