"""The picture that shows a person. Its files are made and kept by the catalogue's worker (catalog.services.pictures)."""

from collections.abc import Callable

from pynamodb.transactions import TransactWrite

from accounts.models import Profile
from accounts.queries import get_user
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.retrying import again_on_conflict
from musicweb.dynamo.transaction import transact


def set_avatar(
    user_id: str, revision: str, color: str, *, also: Callable[[TransactWrite], None] | None = None
) -> str | None:
    """Name the files that show a person; `also` writes in the same transaction. Returns the name of the ones before.

    Raises NotFound where there is no profile, and Conflict when `also` does not hold.
    """

    def named() -> Profile:
        handle = get_user(user_id).handle
        if not handle:
            raise NotFound(user_id)
        profile = Profile.fetch(handle)
        with transact() as writes:
            writes.update(profile, [Profile.avatar_rev.set(revision), Profile.avatar_color.set(color)])
            if also:
                also(writes)
        return profile

    before = again_on_conflict(named).avatar_rev
    return str(before) if before else None
