"""Reading people."""

from collections.abc import Iterator

from accounts.models import Profile, Usage, User, UserSession
from musicweb.dynamo.errors import NotFound


def get_user(user_id: str) -> User:
    """Strongly consistent. Raises NotFound."""
    return User.fetch(user_id)


def sessions_of(user_id: str) -> Iterator[UserSession]:
    """Every session that was begun and not ended, read strongly, 100 a request. Some may have expired."""
    after: str | None = None
    while True:
        page = UserSession.page(None, user_id, limit=100, after=after, fresh=True)
        yield from page
        if page.next is None:
            return
        after = page.next


def stored_bytes(user_id: str) -> int:
    """What counts against this user's quota. One strongly consistent get."""
    try:
        return max(0, int(Usage.fetch(user_id).stored_bytes))
    except NotFound:
        return 0


def user_id_of(handle: str) -> str:
    """Whose handle this is, or was before they took another: at most two strong gets. Raises NotFound."""
    profile = Profile.fetch(handle)
    return str(Profile.fetch(profile.moved_to).user_id if profile.moved_to else profile.user_id)
