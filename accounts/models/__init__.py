"""People: users, their sessions and profiles, whom they follow. The tables are in `infra/template.yaml`."""

from .follows import Follow
from .jobs import AccountJob
from .people import Usage, User, UserSession
from .profiles import Profile

__all__ = ["AccountJob", "Follow", "Profile", "Usage", "User", "UserSession"]
