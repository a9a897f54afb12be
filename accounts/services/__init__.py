"""Changing accounts: who may use the site, as what and under which name. Safe to repeat."""

from accounts.queries import stored_bytes

from .avatars import set_avatar
from .people import (
    ADMINS,
    LastAdmin,
    QuotaReached,
    UnknownGroup,
    end_sessions,
    move_bytes,
    reinstate,
    release_bytes,
    reserve_bytes,
    set_groups,
    suspend,
)

__all__ = [
    "ADMINS",
    "LastAdmin",
    "QuotaReached",
    "UnknownGroup",
    "end_sessions",
    "move_bytes",
    "reinstate",
    "release_bytes",
    "reserve_bytes",
    "set_avatar",
    "set_groups",
    "stored_bytes",
    "suspend",
]
