"""The cover of a playlist is made of its contents: those of its first releases, kept as one short text."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from catalog.links import cover_url

COVERS = 4
ROWS_ASKED = 12  # entries in which four different covers are sought


class Cover(NamedTuple):
    """A release's cover as a playlist keeps it."""

    artist_id: str
    release_id: str
    cover_rev: str

    @property
    def url_300(self) -> str:
        return cover_url(self.artist_id, self.release_id, self.cover_rev, 300)

    @property
    def url_1400(self) -> str:
        return cover_url(self.artist_id, self.release_id, self.cover_rev, 1400)


def covers_of(entries: Iterable[Any]) -> str:
    """The first four different covers of entries in their order, without those nobody may see, as text."""
    found = {
        entry.release_id: f"{entry.artist_id}/{entry.release_id}/{entry.cover_rev}"
        for entry in reversed(list(entries)[:ROWS_ASKED])  # of a release that stands there twice the first counts
        if entry.cover_rev and not entry.hidden
    }
    return " ".join([*reversed(found.values())][:COVERS])


def covers_in(text: str) -> list[Cover]:
    """What `covers_of` wrote."""
    return [Cover(*part.split("/", 2)) for part in text.split()]
