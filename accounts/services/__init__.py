"""Changing accounts: who may use the site, as what and under which name. Safe to repeat."""

from accounts.queries import stored_bytes

from .avatars import set_avatar
from .follows import (
    News,
    follow,
    forget_followed,
    move_followed,
    rename_followed,
    retract_news,
    tell_followers,
    unfollow,
)
from .people import (
    ADMINS,
    LastAdmin,
    UnknownGroup,
    end_sessions,
    reinstate,
    set_groups,
    suspend,
)
from .profiles import restore_profile, save_profile, take_followers_along, withdraw_profile
from .quota import DayReached, Limits, QuotaReached, limits_of, move_bytes, releasing, reserve

__all__ = [
    "ADMINS",
    "DayReached",
    "LastAdmin",
    "Limits",
    "News",
    "QuotaReached",
    "UnknownGroup",
    "end_sessions",
    "follow",
    "forget_followed",
    "limits_of",
    "move_bytes",
    "move_followed",
    "reinstate",
    "releasing",
    "rename_followed",
    "reserve",
    "restore_profile",
    "retract_news",
    "save_profile",
    "set_avatar",
    "set_groups",
    "stored_bytes",
    "suspend",
    "take_followers_along",
    "tell_followers",
    "unfollow",
    "withdraw_profile",
]
