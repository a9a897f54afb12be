"""Songs in lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from catalog import addresses, models
from catalog.links import release_url, song_url, studio_url
from catalog.text import slug
from musicweb.templatetags.musicweb import duration, iso_duration

from .covered import Covered


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
    visibility: str = models.PUBLIC  # as its artist wants it
    explicit: bool = False
    reason: str = ""  # why it was rejected: a code of catalog.refusal_messages
    upload_id: str = ""
    duplicate_of: str = ""  # the artist's song with exactly the same sound
    version: int = 0

    @classmethod
    def of_song(cls, song: models.Song, artist: models.Artist | None = None) -> Self:
        """Of a record, or of what an index projects of it; `artist` fills in what that lacks."""
        # What an index does not project is the model's default; listed says enough of those.
        facts = song.attribute_values  # as PynamoDB keeps them: its descriptors cost more than the rest of a row
        known = facts.get
        listed = bool(known("listed") or known("listed_artist_id"))
        return cls(
            id=facts["id"],
            title=facts["title"],
            artist_id=known("artist_id") or (artist.id if artist else known("listed_artist_id") or ""),
            artist_name=artist.name if artist else known("artist_name") or "",
            artist_handle=artist.handle if artist else known("artist_handle") or "",
            release_id=facts["release_id"],
            track_number=int(known("track_number") or 0),
            disc_number=int(known("disc_number") or 1),
            state=models.READY if listed else facts["state"],
            status=models.PUBLISHED if listed else facts["status"],
            withdrawn=facts["withdrawn"],
            listed=listed,
            by_link=bool(known("by_link")),
            visibility=known("visibility") or models.PUBLIC,
            reason=known("reason") or "",
            upload_id=known("upload_id") or "",
            duplicate_of=known("duplicate_of") or "",
            version=int(known("version") or 0),
            **_sound_and_cover(known),
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
            visibility=str(track.get("visibility") or models.PUBLIC),
            explicit=bool(track.get("explicit")),
            reason=str(track.get("reason") or ""),
            upload_id=str(track.get("upload_id") or ""),
            duplicate_of=str(track.get("duplicate_of") or ""),
            version=int(track.get("version") or 0),
        )

    @classmethod
    def of_like(cls, like: Any, **more: Any) -> Self:
        """Of a playlists.models.Like or PlaylistEntry, which this app does not know: its attributes are named as ours."""
        return cls._of_copy(like, like.song_id, **more)

    @classmethod
    def of_tagged(cls, tagged: models.Tagged) -> Self:
        return cls._of_copy(tagged, tagged.id)

    @classmethod
    def _of_copy(cls, copy: Any, song_id: str, **more: Any) -> Self:
        facts = copy.attribute_values  # as in of_song
        known = facts.get
        return cls(
            id=song_id,
            title=facts["title"],
            artist_id=facts["artist_id"],
            artist_name=facts["artist_name"],
            artist_handle=facts["artist_handle"],
            release_id=facts["release_id"],
            listed=not known("hidden"),
            **_sound_and_cover(known),
            **more,
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


def track_order(row: SongRow) -> tuple[int, int, str]:
    """Disc, track, then the order of upload: ids are ULIDs."""
    return row.disc_number, row.track_number, row.id


def _sound_and_cover(known: Callable[[str], Any]) -> dict[str, Any]:
    """What a song's record and each copy of it call by the same names."""
    return {
        "release_title": known("release_title") or "",
        "cover_rev": known("cover_rev") or "",
        "cover_color": known("cover_color") or "",
        "duration_ms": _whole(known("duration_ms")),
        "loudness_lufs": known("loudness_lufs"),
        "true_peak_dbtp": known("true_peak_dbtp"),
        "media_rev": known("media_rev") or "",
        "explicit": bool(known("explicit")),
    }


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)
