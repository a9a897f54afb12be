"""Reading people."""

from collections.abc import Iterator

from accounts.models import Usage, User, UserSession
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
        return int(Usage.fetch(user_id).stored_bytes)
    except NotFound:
        return 0
