"""What templates show of people: small frozen rows."""

from typing import NamedTuple, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from accounts.models import Profile


class Link(NamedTuple):
    """An address with what is shown of it."""

    url: str

    @property
    def words(self) -> str:
        parts = urlsplit(self.url)
        return (parts.netloc.removeprefix("www.") + parts.path.rstrip("/"))[:60]


class PersonRow(NamedTuple):
    """A person as lists and their own page show them."""

    id: str
    handle: str
    name: str
    avatar_rev: str = ""
    cover_color: str = ""  # of the picture, for components/ambience.html
    links: tuple[Link, ...] = ()

    @classmethod
    def of_profile(cls, profile: Profile) -> Self:
        return cls(
            id=profile.id,
            handle=profile.handle,
            name=profile.name or profile.handle,
            avatar_rev=profile.avatar_rev or "",
            cover_color=profile.avatar_color or "",
            links=tuple(Link(address) for address in profile.links or ()),
        )

    @property
    def url(self) -> str:
        return reverse("person", args=[self.handle])

    @property
    def avatar_96(self) -> str:
        return _avatar_url(self, 96)

    @property
    def avatar_300(self) -> str:
        return _avatar_url(self, 300)


def _avatar_url(row: PersonRow, width_px: int) -> str:
    """As catalog.links.picture_url, which this app may not know: catalog.services.pictures keeps the files there."""
    return f"{settings.MEDIA_URL}public/{row.id}/avatar/{row.avatar_rev}/{width_px}.webp" if row.avatar_rev else ""
