"""Django's authentication backend. Cognito authenticates; nothing does here."""

from django.contrib.auth.backends import BaseBackend

from musicweb.dynamo.errors import NotFound

from .faces import User
from .queries import get_user


class SessionIdentityBackend(BaseBackend):
    """Permissions come from the user's groups, and the user from the session (`middleware.py`).

    Only a session that Django's own `login()` began, as its test client does, asks here for the user.
    """

    def get_user(self, user_id: str) -> User | None:
        try:
            record = get_user(user_id)
        except NotFound:
            return None
        return User.from_record(record) if record.is_active else None
