"""What people do, and what they may expect afterwards."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial
from time import perf_counter
from types import SimpleNamespace
from typing import Any

from catalog import services as catalog
from catalog.errors import Refused
from catalog.models import Release, Song, Upload
from catalog.services.acceptance import uploaded
from musicweb.aws.errors import AwsError
from musicweb.dynamo.errors import DynamoError
from playlists import services as playlists
from tests.catalog.browser_to_s3 import send_parts
from tests.chaos.deliveries import STREAM, Deliveries
from tests.chaos.faults import Faults
from tests.factories import make_artist, make_release, make_song
from tests.moderation.streams import a_record
from tests.people import make_user

SONGS, LISTENERS, LISTS, UPLOADS_A_RELEASE = 30, 8, 4, 60
WEIGHTS = {"play": 32, "like": 26, "playlist edit": 20, "edit": 13, "upload": 6, "delete": 3}
WITH_HISTORY, SENT_AGAIN = 0.2, 0.1  # of plays
NOT_DONE = (DynamoError, AwsError)  # an honest “not now”: whether it was done is unknown
UNKNOWN = object()


class World:
    """`may_be` holds what a reader may find: one value once an act was acknowledged, more after one that was not."""

    def __init__(self, seed: int, faults: Faults, deliveries: Deliveries, sound: bytes):
        self.dice = random.Random(f"acts {seed}")
        self.faults, self.deliveries, self.sound = faults, deliveries, sound
        self.outcomes: Counter[str] = Counter()
        self.ms: list[float] = []
        self.artist = make_artist(handle="chaos-artist")
        self.release = make_release(artist=self.artist, published=True)
        self.songs = [make_song(release=self.release, title=f"Song {n}", published=True).id for n in range(SONGS)]
        self.listeners = [f"listener-{number}" for number in range(LISTENERS)]
        owner = SimpleNamespace(id="chaos-owner", name="Chaos")
        self.lists = [playlists.create_playlist(owner=owner, title=f"List {n}").id for n in range(LISTS)]
        self.drafts: Release = make_release(artist=self.artist)
        self.likes: dict[tuple[str, str], set[bool]] = defaultdict(lambda: {False})
        self.titles: dict[str, set[str]] = {song_id: {f"Song {n}"} for n, song_id in enumerate(self.songs)}
        self.plays: Counter[str] = Counter()
        self.plays_unknown: Counter[str] = Counter()
        self.players: dict[str, bool] = {}  # who played one song, and whether that was acknowledged
        self.entries: dict[str, dict[str, bool | None]] = {one: {} for one in self.lists}  # None: unknown
        self.adds_unknown: Counter[str] = Counter()
        self.uploads: list[Upload] = []
        self.uploaded: list[str] = []
        self.removed: dict[str, bool | None] = {}

    def run(self, acts: int) -> None:
        kinds: dict[str, Callable[[], bool | None]] = {
            "play": self._play,
            "like": self._like,
            "playlist edit": self._edit_list,
            "edit": self._edit,
            "upload": self._upload,
            "delete": self._delete,
        }
        for number in range(acts):
            kind = self.dice.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            if number % (UPLOADS_A_RELEASE * 10) == 0 and number:
                self.faults.on = False
                self.drafts = make_release(artist=self.artist)
                self.faults.on = True
            began, waited = perf_counter(), self.faults.waited_seconds
            done = kinds[kind]()
            self.ms.append((perf_counter() - began + self.faults.waited_seconds - waited) * 1000)
            self.outcomes[{True: "acknowledged", False: "not acknowledged", None: "refused"}[done]] += 1
            self.outcomes[kind] += 1
            self.deliveries.tick()
        self.deliveries.drain()

    # ---- the acts: True acknowledged, False not, None refused by the site's rules ----
    def _play(self) -> bool | None:
        """By a visitor, or by somebody with a history; without an answer the player sends it once more, from elsewhere."""
        song_id, play_id = self._song(), f"{self.dice.getrandbits(128):032x}"
        said = {"play_id": play_id, "song_id": song_id, "listened_ms": 95_000, "source": "site"}
        if self.dice.random() < WITH_HISTORY:
            self.faults.on = False
            said["user_id"] = make_user(f"player-{play_id[:12]}").id
            self.faults.on = True
        done = False
        for visitor in (play_id, f"{play_id}, elsewhere"):
            done = self._try(partial(playlists.record_play, **said, visitor=visitor)) is not UNKNOWN or done
            if self.dice.random() > SENT_AGAIN and done:
                break
        (self.plays if done else self.plays_unknown)[song_id] += 1
        if "user_id" in said:
            self.players[said["user_id"]] = done
        return done

    def _like(self) -> bool | None:
        user_id, song_id, liked = self.dice.choice(self.listeners), self._song(), self.dice.random() < 0.6

        def act() -> None:
            if liked:
                playlists.like(user_id=user_id, song=Song.fetch(song_id))
            else:
                playlists.unlike(user_id=user_id, song_id=song_id)

        return self._noted(self.likes, (user_id, song_id), liked, act)

    def _edit(self) -> bool | None:
        song_id, title = self._song(), f"Title {self.dice.getrandbits(40)}"
        changed: list[tuple[Song, Song]] = []

        def act() -> None:
            before = Song.fetch(song_id)
            after = catalog.edit_song(song=Song.fetch(song_id), version=before.version, title=title)
            changed.append((before, after))

        done = self._noted(self.titles, song_id, title, act)
        for before, after in changed:
            self._tell(before, after)
        return done

    def _edit_list(self) -> bool | None:
        playlist_id = self.dice.choice(self.lists)
        known = [entry_id for entry_id, there in self.entries[playlist_id].items() if there]
        if known and self.dice.random() < 0.45:
            entry_id = self.dice.choice(known)
            done = self._try(lambda: playlists.remove_entry(playlist_id=playlist_id, entry_id=entry_id)) is not UNKNOWN
            self.entries[playlist_id][entry_id] = False if done else None
            return done
        song_id = self._song()
        try:
            entry = self._try(lambda: playlists.add_song(playlist_id=playlist_id, song=Song.fetch(song_id)))
        except Refused:
            return None
        if entry is UNKNOWN:
            self.adds_unknown[playlist_id] += 1
            return False
        self.entries[playlist_id][entry.entry_id] = True
        return True

    def _upload(self) -> bool | None:
        owner = SimpleNamespace(id=self.artist.owner_id)
        granted = {"filename": f"{len(self.uploads)}.flac", "size_bytes": len(self.sound), "content_type": "audio/flac"}
        started = self._try(lambda: catalog.start_upload(owner=owner, release=self.drafts, multipart=True, **granted))
        if started is UNKNOWN:
            return False
        upload, _ = started
        self.faults.on = False  # the browser's own way to S3
        parts = send_parts(upload, self.sound)
        self.faults.on = True
        done = self._try(lambda: catalog.complete_upload(upload, parts)) is not UNKNOWN
        self.faults.on = False
        if done or uploaded().exists(upload.object_key):
            self.uploads.append(upload)
            self.deliveries.add_upload(upload)
        self.faults.on = True
        if done:
            self.uploaded.append(upload.song_id)
        return done

    def _delete(self) -> bool | None:
        left = [song_id for song_id in self.uploaded if song_id not in self.removed]
        if not left:
            return None
        song_id = self.dice.choice(left)
        done = self._try(lambda: catalog.remove_song(song=Song.fetch(song_id))) is not UNKNOWN
        self.removed[song_id] = True if done else None
        return done

    # ---- below ----
    def _song(self) -> str:
        return self.dice.choice(self.songs)

    def _noted(self, may_be: dict[Any, set[Any]], key: Any, value: Any, act: Callable[[], None]) -> bool:
        if self._try(act) is UNKNOWN:
            may_be[key] = may_be[key] | {value}
            return False
        may_be[key] = {value}
        return True

    def _try(self, act: Callable[[], Any]) -> Any:
        """What the act gave, or UNKNOWN after an error that a page would say is none of its reader's."""
        try:
            return act()
        except NOT_DONE:
            return UNKNOWN

    def _tell(self, before: Song, after: Song) -> None:
        record = a_record(Song, before, after, number=f"{self.dice.getrandbits(60)}")
        self.deliveries.add(STREAM, {**record, "eventSource": "aws:dynamodb"})
