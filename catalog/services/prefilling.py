"""What files say of themselves fills the fields that nobody has filled: `awaits_tags` names them."""

import re
from typing import Any

from catalog.media.facts import Tags
from catalog.models import REMOVED, Artist, Release, Song
from catalog.text import tag
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.retrying import again_on_conflict

from .edit import create_release
from .listing import change_release
from .settle import present_artist

OF_RELEASE = {"title", "release_type", "release_date", "tags"}
TAGS_MAX = 5
SINGLE_TRACKS, EP_TRACKS = 3, 6  # at most


def create_release_of_folder(*, owner: Any, artist: Artist, folder: str, songs: int) -> Release:
    """A draft named like the folder until the files tell better. Raises NotFound, Refused("artist_withdrawn")."""
    release_type = "single" if songs <= SINGLE_TRACKS else "ep" if songs <= EP_TRACKS else "album"
    return create_release(
        owner=owner, artist=artist, title=folder, release_type=release_type, awaits_tags=set(OF_RELEASE)
    )


def prefill_release(release_id: str, tags: Tags) -> None:
    """The first file that says something fills it. Safe to repeat."""
    again_on_conflict(lambda: _prefill(release_id, tags))


def tags_for_song(song: Song, tags: Tags) -> dict[str, Any]:
    """The fields of a song that its file fills."""
    awaited = set(song.awaits_tags or ())
    said: dict[str, Any] = {
        "title": tags.title,
        "track_number": tags.track_number,
        "disc_number": tags.disc_number,
        "tags": _tags(tags.genre),
    }
    fields = {name: value for name, value in said.items() if value and name in awaited}
    if tags.lyrics and "lyrics" in awaited and not song.has_lyrics:
        fields["has_lyrics"] = True
    return fields


def _prefill(release_id: str, tags: Tags) -> None:
    try:
        release = Release.fetch(release_id)
    except NotFound:
        return
    awaited = set(release.awaits_tags or ())
    various = tags.album_artist.casefold() in ("various artists", "various")
    said: dict[str, Any] = {
        "title": tags.album,
        "release_date": tags.date,
        "tags": _tags(tags.genre),
        "release_type": "compilation" if various else "",
    }
    fields = {name: value for name, value in said.items() if value and name in awaited}
    if not fields or release.status == REMOVED:
        return
    artist = present_artist(release.artist_handle)
    change_release(
        release,
        artist_public=artist is not None and not artist.withdrawn,
        awaits_tags=(awaited - fields.keys()) or None,
        **fields,
    )


def _tags(genre: str) -> list[str]:
    """Of “Folk; Dream Pop”."""
    words = (tag(word) for word in re.split(r"[;,/]", genre))
    return list(dict.fromkeys(filter(None, words)))[:TAGS_MAX]
