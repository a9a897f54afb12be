"""A small site with something on every page of a listener's library, account and profile, and of moderation."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings

from accounts import services as accounts
from accounts.models import User
from accounts.services.activity import EDIT, UPLOAD, note
from catalog import services as catalog
from catalog.models import Song
from musicweb.dynamo.audit import AuditRecord
from musicweb.moderation import services as moderation
from playlists import services as library
from playlists.models import Playlist
from playlists.services.history import entry_of
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, session_cookie_for, session_of
from tests.playlists.listening import NOON_MS

DAY_MS = 86_400_000
LONG = "An evening by the river in the rain that would not end " * 6
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Moderator:
    pk = "5f0c2d1e-8f7a-4a53-9a3e-0f6f1f0a7c11"
    get_username = staticmethod(lambda: "mo@example.com")


@dataclass
class Furnished:
    """Ann, who has used everything, an admin, and Bo, who has just come."""

    ann: User
    bo: User
    ada: User
    song: Song
    playlist: Playlist
    others: list[Playlist]

    @classmethod
    def make(cls, songs: int = 3) -> "Furnished":
        ann, bo, ada = make_user("ann"), make_user("bo"), make_user("ada", ["admins"])
        artist = an_artist(ann)
        release = a_release(artist, cover_color="#7c2d3b")
        music = [a_song(release, title) for title in ["Q", LONG[:200], *(f"Rain {n}" for n in range(songs - 2))]]
        accounts.save_profile(
            user_id=ann.id, version=0, handle="ann", name="Ann", bio="Rain, mostly.", links=["https://ann.example/"]
        )
        accounts.save_profile(user_id=bo.id, version=0, handle="bo", name="Bo")
        ann.refresh(consistent_read=True)
        lists = _lists(ann, music)
        _use(ann, artist.id, music)
        _decisions(ann, music)
        return cls(ann, bo, ada, music[0], lists[0], lists[1:])

    def session(self, user: User, site: str) -> dict[str, str]:
        """The cookie of a browser where this user is signed in."""
        return {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(user), "url": site}

    @property
    def open_pages(self) -> list[str]:
        auth = [f"/auth/{page}/" for page in ("register", "confirm", "forgotten", "reset", "ready")]
        report = f"/reports/new/?kind=song&id={self.song.id}"
        failed = "/auth/oidc/cognito/login/callback/?error=access_denied"
        errors = ["/nowhere/", "/search/?q=a&after=damaged", failed]
        return [*auth, report, address_of(self.playlist), "/people/ann/", "/people/bo/", *errors]

    @property
    def own_pages(self) -> list[str]:
        account = "profile password email devices display activity data deletion following following/?list=people"
        entry = f"/playlists/{self.playlist.id}/entries/00001/"
        return [
            *(f"/library/{page}" for page in ("likes/", "playlists/", "history/", "history/deletion/")),
            *(address_of(playlist) for playlist in [self.playlist, *self.others]),
            *(f"/playlists/{self.playlist.id}/details/", entry, f"/songs/{self.song.id}/playlists/"),
            "/account/",
            *(f"/account/{page}" + "/" * ("?" not in page) for page in account.split()),
            *("/people/ann/", "/people/bo/", "/decisions/", "/auth/logout/"),
        ]

    @property
    def empty_pages(self) -> list[str]:
        """As Bo sees them."""
        library = [f"/library/{page}/" for page in ("likes", "playlists", "history")]
        return [*library, "/account/following/", "/decisions/", f"/songs/{self.song.id}/playlists/"]

    @property
    def admin_pages(self) -> list[str]:
        return ["/admin/", "/admin/site/", f"/admin/moderation/case/song_3A{self.song.id}/change/"]


def address_of(playlist: Playlist) -> str:
    return f"/playlists/{playlist.id}-x/"


def _lists(ann: User, music: list[Song]) -> list[Playlist]:
    """Newest last; the first is public and has everything in it, the second has a long title, the last is empty."""
    full = library.create_playlist(
        owner=ann, title="For the train", description="Slow ones.", visibility="public", songs=music
    )
    long = library.create_playlist(owner=ann, title=LONG[:200], visibility="unlisted", songs=music[:1])
    return [full, long, library.create_playlist(owner=ann, title="V")]


def _use(ann: User, artist_id: str, music: list[Song]) -> None:
    for number, song in enumerate(music):
        library.like(user_id=ann.id, song=song)
        for day in range(2):
            at_ms = NOON_MS - day * DAY_MS - number * 60_000
            entry_of(user_id=ann.id, song=song, at_ms=at_ms, play_id=f"{number:010}").put()
    accounts.follow(follower_id=ann.id, target="artist:lan-anh", target_id=artist_id, name="Lan Anh")
    accounts.follow(follower_id=ann.id, target="person:bo", target_id="bo", name="Bo")
    session_of(ann, user_agent=FIREFOX, country="VN")
    note(ann.id, UPLOAD, title="rain.flac", address="/studio/")
    note(ann.id, EDIT, title=LONG[:200], address="/studio/")


def _decisions(ann: User, music: list[Song]) -> None:
    catalog.report(kind="song", id=music[0].id, title=music[0].title, reason="copyright", text="It is mine.")
    for what, why in [("hide", "It is hers."), ("restore", "")]:
        AuditRecord.append(
            subject=f"song:{music[1].id}", what=what, why=why, title=music[1].title, owner_id=ann.id, by=Moderator
        )
    today = datetime.now(UTC).date().isoformat()
    moderation.count("1", day=today, users=4, songs=9, stored_bytes=300 * 1024**2)
