"""What other sites may embed: the addresses of the framed players, their code, and oEmbed's answer."""

from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from catalog import queries
from catalog.rows import ReleaseRow, SongRow
from catalog.timecodes import seconds_of
from musicweb.dynamo.errors import NotFound

WIDTH_PX, SONG_HEIGHT_PX, RELEASE_HEIGHT_PX = 640, 180, 420
LEAST_WIDTH_PX = 240
THUMBNAIL_PX = 600
SONGS, RELEASES = {"song", "embed-song", "lyrics", "share-song"}, {"release", "embed-release", "share-release"}


class BadAddress(ValueError):
    """Not an address of this site, or figures that are none; the text says what was wrong."""


class Embedded(NamedTuple):
    """A framed player."""

    row: SongRow | ReleaseRow
    start: int = 0  # seconds
    width: int = WIDTH_PX
    height: int = 0  # the usual one

    @property
    def url(self) -> str:
        route = "embed-song" if isinstance(self.row, SongRow) else "embed-release"
        return settings.SITE_URL + reverse(route, args=[self.row.id]) + (f"?t={self.start}" if self.start else "")

    @property
    def height_px(self) -> int:
        usual = SONG_HEIGHT_PX if isinstance(self.row, SongRow) else RELEASE_HEIGHT_PX
        return min(self.height, usual) if self.height else usual

    @property
    def html(self) -> str:
        return format_html(
            '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" frameborder="0"></iframe>',
            self.url,
            self.row.title,
            self.width,
            self.height_px,
        )

    def as_oembed(self) -> dict[str, Any]:
        """The answer for a site that asks; numbers in pixels."""
        facts = {
            "version": "1.0",
            "type": "rich",
            "provider_name": settings.SITE_NAME,
            "provider_url": settings.SITE_URL,
            "title": self.row.title,
            "author_name": self.row.artist_name,
            "author_url": settings.SITE_URL + self.row.artist_url,
            "html": self.html,
            "width": self.width,
            "height": self.height_px,
        }
        if self.row.cover_rev:
            cover = {"url": settings.SITE_URL + self.row.cover_url_600, "width": THUMBNAIL_PX, "height": THUMBNAIL_PX}
            facts |= {f"thumbnail_{name}": value for name, value in cover.items()}
        return facts


def embedded_at(address: str, *, max_width: str = "", max_height: str = "") -> Embedded:
    """The player of a song's or release's address, no larger than asked. One batch of reads.

    Raises BadAddress, NotFound for what a stranger cannot see, Gone for what was taken away.
    """
    parts = _split(address)
    width = min(_pixels(max_width) or WIDTH_PX, WIDTH_PX)
    try:
        match = resolve(parts.path)
    except Resolver404 as error:
        raise NotFound(address) from error
    size = {"width": max(width, LEAST_WIDTH_PX), "height": _pixels(max_height)}
    if match.url_name in SONGS:
        song = queries.song_page(match.kwargs["song_id"], AnonymousUser()).song
        asked = parse_qs(parts.query).get("t", [""])[0]
        return Embedded(row=song, start=seconds_of(asked, song.duration_ms), **size)
    if match.url_name in RELEASES:
        return Embedded(row=queries.release_page(match.kwargs["release_id"], AnonymousUser()).release, **size)
    raise NotFound(address)


def _split(address: str) -> Any:
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise BadAddress(_("This is no address.")) from error
    if f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
        raise BadAddress(_("Give an address of %(site)s as “url”.") % {"site": settings.SITE_URL})
    return parts


def _pixels(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise BadAddress(_("“maxwidth” and “maxheight” are whole numbers of pixels."))
    return int(text)
