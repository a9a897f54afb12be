"""A catalogue of any size for budgets and measurements: texts of real length, written in bulk.

Every artist has 25 songs on three releases, of 12, 12 and 1 tracks, all public; the first one also has
drafts. The listener has 200 likes, the collector 5,000 (of songs that need not exist). The listener also has
30 playlists, of which one is public and has 500 songs. The same on
every run but for the ids.
"""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from uuid import UUID

from accounts.models import EDIT, Activity, Follow, User
from accounts.services import save_profile
from catalog.addresses import new_revision
from catalog.models import DRAFT, PUBLISHED, READY, Artist, Notice, Release, Song, Tagged, Upload
from catalog.queries.hidden import RECENTLY_HIDDEN
from catalog.queries.tags import TAG_COUNTS
from catalog.services.listing import track_row
from catalog.services.tagging import CLOUD, tag_rows
from catalog.text import fold
from musicweb.dynamo.table import Table
from musicweb.ids import new_id
from playlists.models import ROOT, HistoryEntry, Like, LikedSet, Playlist, packed_set
from playlists.services import create_playlist
from playlists.services import likes as services
from playlists.services.copies import SHOWN, facts_of
from playlists.services.history import entry_of
from tests.people import make_user

TRACKS = (12, 12, 1)
SONGS_AN_ARTIST = sum(TRACKS)
DRAFTS = 35  # more of the first artist, for the studio's list
LIKES, MANY_LIKES = 200, 5000
LISTENED = 300  # entries of the listener's history
FOLLOWED, PROFILE, PUBLIC_PLAYLISTS = 200, "olga-reads", 30
HIDDEN = 20  # ids in the notice
PLAYLISTS, PLAYLIST_SONGS = 30, 500
USERS = 120  # more than a page of the admin shows
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
WRITERS = 4
ARTISTS_TOGETHER = 25
WORDS = [
    "rain",
    "river",
    "night",
    "morning",
    "lantern",
    "street",
    "harbour",
    "winter",
    "garden",
    "silver",
    "quiet",
    "echo",
    "window",
    "station",
    "orange",
    "paper",
    "mưa",
    "đêm",
    "sông",
    "nắng",
    "mùa",
    "thu",
    "gió",
    "biển",
    "phố",
    "cũ",
    "nhà",
    "xa",
    "hoa",
    "trăng",
    "đường",
    "về",
    "ngày",
    "mai",
    "nhớ",
    "tiếng",
    "đàn",
]
BIO = "Songs written in kitchens and on night trains, recorded at home with two microphones and a borrowed piano. " * 4


TAGS = ["field-recording", "rain", "ambient", "vietnam", "slow"]
CREDITS = [["Voice", "Lan Anh"], ["Bass", "Bình Minh"], ["Recording", "Phạm Hoàng"], ["Mastering", "Studio Hồ Tây"]]


@dataclass(frozen=True)
class Catalogue:
    """What the measurements ask for, by name."""

    artist: Artist
    release: Release
    song: Song
    owner: User
    listener: User
    collector: User
    follower: User
    moderator: User
    admin: User
    playlist: Playlist
    songs: int


def fill(*, songs: int) -> Catalogue:
    """Write a catalogue of this many songs, rounded up to whole artists, into empty tables."""
    dice = random.Random(1)
    people = {role: make_user(role, groups) for role, groups in _ROLES.items()}
    for number in range(USERS):
        make_user(f"{dice.choice(WORDS)}-{number}")
    artists = -(-songs // SONGS_AN_ARTIST)
    first: list[Table] = []
    every_song: list[Song] = []
    writing: list[Future[None]] = []
    with ThreadPoolExecutor(WRITERS) as writers:  # the next group is composed while others are written
        for start in range(0, artists, ARTISTS_TOGETHER):
            numbers = range(start, min(start + ARTISTS_TOGETHER, artists))
            group = [row for number in numbers for row in _artist(dice, number, people["owner"].id)]
            first = first or group
            every_song += [row for row in group if isinstance(row, Song) and row.listed]
            writing.append(writers.submit(_write_mixed, group))
        for written in writing:
            written.result()
    _like(
        people["listener"],
        [*every_song[:SONGS_AN_ARTIST], *dice.sample(every_song[SONGS_AN_ARTIST:], LIKES - SONGS_AN_ARTIST)],
    )
    _listen(people["listener"], dice.choices(every_song, k=LISTENED))
    more = (_gone(dice, song) for song in _forever(every_song))
    _like(people["collector"], [*every_song[:MANY_LIKES], *islice(more, max(0, MANY_LIKES - len(every_song)))])
    playlists = [
        create_playlist(owner=people["listener"], title=_title(dice), songs=dice.sample(every_song, 5))
        for _ in range(PLAYLISTS - 1)
    ]
    playlists.append(
        create_playlist(
            owner=people["listener"],
            title=_title(dice),
            visibility="public",
            songs=dice.choices(every_song, k=PLAYLIST_SONGS),
        )
    )
    deeds = [Activity.new(people["listener"].id, EDIT, title="Slow Rivers", address="/studio/") for _ in range(120)]
    _write(Activity, deeds)
    Notice(TAG_COUNTS, counts={f"a-tag-of-{number}": number for number in range(1, CLOUD + 1)}).put()
    Notice(RECENTLY_HIDDEN, ids={_id(): 0 for _ in range(HIDDEN)}).put()
    _follow(dice, people["follower"])
    _profile(dice, people["owner"])
    return Catalogue(
        artist=next(row for row in first if isinstance(row, Artist)),
        release=next(row for row in first if isinstance(row, Release)),
        song=next(row for row in first if isinstance(row, Song)),
        songs=len(every_song),
        playlist=playlists[-1],
        **people,
    )


_ROLES = {
    "owner": ("listeners", "artists"),
    "listener": ("listeners", "artists"),
    "collector": ("listeners", "artists"),
    "follower": ("listeners", "artists"),
    "moderator": ("moderators",),
    "admin": ("admins",),
}


def _artist(dice: random.Random, number: int, owner_id: str) -> list[Table]:
    """An artist with releases, songs and uploads. The owner manages the first one only."""
    name = _title(dice)
    artist = Artist(
        handle=f"{fold(name).replace(' ', '-')}-{number}",
        id=_id(),
        name=name,
        name_key=fold(name),
        bio=BIO,
        owner_id=owner_id if number == 0 else f"owner-{number}-0f0f-4a4a-9c9c-0123456789ab",
        listed="1",
        created_at=BEGIN + timedelta(minutes=number),
        version=1,
    )
    rows: list[Table] = [artist]
    for nth, tracks in enumerate(TRACKS):
        rows += _release(dice, artist, BEGIN + timedelta(minutes=number, seconds=nth * 15), tracks)
    if number == 0:
        rows += _release(
            dice, artist, BEGIN - timedelta(minutes=1), DRAFTS, listed=None, listed_artist_id=None, status=DRAFT
        )
    return rows


def _release(dice: random.Random, artist: Artist, when: datetime, tracks: int, **facts: object) -> list[Table]:
    title = _title(dice)
    shared = {
        "artist_id": artist.id,
        "artist_handle": artist.handle,
        "artist_name": artist.name,
        "owner_id": artist.owner_id,
        "cover_rev": new_revision(public=True),
        "cover_color": "#a06840",
        "manager_ids": {str(UUID(int=dice.getrandbits(128))) for _ in range(3)},
        "tags": TAGS,
        "license": "CC-BY-NC-SA-4.0",
        "status": PUBLISHED,
        "listed": "1",
        "listed_artist_id": artist.id,
        "version": 3,
        **facts,
    }
    release = Release(
        id=_id(),
        title=title,
        title_key=fold(title),
        release_type="album" if tracks > 1 else "single",
        description=BIO,
        published_at=when,
        created_at=when,
        **shared,
    )
    songs = [_song(dice, release, shared, when + timedelta(seconds=number), number) for number in range(1, tracks + 1)]
    release.tracks = {song.id: track_row(song.attribute_values, version=3) for song in songs}
    tagged = [
        Tagged(*key, **row)
        for record in (release, *songs)
        for key, row in tag_rows(record.kind, record.attribute_values).items()
        if key[0].endswith(f"/{TAGS[0]}")
    ]
    return [release, *songs, *tagged, *(_upload(song, artist) for song in songs)]


def _song(dice: random.Random, release: Release, shared: dict[str, object], when: datetime, number: int) -> Song:
    title = _title(dice)
    return Song(
        id=_id(),
        title=title,
        title_key=fold(title),
        release_id=release.id,
        release_title=release.title,
        track_number=number,
        state=READY,
        release_public=bool(shared["listed"]),
        published_at=when,
        created_at=when,
        duration_ms=dice.randint(90_000, 400_000),
        loudness_lufs=round(dice.uniform(-20, -8), 2),
        true_peak_dbtp=round(dice.uniform(-3, 0), 2),
        media_rev=new_revision(public=True),
        original_name=f"{number:02} {title}.flac",
        original_size_bytes=31_000_000,
        upload_id=_id(),
        has_lyrics=True,
        credits=CREDITS,
        isrc="VNA1B2600001",
        explicit=True,
        release_license="CC-BY-NC-SA-4.0",
        **shared,
    )


def _upload(song: Song, artist: Artist) -> Upload:
    return Upload(
        id=song.upload_id,
        owner_id=song.owner_id,
        artist_handle=artist.handle,
        artist_id=artist.id,
        release_id=song.release_id,
        song_id=song.id,
        filename=song.original_name,
        filename_key=fold(song.original_name),
        content_type="audio/flac",
        size_bytes=song.original_size_bytes,
        object_key=f"u/{song.owner_id}/{song.upload_id}",
        state=READY,
        progress_percent=100,
        attempts=1,
        created_at=song.created_at,
        version=5,
    )


def _like(user: User, songs: Sequence[Song]) -> None:
    """The likes of a user, and the set beside them as `services.like` would have left it."""
    likes = [
        Like(user.id, song.id, liked_at=BEGIN + timedelta(minutes=number), **facts_of(song))
        for number, song in enumerate(songs)
    ]
    _write(Like, likes)
    if len(songs) <= LIKES:
        LikedSet(user.id, ROOT, songs=packed_set(song.id for song in songs)).save()
    else:
        root = LikedSet(user.id, ROOT)
        root.save()
        services._split(root)


def _listen(user: User, songs: Sequence[Song]) -> None:
    """A history: one song in ten minutes."""
    begin_ms = int(BEGIN.timestamp()) * 1000
    _write(
        HistoryEntry,
        [
            entry_of(user_id=user.id, song=song, at_ms=begin_ms + number * 600_000, play_id=_id())
            for number, song in enumerate(songs)
        ],
    )


def _follow(dice: random.Random, user: User) -> None:
    """FOLLOWED artists, each with a release."""
    follows = [
        Follow(
            user.id,
            f"artist:{_title(dice).replace(' ', '-').lower()}-{number}",
            target_id=_id(),
            name=_title(dice),
            news_id=_id(),
            news_at=BEGIN + timedelta(minutes=number),
            news_title=_title(dice),
            news_type="album",
            news_cover_rev=new_revision(public=True),
            news_cover_color="#a06840",
        )
        for number in range(FOLLOWED)
    ]
    _write(Follow, follows)


def _profile(dice: random.Random, user: User) -> None:
    """A page with every field filled and more public playlists than it shows."""
    links = [f"https://{number}.example/{'me' * 20}" for number in range(5)]
    save_profile(user_id=user.id, version=0, handle=PROFILE, name=_title(dice), bio=BIO, links=links)
    for _ in range(PUBLIC_PLAYLISTS):
        create_playlist(owner=user, title=_title(dice), visibility="public")


def _gone(dice: random.Random, like: Song) -> Song:
    """A song like this one that is not in the table."""
    return Song(_id(), version=1, listed="1", **{name: getattr(like, name) for name in SHOWN})


def _forever(songs: Sequence[Song]) -> Iterator[Song]:
    return (songs[number % len(songs)] for number in count())


def _write_mixed(rows: Sequence[Table]) -> None:
    for model in (Artist, Release, Song, Upload):
        with model.batch_write() as batch:
            for row in rows:
                if isinstance(row, model):
                    batch.save(row)


def _write(model: type[Table], rows: Sequence[Table]) -> None:
    def part(start: int) -> None:
        with model.batch_write() as batch:
            for row in rows[start::WRITERS]:
                batch.save(row)

    with ThreadPoolExecutor(WRITERS) as writers:
        list(writers.map(part, range(WRITERS)))


def _title(dice: random.Random) -> str:
    """Two to five words: 20 characters on average."""
    return " ".join(dice.choices(WORDS, k=dice.randint(2, 5))).capitalize()


def _id() -> str:
    return new_id()
