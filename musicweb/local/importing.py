"""Audio files of a folder, put into the site the way a browser does: granted, sent in parts, processed, published."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import requests

from catalog import services
from catalog.errors import LimitReached, Refused
from catalog.media.formats import EXTENSIONS
from catalog.media.tags import Unreadable, read
from catalog.models import DEAD, DRAFT, READY, REJECTED, Artist, Release, Song, Upload
from musicweb.dynamo.batch import Want, get_all

SETTLED = {READY, REJECTED, DEAD}
POLL_SECONDS = 0.5
GIVE_UP_SECONDS = 3600
SEND_SECONDS = 300
EP_TRACKS, ALBUM_TRACKS = 3, 7  # from how many tracks on
SIGNED_TOGETHER = 100


@dataclass(frozen=True)
class Owner:
    """Whom the music belongs to; all that the services ask of a user."""

    id: str


@dataclass(frozen=True)
class Album:
    title: str
    files: list[Path]
    cover: Path | None = None
    release_type: str = ""  # as many tracks as it has suggest, if empty


@dataclass
class Summary:
    imported: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)  # were there already
    refused: list[tuple[str, str]] = field(default_factory=list)  # file name, code of the reason


@dataclass(frozen=True)
class Sent:
    """A file whose bytes have arrived."""

    name: str
    upload: Upload


class Importer:
    """Imports into one artist. `waited` is called between two looks at what the worker has not settled yet."""

    def __init__(
        self,
        artist: Artist,
        *,
        told: Callable[[str], None] = lambda name: None,
        waited: Callable[[], None] | None = None,
    ):
        self._artist = artist
        self._owner = Owner(artist.owner_id)
        self._told = told
        self._wait = waited or (lambda: time.sleep(POLL_SECONDS))
        self.summary = Summary()

    def add(self, album: Album) -> None:
        """One release. Safe to repeat: a file of the same name and size is not sent twice."""
        release = self._release(album)
        known = {(song.original_name, int(song.original_size_bytes)) for song in _songs(release)}
        sent = []
        for file in album.files:
            if (file.name, file.stat().st_size) in known:
                self.summary.known.append(file.name)
                self._told(file.name)
            elif one := self._sent(release, file):
                sent.append(one)
        if album.cover and not release.cover_rev:
            self._send_cover(release, album.cover)
        for one in sent:
            self._settle(one)
        release = Release.fetch(release.id)
        if release.status == DRAFT and any(song.state == READY for song in _songs(release)):
            services.publish_release(release=release)

    def _release(self, album: Album) -> Release:
        """That of this title, or a new one."""
        for found in Release.page(Release.by_artist, self._artist.id, limit=100):
            if found.title == album.title:
                return Release.fetch(found.id)
        return services.create_release(
            owner=self._owner,
            artist=self._artist,
            title=album.title,
            release_type=album.release_type or _type(len(album.files)),
        )

    def _sent(self, release: Release, file: Path) -> Sent | None:
        try:
            upload, grant = services.start_upload(
                owner=self._owner, release=release, filename=file.name, size_bytes=file.stat().st_size, multipart=True
            )
            services.complete_upload(upload, _send_parts(upload, file, grant.parts, grant.part_bytes))
        except (Refused, LimitReached) as error:
            self._refuse(file.name, error.code)
            return None
        return Sent(file.name, upload)

    def _send_cover(self, release: Release, cover: Path) -> None:
        try:
            upload, grant = services.start_cover_upload(
                owner=self._owner, release=release, filename=cover.name, size_bytes=cover.stat().st_size
            )
            with cover.open("rb") as file:
                # The redirect afterwards is for browsers; what S3 says before it is all that counts here.
                requests.post(
                    grant.url, data=grant.fields, files={"file": file}, allow_redirects=False, timeout=SEND_SECONDS
                ).raise_for_status()
            services.complete_upload(upload)
        except (Refused, LimitReached) as error:
            self.summary.refused.append((cover.name, error.code))

    def _settle(self, sent: Sent) -> None:
        deadline = time.monotonic() + GIVE_UP_SECONDS
        upload = Upload.fetch(sent.upload.id)
        while upload.state not in SETTLED:
            if time.monotonic() > deadline:
                return self._refuse(sent.name, "not_processed")
            self._wait()
            upload = Upload.fetch(upload.id)
        if upload.state == READY:
            self.summary.imported.append(sent.name)
            self._told(sent.name)
            return None
        return self._refuse(sent.name, upload.reason or upload.state)

    def _refuse(self, name: str, code: str) -> None:
        self.summary.refused.append((name, code))
        self._told(name)


def albums(folder: Path) -> list[Album]:
    """The audio files in and below a folder, by the album their tags name, in the order of their numbers.

    A file without an album goes into one of its folder's name.
    """
    found: dict[str, list[tuple[int, int, str, Path]]] = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix.lower() in EXTENSIONS:
            album, disc, track = _place(file)
            found.setdefault(album, []).append((disc, track, file.name, file))
    return [Album(title, [file for *_, file in sorted(files)]) for title, files in sorted(found.items())]


def _place(file: Path) -> tuple[str, int, int]:
    try:
        tags = read(file)
    except Unreadable:  # the worker will say what is wrong with it
        return file.parent.name, 1, 0
    return tags.album or file.parent.name, tags.disc_number or 1, tags.track_number or 0


def _send_parts(upload: Upload, file: Path, parts: int, part_bytes: int) -> dict[int, str]:
    etags = {}
    numbers = range(1, parts + 1)
    with file.open("rb") as content:
        for first in numbers[::SIGNED_TOGETHER]:
            together = [number for number in numbers if first <= number < first + SIGNED_TOGETHER]
            for number, address in sorted(services.sign_parts(upload, together).items()):
                answer = requests.put(address, data=content.read(part_bytes), timeout=SEND_SECONDS)
                answer.raise_for_status()
                etags[number] = answer.headers["ETag"]
    return etags


def _songs(release: Release) -> list[Song]:
    found = get_all([Want(Song, song_id) for song_id in release.tracks.as_dict()])
    return [song for song in found if song is not None]


def _type(tracks: int) -> str:
    return "album" if tracks >= ALBUM_TRACKS else "ep" if tracks >= EP_TRACKS else "single"
