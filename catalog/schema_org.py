"""What a page says of its music to machines: schema.org's terms, shown as JSON-LD by the tag `json_ld`."""

from collections.abc import Iterable
from typing import Any

from catalog.rows import ReleaseRow, SongRow
from musicweb.templatetags.musicweb import absolute, iso_duration

ALBUM_TYPES = {
    "album": "AlbumRelease",
    "ep": "EPRelease",
    "single": "SingleRelease",
    "compilation": "AlbumRelease",
}
Terms = dict[str, Any]


def artist(name: str, url: str, *, releases: Iterable[ReleaseRow] = (), description: str = "") -> Terms:
    """https://schema.org/MusicGroup"""
    albums = [{"@type": "MusicAlbum", "name": release.title, "url": absolute(release.url)} for release in releases]
    return _terms("MusicGroup", name=name, url=absolute(url), description=description, album=albums)


def release(row: ReleaseRow, tracks: Iterable[SongRow]) -> Terms:
    """https://schema.org/MusicAlbum, its tracks in their order."""
    return _terms(
        "MusicAlbum",
        name=row.title,
        url=absolute(row.url),
        image=_image(row),
        byArtist=_by(row),
        albumReleaseType=f"https://schema.org/{ALBUM_TYPES[row.release_type]}",
        datePublished=row.published_at.date().isoformat() if row.published_at else "",
        track=[_recording(track) for track in tracks],
    )


def song(row: SongRow) -> Terms:
    """https://schema.org/MusicRecording"""
    album = {"@type": "MusicAlbum", "name": row.release_title, "url": absolute(row.release_url)}
    return {
        "@context": "https://schema.org",
        **_recording(row),
        "byArtist": _by(row),
        "inAlbum": album,
        **_image_of(row),
    }


def playlist(
    name: str, url: str, *, songs: Iterable[SongRow], count: int, by: str = "", description: str = "", image: str = ""
) -> Terms:
    """https://schema.org/MusicPlaylist; `songs` are those of its page, `count` is of all."""
    return _terms(
        "MusicPlaylist",
        name=name,
        url=absolute(url),
        image=absolute(image) if image else "",
        description=description,
        creator={"@type": "Person", "name": by} if by else None,
        numTracks=count,
        track=[{**_recording(song), "byArtist": _by(song)} for song in songs],
    )


def _recording(row: SongRow) -> Terms:
    known = {"@type": "MusicRecording", "name": row.title, "url": absolute(row.url)}
    return {**known, "duration": iso_duration(row.duration_ms)} if row.duration_ms else known


def _by(row: SongRow | ReleaseRow) -> Terms:
    return {"@type": "MusicGroup", "name": row.artist_name, "url": absolute(row.artist_url)}


def _image(row: SongRow | ReleaseRow) -> str:
    return absolute(row.cover_url_1400) if row.cover_url_1400 else ""


def _image_of(row: SongRow) -> Terms:
    image = _image(row)
    return {"image": image} if image else {}


def _terms(kind: str, **values: Any) -> Terms:
    """What is unknown is left out."""
    return {"@context": "https://schema.org", "@type": kind, **{name: value for name, value in values.items() if value}}
