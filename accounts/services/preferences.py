"""Language and look, kept with the user so that the next browser has them too."""

from accounts.models import User
from accounts.queries import get_user
from musicweb.dynamo.errors import Conflict

TRIES = 4


def set_preferences(user_id: str, *, language: str, theme: str) -> None:
    """ "" is the browser's or the device's own choice. Raises NotFound, Conflict."""
    for _ in range(TRIES):
        user = get_user(user_id)
        try:
            return user.change(User.language.set(language), User.theme.set(theme))
        except Conflict:
            continue  # a sign-in or an admin was faster: these two are ours all the same
    raise Conflict(f"User {user_id} changed {TRIES} times while being changed.")
