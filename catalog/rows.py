"""What templates show in lists: small frozen rows, the same whatever record they were read from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Self

from django.urls import reverse

from catalog import addresses, models
from catalog.text import slug
from musicweb.templatetags.musicweb import duration, iso_duration

COVER_COLOR = "#8d8577"  # of a release without a cover
ANY_ID = "0123456789abcdefghjkmnpqrs"


@lru_cache(maxsize=4096)  # a list asks several times, and pages repeat
def song_url(song_id: str, title: str) -> str:
    return reverse("song", args=[song_id, slug(title)])


@lru_cache(maxsize=4096)
def release_url(release_id: str, title: str) -> str:
    return reverse("release", args=[release_id, slug(title)])


@lru_cache(maxsize=4096)
def artist_url(handle: str) -> str:
    return reverse("artist", args=[handle])


def studio_url(route: str, id: str) -> str:
    """The address of `route` for one id, without resolving it for every row."""
    before, after = _around_id(route)
    return before + id + after


@cache
def _around_id(route: str) -> tuple[str, str]:
    before, _, after = reverse(route, args=[ANY_ID]).partition(ANY_ID)
    return before, after


def cover_url(artist_id: str, release_id: str, cover_rev: str, size_px: int) -> str:
    """The address of a cover, "" when there is none."""
    if not (cover_rev and artist_id and release_id):
        return ""
    return addresses.media_url(addresses.cover_key(artist_id, release_id, cover_rev, size_px))


@dataclass(frozen=True, kw_only=True)
class Covered:
    """Whatever shows a release's cover."""

    artist_id: str
    artist_name: str
    artist_handle: str
    cover_rev: str = ""
    cover_color: str = ""

    @property
    def cover_of(self) -> str:
        raise NotImplementedError

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


@dataclass(frozen=True, kw_only=True)
class SongRow(Covered):
    """A song in a list. What an index does not carry is "" or None."""

    id: str
    title: str
    release_id: str
    release_title: str = ""
    duration_ms: int | None = None
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    media_rev: str = ""
    track_number: int = 0
    disc_number: int = 1
    state: str = models.READY
    status: str = models.PUBLISHED
    withdrawn: bool = False
    listed: bool = True  # everybody may see it
    reason: str = ""  # why it was rejected: a code of catalog.refusal_messages
    upload_id: str = ""
    version: int = 0

    @classmethod
    def of_song(cls, song: models.Song, artist: models.Artist | None = None) -> Self:
        """Of a record, or of what an index projects of it; `artist` fills in what that lacks."""
        # What an index does not project reads as the model's default; listed says enough of those.
        listed = bool(song.listed or song.listed_artist_id)
        return cls(
            id=song.id,
            title=song.title,
            artist_id=song.artist_id or (artist.id if artist else song.listed_artist_id or ""),
            artist_name=artist.name if artist else song.artist_name or "",
            artist_handle=artist.handle if artist else song.artist_handle or "",
            release_id=song.release_id,
            release_title=song.release_title or "",
            cover_rev=song.cover_rev or "",
            cover_color=song.cover_color or "",
            duration_ms=_whole(song.duration_ms),
            loudness_lufs=song.loudness_lufs,
            true_peak_dbtp=song.true_peak_dbtp,
            media_rev=song.media_rev or "",
            track_number=int(song.track_number or 0),
            disc_number=int(song.disc_number or 1),
            state=models.READY if listed else song.state,
            status=models.PUBLISHED if listed else song.status,
            withdrawn=song.withdrawn,
            listed=listed,
            reason=song.reason or "",
            upload_id=song.upload_id or "",
            version=int(song.version or 0),
        )

    @classmethod
    def of_track(cls, song_id: str, track: Mapping[str, Any], release: models.Release) -> Self:
        """Of the row that a release keeps of its song (models.TrackRow's stored form)."""
        return cls(
            id=song_id,
            title=str(track.get("title", "")),
            artist_id=release.artist_id,
            artist_name=release.artist_name,
            artist_handle=release.artist_handle,
            release_id=release.id,
            release_title=release.title,
            cover_rev=release.cover_rev or "",
            cover_color=release.cover_color or "",
            duration_ms=_whole(track.get("duration_ms")),
            loudness_lufs=track.get("loudness_lufs"),
            true_peak_dbtp=track.get("true_peak_dbtp"),
            media_rev=str(track.get("media_rev") or ""),
            track_number=int(track.get("track_number") or 0),
            disc_number=int(track.get("disc_number") or 1),
            state=str(track.get("state", models.WAITING)),
            status=str(track.get("status", models.DRAFT)),
            withdrawn=bool(track.get("withdrawn")),
            listed=bool(track.get("listed")),
            reason=str(track.get("reason") or ""),
            upload_id=str(track.get("upload_id") or ""),
            version=int(track.get("version") or 0),
        )

    @classmethod
    def of_like(cls, like: Any) -> Self:
        """Of a playlists.models.Like, which this app does not know: its attributes are named as ours."""
        return cls(
            id=like.song_id,
            title=like.title,
            artist_id=like.artist_id,
            artist_name=like.artist_name,
            artist_handle=like.artist_handle,
            release_id=like.release_id,
            cover_rev=like.cover_rev or "",
            cover_color=like.cover_color or "",
            duration_ms=_whole(like.duration_ms),
            loudness_lufs=like.loudness_lufs,
            true_peak_dbtp=like.true_peak_dbtp,
            media_rev=like.media_rev or "",
            listed=not like.hidden,
        )

    @property
    def cover_of(self) -> str:
        return self.release_id

    @property
    def slug(self) -> str:
        return slug(self.title)

    @property
    def url(self) -> str:
        return song_url(self.id, self.title)

    @property
    def release_url(self) -> str:
        """Ends in “-” when this list does not carry the release's title; that address redirects."""
        return release_url(self.release_id, self.release_title)

    @property
    def studio_url(self) -> str:
        return studio_url("studio-song", self.id)

    @property
    def studio_release_url(self) -> str:
        return studio_url("studio-release", self.release_id)

    @property
    def time(self) -> str:
        return duration(self.duration_ms)

    @property
    def iso_time(self) -> str:
        return iso_duration(self.duration_ms)

    @property
    def track_mark(self) -> str:
        """What stands where a track is numbered; also for a song that cannot be played, in any list."""
        return str(self.track_number or ("" if self.playable else "·"))

    @property
    def playable(self) -> bool:
        return bool(self.media_rev)

    @property
    def aac_url(self) -> str:
        return self._rendition(addresses.AAC)

    @property
    def opus_url(self) -> str:
        return self._rendition(addresses.OPUS)

    @property
    def peaks_url(self) -> str:
        return self._rendition(addresses.PEAKS)

    def _rendition(self, name: str) -> str:
        if not (self.media_rev and self.artist_id):
            return ""
        return addresses.media_url(addresses.song_key(self.artist_id, self.id, self.media_rev, name))


@dataclass(frozen=True, kw_only=True)
class ReleaseRow(Covered):
    """A release as a card."""

    id: str
    title: str
    release_type: str = "album"
    published_at: datetime | None = None
    status: str = models.PUBLISHED
    withdrawn: bool = False
    listed: bool = True

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
        )

    @property
    def cover_of(self) -> str:
        return self.id

    @property
    def url(self) -> str:
        return release_url(self.id, self.title)


@dataclass(frozen=True, kw_only=True)
class ArtistRow:
    """An artist as a search finds it."""

    id: str
    handle: str
    name: str

    @property
    def url(self) -> str:
        return artist_url(self.handle)


def track_order(row: SongRow) -> tuple[int, int, str]:
    """Disc, track, then the order of upload: ids are ULIDs."""
    return row.disc_number, row.track_number, row.id


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)
