"""A person's handle and page. Two who take the same handle at once: one has it, the other is told."""

import logging
from typing import Any

from accounts.errors import HandleTaken
from accounts.models import Profile, User
from accounts.queries import get_user
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.retrying import again_on_conflict
from musicweb.dynamo.transaction import transact
from musicweb.ids import new_id

from .follows import move_followed

logger = logging.getLogger(__name__)
TRIES = 4


def save_profile(
    *, user_id: str, version: int, handle: str, name: str = "", bio: str = "", links: list[str] | None = None
) -> Profile:
    """The profile as it is now; made with the first handle, moved with another one: the old address then redirects.

    Raises HandleTaken, and Conflict if the profile changed since `version` (0: there was none).
    """
    facts = {"name": name, "bio": bio, "links": links or []}
    for _ in range(TRIES):
        user = get_user(user_id)
        profile = Profile.fetch(user.handle) if user.handle else None
        if profile and profile.handle == handle and _is_so(profile, facts):
            return profile  # the same form, sent twice
        if version != (int(profile.version) if profile else 0):
            raise Conflict("The profile was changed since the form was shown.")
        try:
            return _saved(user, profile, handle, facts)
        except Conflict:
            if _taken(handle, user_id):
                raise HandleTaken(handle) from None
            # The user's item changed for another reason, such as a sign-in, or the profile did: look again.
    raise Conflict("The profile was changed again and again.")


def withdraw_profile(handle: str) -> None:
    """A moderator's word: for its person and moderators only, from the next request on. Raises NotFound."""
    _turn(handle, withdrawn=True)


def restore_profile(handle: str) -> None:
    """Raises NotFound."""
    _turn(handle, withdrawn=False)


def take_followers_along(old_handle: str) -> None:
    """Whoever follows a handle that was given up follows the one its person has now. Safe to repeat."""
    profile = _present(old_handle)
    name = profile.name or profile.handle
    move_followed(target=f"person:{old_handle}", to=f"person:{profile.handle}", name=name)


def _saved(user: User, profile: Profile | None, handle: str, facts: dict[str, Any]) -> Profile:
    if profile is None:
        made = Profile(handle, id=new_id(), user_id=user.id, **facts)
        with transact() as writes:
            writes.save(made, condition=Profile.handle.does_not_exist())
            writes.update(user, [User.handle.set(handle)])
        return made
    if profile.handle == handle:
        profile.change(*(getattr(Profile, fact).set(value) for fact, value in facts.items()))
        return profile
    return _renamed(user, profile, handle, facts)


def _renamed(user: User, profile: Profile, handle: str, facts: dict[str, Any]) -> Profile:
    former = {*(profile.former_handles or ()), profile.handle} - {handle}
    kept = {name: value for name, value in profile.attribute_values.items() if name not in ("handle", "version")}
    moved = Profile(handle, **{**kept, **facts, "former_handles": former})
    back = handle in (profile.former_handles or ())  # a handle that this person gave up may be taken back
    free = (Profile.moved_to.exists() & (Profile.user_id == user.id)) if back else Profile.handle.does_not_exist()
    forgotten = (Profile.name, Profile.bio, Profile.links, Profile.avatar_rev, Profile.avatar_color)
    with transact() as writes:
        if back:
            old = Profile.fetch(handle)
            moved.version = old.version
        writes.save(moved, condition=free)
        away = [Profile.moved_to.set(handle), Profile.former_handles.remove()]
        writes.update(profile, [*away, *(attribute.remove() for attribute in forgotten)])
        writes.update(user, [User.handle.set(handle)])
    logger.info("a profile moved to %s", handle)
    return moved


def _taken(handle: str, user_id: str) -> bool:
    (found,) = get_together([Want(Profile, handle, fresh=True)])
    return found is not None and found.user_id != user_id


def _present(handle: str) -> Profile:
    profile = Profile.fetch(handle)
    for _ in range(TRIES):
        if not profile.moved_to:
            return profile
        profile = Profile.fetch(profile.moved_to)
    raise NotFound(handle)


def _turn(handle: str, *, withdrawn: bool) -> None:
    def turn() -> None:
        profile = _present(handle)
        if profile.withdrawn != withdrawn:
            profile.change(Profile.withdrawn.set(withdrawn))

    again_on_conflict(turn)


def _is_so(profile: Profile, facts: dict[str, Any]) -> bool:
    return all((getattr(profile, name) or type(value)()) == value for name, value in facts.items())
