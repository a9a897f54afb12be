"""What this app keeps of a person: handed out, and taken away for good."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from accounts import cognito
from accounts.models import Activity, Follow, Invitation, Profile, Usage, User
from accounts.queries import get_user, own_profile, sessions_of
from musicweb.dynamo.errors import NotFound, translated
from musicweb.dynamo.plain import plain

from .follows import forget_followed
from .people import end_sessions

if TYPE_CHECKING:
    from musicweb.aws.storage import MediaStorage

SECRET = {"session_hash"}


def everything_of_person(user_id: str) -> Iterator[dict[str, Any]]:
    """For the export: account, profile, sessions, usage, follows and activity, as plain rows with a `kind`."""
    yield {"kind": "account", **plain(get_user(user_id), leave_out={"kind"})}
    if profile := own_profile(user_id):
        yield {"kind": "profile", **plain(profile)}
    for begun in sessions_of(user_id):
        yield {"kind": "session", **plain(begun, leave_out=SECRET)}
    with suppress(NotFound):
        yield {"kind": "usage", **plain(Usage.fetch(user_id))}
    with translated():
        for follow in Follow.query(user_id, consistent_read=True):
            yield {"kind": "follow", **plain(follow)}
        for deed in Activity.query(user_id, consistent_read=True):
            yield {"kind": "activity", **plain(deed, leave_out={"kind"}), "deed": deed.kind}


def forget_person(user_id: str, media: "MediaStorage") -> None:
    """Everything of a user here but the jobs; Cognito's user last. Safe to repeat, also without the user's item."""
    profile = own_profile(user_id)
    if profile is not None:
        for handle in {profile.handle, *(profile.former_handles or ())}:
            forget_followed(target=f"person:{handle}")
            Profile(handle).remove(any_version=True)
        media.delete_all(media.under(f"public/{profile.id}/"))
    with translated():
        for follow in list(Follow.query(user_id, consistent_read=True)):
            follow.remove()
        for deed in list(Activity.query(user_id, consistent_read=True)):
            deed.remove()
    end_sessions(user_id)
    Usage(user_id).remove()
    try:
        user = get_user(user_id)
    except NotFound:
        user = None
    if user is not None:
        _unsign_invitations(user.email)
        User(user_id).remove(any_version=True)
    try:
        cognito.delete(user_id)
    except NotFound:
        return


def _unsign_invitations(email: str) -> None:
    with translated():
        for invitation in Invitation.by_created.query("invitation"):
            if invitation.created_by == email:
                Invitation(invitation.code_hash).change(
                    Invitation.created_by.set(""), condition=Invitation.code_hash.exists()
                )
