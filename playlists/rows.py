"""What templates show of playlists: small frozen rows, the same whatever record they were read from."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

from django.urls import reverse

from catalog.rows import SongRow
from catalog.text import slug
from playlists.covers import COVERS, Cover, covers_in
from playlists.models import PRIVATE, PUBLIC, Playlist, PlaylistEntry


@dataclass(frozen=True, kw_only=True)
class EntryRow(SongRow):
    """A song in a playlist."""

    entry_id: str
    rank: str

    @classmethod
    def of_entry(cls, entry: PlaylistEntry) -> Self:
        facts = entry.attribute_values
        return cls.of_like(entry, entry_id=facts["entry_id"], rank=facts["rank"])


class PlaylistRow(NamedTuple):
    """A playlist as a card, and at the top of its page."""

    id: str
    title: str
    visibility: str = PRIVATE
    withdrawn: bool = False
    entry_count: int = 0
    owner_name: str = ""
    owner_handle: str = ""
    covers: tuple[Cover, ...] = ()

    @classmethod
    def of_playlist(cls, playlist: Playlist) -> Self:
        """Of a record, or of what an index projects of it."""
        return cls(
            id=playlist.id,
            title=playlist.title,
            visibility=playlist.visibility,
            withdrawn=bool(playlist.withdrawn),
            entry_count=int(playlist.entry_count),
            owner_name=playlist.owner_name or "",
            owner_handle=playlist.owner_handle or "",
            covers=tuple(covers_in(playlist.covers)),
        )

    @property
    def url(self) -> str:
        return playlist_url(self.id, self.title)

    @property
    def public(self) -> bool:
        return self.visibility == PUBLIC and not self.withdrawn

    @property
    def mosaic(self) -> tuple[Cover, ...]:
        """Four covers, or one: two and three make no square."""
        return self.covers if len(self.covers) == COVERS else self.covers[:1]

    @property
    def card_image(self) -> str:
        """The picture of a link to it; "" for none."""
        return self.covers[0].url_1400 if self.covers else ""


@lru_cache(maxsize=1024)
def playlist_url(playlist_id: str, title: str) -> str:
    return reverse("playlist", args=[playlist_id, slug(title)])
