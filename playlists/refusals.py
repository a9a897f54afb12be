"""Why something of a playlist was refused, as a sentence that says what to do."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from catalog.errors import Refused

WORDS: dict[str, Promise] = {
    "song_unknown": gettext_lazy("There is no such song, or it is not public. Nothing was changed."),
    "song_gone": gettext_lazy("This song was removed, so it cannot be added. Nothing was changed."),
    "song_private": gettext_lazy("This song is not public, so nobody could hear it in a playlist. Publish it first."),
    "already_there": gettext_lazy("This song is in “%(title)s” already. Add it once more?"),
    "playlist_full": gettext_lazy(
        "This playlist is full: it holds %(limit)s songs. Remove some, or add to another playlist."
    ),
    "nowhere": gettext_lazy("That place is not there any more. The list below is as it is now: try again."),
    "entry_gone": gettext_lazy("This song was removed from the playlist meanwhile, so it was not moved."),
    "too_late": gettext_lazy("This was too long ago to be taken back."),
}


def words_of(refused: Refused) -> str:
    """Of something that was asked for just now."""
    return str(WORDS[refused.code]) % refused.facts


def full() -> Refused:
    return Refused("playlist_full", limit=settings.PLAYLIST_ENTRIES_MAX)
