"""Changing accounts: who may use the site, as what and under which name. Safe to repeat."""

from accounts.errors import DayReached, LastAdmin, QuotaReached, UnknownGroup
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
from .jobs import (
    ask_deletion,
    ask_export,
    close_account,
    due_job,
    export_key,
    export_ready,
    forget_jobs,
    next_step,
    sweep_jobs,
)
from .leaving import everything_of_person, forget_person
from .people import (
    ADMINS,
    end_sessions,
    reinstate,
    set_groups,
    suspend,
)
from .profiles import restore_profile, save_profile, take_followers_along, withdraw_profile
from .quota import Limits, count_download, limits_of, move_bytes, releasing, reserve

__all__ = [
    "ADMINS",
    "DayReached",
    "LastAdmin",
    "Limits",
    "News",
    "QuotaReached",
    "UnknownGroup",
    "ask_deletion",
    "ask_export",
    "close_account",
    "count_download",
    "due_job",
    "end_sessions",
    "everything_of_person",
    "export_key",
    "export_ready",
    "follow",
    "forget_followed",
    "forget_jobs",
    "forget_person",
    "limits_of",
    "move_bytes",
    "move_followed",
    "next_step",
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
    "sweep_jobs",
    "take_followers_along",
    "tell_followers",
    "unfollow",
    "withdraw_profile",
]
