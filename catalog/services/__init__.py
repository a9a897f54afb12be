"""Writes: everything that changes the catalogue. Keyword-only, checked, safe to repeat."""

from .edit import create_artist, create_release, edit_artist, edit_release, edit_song
from .leaving import hide_all
from .members import accept, decline, forget_manager, hand_over, invite, remove_manager
from .moderation import restore, withdraw
from .notices import set_site_state
from .outcomes import mark_dead
from .prefilling import create_release_of_folder
from .processing import process_upload
from .publish import publish_release, publish_song, unpublish_release, unpublish_song
from .removal import remove_release, remove_song
from .reports import SIMILARITY, forget_mail, report
from .sweeping import retry_upload, sweep
from .uploads import (
    Grant,
    cancel_upload,
    complete_upload,
    sign_form,
    sign_parts,
    start_cover_upload,
    start_picture_upload,
    start_replacement,
    start_upload,
)

__all__ = [
    "SIMILARITY",
    "Grant",
    "accept",
    "cancel_upload",
    "complete_upload",
    "create_artist",
    "create_release",
    "create_release_of_folder",
    "decline",
    "edit_artist",
    "edit_release",
    "edit_song",
    "forget_mail",
    "forget_manager",
    "hand_over",
    "hide_all",
    "invite",
    "mark_dead",
    "process_upload",
    "publish_release",
    "publish_song",
    "remove_manager",
    "remove_release",
    "remove_song",
    "report",
    "restore",
    "retry_upload",
    "set_site_state",
    "sign_form",
    "sign_parts",
    "start_cover_upload",
    "start_picture_upload",
    "start_replacement",
    "start_upload",
    "sweep",
    "unpublish_release",
    "unpublish_song",
    "withdraw",
]
