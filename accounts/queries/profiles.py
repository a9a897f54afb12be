"""Reading profiles."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.errors import ProfileGone, ProfileMoved
from accounts.models import Profile, User
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import NotFound

from .follows import follow_want

MODERATE = "catalog.moderate"


@dataclass(frozen=True, kw_only=True)
class ProfilePage:
    """A profile as its page shows it; `also` are the records of the wants beside it."""

    profile: Profile
    mine: bool
    following: bool
    also: list[Any] = field(default_factory=list)


def profile_page(handle: str, viewer: Any, *, also: Sequence[Want] = ()) -> ProfilePage:
    """The profile of a handle: one batch with `also` and, for somebody signed in, whether they follow.

    Raises NotFound, ProfileGone for a withdrawn one but to its person and moderators, ProfileMoved.
    """
    asked = follow_want(viewer, f"person:{handle}")
    profile, *rest = get_together([Want(Profile, handle, fresh=True), *asked, *also])
    follow = rest.pop(0) if asked else None
    if profile is None:
        raise NotFound(handle)
    if profile.moved_to:
        raise ProfileMoved(profile.moved_to)
    mine = bool(viewer.is_authenticated and viewer.id == profile.user_id)
    if profile.withdrawn and not (mine or (viewer.is_authenticated and viewer.has_perm(MODERATE))):
        raise ProfileGone(handle)
    return ProfilePage(profile=profile, mine=mine, following=follow is not None, also=rest)


def own_profile(user_id: str) -> Profile | None:
    """A user's own profile, None before the first handle: two strong gets."""
    try:
        handle = User.fetch(user_id).handle
        return Profile.fetch(handle) if handle else None
    except NotFound:
        return None
