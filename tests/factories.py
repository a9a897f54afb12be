"""The smallest valid things, made as the services make them. Files are a few bytes, not music."""

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from pynamodb.expressions.operand import Path

from catalog import addresses, services
from catalog.models import READY, WAITING, Artist, Release, ReleaseTracks, Song, Upload
from catalog.services.listing import change_song, track_row
from catalog.services.scope import media, song_files
from catalog.text import fold
from musicweb.ids import new_id
from tests.people import make_user

RENDITION = b"a few bytes instead of sound"


def make_artist(*, owner: Any = None, handle: str = "ann-sings", name: str = "") -> Artist:
    owner = owner or make_user(f"owner-{uuid4().hex[:8]}")
    return services.create_artist(owner=owner, handle=handle, name=name or handle.replace("-", " ").title())


def make_release(
    *, artist: Artist | None = None, title: str = "First Light", release_type: str = "album", published: bool = False
) -> Release:
    artist = artist or make_artist(handle=f"artist-{new_id()[-8:]}")
    owner = type("Owner", (), {"id": artist.owner_id})
    release = services.create_release(owner=owner, artist=artist, title=title, release_type=release_type)
    if published:
        services.publish_release(release=release)
    return Release.fetch(release.id)


def make_song(
    *,
    release: Release | None = None,
    title: str = "Slow Rivers",
    ready: bool = True,
    published: bool = False,
    **facts: Any,
) -> Song:
    """A draft of the release; ready with its renditions stored; public if its release is, too."""
    release = release or make_release()
    number = len(Release.fetch(release.id).tracks.as_dict()) + 1
    song = Song(
        new_id(),
        artist_id=release.artist_id,
        artist_handle=release.artist_handle,
        artist_name=release.artist_name,
        owner_id=release.owner_id,
        manager_ids=release.manager_ids,
        release_id=release.id,
        release_title=release.title,
        cover_rev=release.cover_rev,
        cover_color=release.cover_color,
        release_public=bool(release.listed),
        title=title,
        title_key=fold(title) or "-",
        track_number=number,
        state=WAITING,
        original_name=f"{title}.flac",
        original_size_bytes=len(RENDITION),
        upload_id=new_id(),
    )
    song.put_new()
    ReleaseTracks(release.id).change(Path(["tracks", song.id]).set(track_row(song.attribute_values, version=1)))
    if ready:
        make_ready(song, **facts)
    if published:
        services.publish_song(song=song)
    return Song.fetch(song.id)


def make_ready(song: Song, **facts: Any) -> None:
    """As the worker does, without the work."""
    revision = addresses.new_revision(public=False)
    for name in song_files(song, revision):
        media().save(name, ContentFile(RENDITION))
    media().save(addresses.original_key(song.artist_id, song.id), ContentFile(RENDITION))
    known = {"duration_ms": 185_000, "loudness_lufs": -11.5, "true_peak_dbtp": -0.8, **facts}
    change_song(song, state=READY, media_rev=revision, **known)


def make_upload(
    *, release: Release | None = None, filename: str = "slow rivers.flac", size_bytes: int = 1000
) -> Upload:
    """Started, nothing has arrived yet."""
    release = release or make_release()
    owner = type("Owner", (), {"id": release.owner_id})
    upload, _ = services.start_upload(
        owner=owner,
        release=release,
        filename=filename,
        size_bytes=size_bytes,
        content_type="audio/flac",
        multipart=True,
    )
    return upload
