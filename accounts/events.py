"""What the streams say of people, each handed to one service. Safe to run twice and out of order."""

from typing import Any

from accounts import services
from accounts.models import Profile
from musicweb.dynamo.streams import old_and_new, table_of


def on_stream_record(record: dict[str, Any]) -> None:
    """A profile has changed: those who follow it follow it under its new handle and name."""
    if table_of(record) == Profile.Meta.table_name:
        _profile_changed(*old_and_new(record, Profile))


def _profile_changed(before: Profile | None, after: Profile | None) -> None:
    if before is None:
        return
    target = f"person:{before.handle}"
    if after is None and before.moved_to:
        return  # only the way to a new address is gone
    if after is None:
        services.forget_followed(target=target)
    elif after.moved_to:
        services.take_followers_along(after.handle)
    elif (before.name or before.handle) != (after.name or after.handle):
        services.rename_followed(target=target, name=after.name or after.handle)
