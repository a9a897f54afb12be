"""People: users, their sessions and profiles, whom they follow. The tables are in `infra/template.yaml`."""

from .activity import EDIT, KEPT, SIGN_IN, UPLOAD, Activity
from .follows import Follow
from .invitations import Invitation
from .jobs import AccountJob
from .people import Usage, User, UserSession
from .profiles import Profile

__all__ = [
    "EDIT",
    "KEPT",
    "SIGN_IN",
    "UPLOAD",
    "AccountJob",
    "Activity",
    "Follow",
    "Invitation",
    "Profile",
    "Usage",
    "User",
    "UserSession",
]
