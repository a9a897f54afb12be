"""Releases and artists in lists."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Self

from catalog import models
from catalog.links import artist_url, release_url

from .covered import Covered


@dataclass(frozen=True, kw_only=True)
class ReleaseRow(Covered):
    """A release as a card."""

    id: str
    title: str
    release_type: str = "album"
    published_at: datetime | None = None
    status: str = models.PUBLISHED
    withdrawn: bool = False
    visibility: str = models.PUBLIC
    publish_at: datetime | None = None  # while it waits for that

    @classmethod
    def of_release(cls, release: models.Release, artist: models.Artist | None = None) -> Self:
        """Of a record, or of what an index projects of it; `artist` fills in what that lacks."""
        listed = bool(release.listed or release.listed_artist_id)  # as in SongRow.of_song
        return cls(
            id=release.id,
            title=release.title,
            artist_id=release.artist_id or (artist.id if artist else release.listed_artist_id or ""),
            artist_name=artist.name if artist else release.artist_name or "",
            artist_handle=artist.handle if artist else release.artist_handle or "",
            release_type=release.release_type or "album",
            cover_rev=release.cover_rev or "",
            cover_color=release.cover_color or "",
            published_at=release.published_at,
            status=models.PUBLISHED if listed else release.status,
            withdrawn=release.withdrawn,
            listed=listed,
            by_link=bool(release.by_link),
            visibility=release.visibility or models.PUBLIC,
            publish_at=release.publish_at,
        )

    @classmethod
    def of_tagged(cls, tagged: models.Tagged) -> Self:
        return cls(
            id=tagged.id,
            title=tagged.title,
            artist_id=tagged.artist_id,
            artist_name=tagged.artist_name,
            artist_handle=tagged.artist_handle,
            release_type=tagged.release_type or "album",
            cover_rev=tagged.cover_rev or "",
            cover_color=tagged.cover_color or "",
            published_at=tagged.published_at,
        )

    @property
    def cover_of(self) -> str:
        return self.id

    @property
    def url(self) -> str:
        return release_url(self.id, self.title)


class ArtistRow(NamedTuple):
    """An artist as a search finds it."""

    id: str
    handle: str
    name: str

    @property
    def url(self) -> str:
        return artist_url(self.handle)
