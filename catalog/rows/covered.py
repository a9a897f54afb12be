"""Whatever shows a cover."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from catalog.links import artist_url, cover_url

COVER_COLOR = "#8d8577"  # of a release without a cover


@dataclass(frozen=True, kw_only=True)
class Covered(ABC):
    """Whatever shows a release's cover, and who may see it."""

    artist_id: str
    artist_name: str
    artist_handle: str
    cover_rev: str = ""
    cover_color: str = ""
    listed: bool = True  # whoever sees this list may see it
    by_link: bool = False  # … but no list of the site shows it

    @property
    @abstractmethod
    def cover_of(self) -> str:
        """The id of the release."""

    @property
    def is_open(self) -> bool:
        """Whether everybody who has its address may see it."""
        return self.listed or self.by_link

    @property
    def artist_url(self) -> str:
        return artist_url(self.artist_handle) if self.artist_handle else ""

    @property
    def cover_ground(self) -> str:
        """The colour behind the cover."""
        return self.cover_color or COVER_COLOR

    @property
    def cover_url_96(self) -> str:
        return cover_url(self.artist_id, self.cover_of, self.cover_rev, 96)

    @property
    def cover_url_300(self) -> str:
        return cover_url(self.artist_id, self.cover_of, self.cover_rev, 300)

    @property
    def cover_url_600(self) -> str:
        return cover_url(self.artist_id, self.cover_of, self.cover_rev, 600)

    @property
    def cover_url_1400(self) -> str:
        return cover_url(self.artist_id, self.cover_of, self.cover_rev, 1400)

    @property
    def cover_avif_300(self) -> str:
        return cover_url(self.artist_id, self.cover_of, self.cover_rev, 300, "avif")

    @property
    def cover_avif_600(self) -> str:
        return cover_url(self.artist_id, self.cover_of, self.cover_rev, 600, "avif")

    @property
    def cover_avif_1400(self) -> str:
        return cover_url(self.artist_id, self.cover_of, self.cover_rev, 1400, "avif")
