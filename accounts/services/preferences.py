"""Language and look, kept with the user so that the next browser has them too."""

from accounts.models import User
from accounts.queries import get_user
from musicweb.dynamo.retrying import again_on_conflict


def set_preferences(user_id: str, *, language: str, theme: str) -> None:
    """ "" is the browser's or the device's own choice. Raises NotFound, Conflict."""
    # Whoever is faster, a sign-in or an admin: these two are ours all the same.
    again_on_conflict(lambda: get_user(user_id).change(User.language.set(language), User.theme.set(theme)))
