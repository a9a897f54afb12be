"""What was hidden a moment ago: kept out of lists that have not been mended yet."""

from typing import NamedTuple, Protocol, Self

from catalog.models import Notice
from musicweb.dynamo.batch import Want
from musicweb.dynamo.errors import NotFound

from .site import NAME, take_notice

RECENTLY_HIDDEN = NAME
ONLY_LISTS = "~"  # before the id of what its own page still shows to who has the link


class OfRelease(Protocol):
    """A song in any form: records and rows alike."""

    @property
    def id(self) -> str: ...
    @property
    def release_id(self) -> str: ...
    @property
    def artist_id(self) -> str: ...


def hidden_want() -> Want:
    """For a page's batch: the notice, strongly consistent, or it would be as late as the lists it corrects."""
    return Want(Notice, RECENTLY_HIDDEN, fresh=True)


class Hidden(NamedTuple):
    """Ids of songs, releases and artists that no list may show, whatever its index still says."""

    ids: frozenset[str] = frozenset()

    @classmethod
    def of(cls, notice: Notice | None) -> Self:
        """What it says of the whole site is taken along: `queries.site`."""
        take_notice(notice)
        return cls(frozenset(notice.ids.as_dict()) if notice and notice.ids else frozenset())

    @classmethod
    def now(cls) -> Self:
        """One strongly consistent get."""
        try:
            return cls.of(Notice.fetch(RECENTLY_HIDDEN))
        except NotFound:
            return cls.of(None)

    def has(self, *ids: str | None) -> bool:
        """Whether lists leave it out."""
        return self.closes(*ids) or self.closes(*(ONLY_LISTS + item for item in ids if item))

    def closes(self, *ids: str | None) -> bool:
        """Whether its own page is hidden too."""
        return not self.ids.isdisjoint(item for item in ids if item)

    def has_song(self, song: OfRelease) -> bool:
        """Also when its release or artist was hidden."""
        return self.has(song.id, song.release_id, song.artist_id)

    def closes_song(self, song: OfRelease) -> bool:
        """Whether its own page is hidden too."""
        return self.closes(song.id, song.release_id, song.artist_id)
