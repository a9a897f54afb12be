"""Reading people. Each function says what it costs; keys and indexes end here."""

from .devices import Device, activity_of, devices_of
from .follows import follow_want, followed, followed_news
from .jobs import export_of, signed_in_lately
from .people import get_user, sessions_of, stored_bytes, user_id_of
from .profiles import ProfilePage, own_profile, profile_page

__all__ = [
    "Device",
    "ProfilePage",
    "activity_of",
    "devices_of",
    "export_of",
    "follow_want",
    "followed",
    "followed_news",
    "get_user",
    "own_profile",
    "profile_page",
    "sessions_of",
    "signed_in_lately",
    "stored_bytes",
    "user_id_of",
]
