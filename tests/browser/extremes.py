"""Pages with too much on them, with one thing and with nothing: a letter and 300, one endless word, four scripts."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts import services as accounts
from accounts.models import User
from accounts.services.follows import News
from catalog.models import Release, Song, SongText, Tagged
from catalog.services.tagging import recount, tag_rows
from playlists import services as library
from playlists.models import Playlist
from playlists.services.history import entry_of
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, session_cookie_for
from tests.playlists.listening import NOON_MS

WORDS = "Đêm mưa trên những mái tôn của thành phố cũ nghiêng nghiêng " * 5
WORD = "Nghiêngngả" * 30
TITLES = [
    WORDS[:300],
    "Q",
    WORD,
    "أغنية طويلة عن المطر الذي لا يتوقف فوق أسطح المدينة القديمة " * 4,
    "🌧️🎹🥁 Rain, again 👩‍👩‍👧‍👦🇻🇳" * 6,
    "Ễ",
    "Slow Rivers",
    "Những ngày không mưa",
]
NAME, HANDLE = (
    "Nguyễn Thị Phương Thảo và những người bạn cùng xóm nhỏ bên sông Hương một chiều mưa tháng Mười 2026",
    "a" * 39,
)
TAGS = ["rain", "nhạc-đồng-quê", "x" * 40, "đêm-khuya-trên-những-con-đường-dài-ở-huế", "🌧️"]
COLORS = ["#7c2d3b", "#2f5d50", "#8a6a1f", "#f4f1e8", "#0b0b0b"]
HOUR_MS = 3_600_000


@dataclass
class Extremes:
    """Mai has used everything too much, Uno everything once, Nil nothing."""

    mai: User
    uno: User
    nil: User
    release: Release  # with every field and all titles
    bare: Release  # a letter, no songs
    song: Song  # every field at its longest
    playlist: Playlist  # of so many entries
    titled: Playlist  # the longest words
    single: Playlist

    def cookie(self, name: str, site: str) -> Any:
        """Of a browser where this one is signed in."""
        return {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(getattr(self, name)), "url": site}

    @property
    def open_pages(self) -> list[str]:
        song, release = f"/songs/{self.song.id}-x/", f"/releases/{self.release.id}-x/"
        music = [
            "/",
            f"/artists/{HANDLE}/",
            "/artists/b/",
            "/artists/none/",
            release,
            f"/releases/{self.bare.id}-q/",
            song,
        ]
        shared = [
            f"{song}lyrics/",
            f"{song}share/",
            f"{release}share/",
            "/help/keys/",
            f"/people/{HANDLE}/",
            "/people/nil/",
        ]
        tags = ["/tags/", "/tags/rain/", "/tags/rain/?list=songs", f"/tags/{'x' * 40}/", "/tags/nothing/"]
        found = ["/search/", "/search/?q=ng", "/search/?q=slow", f"/search/?q={'x' * 100}", "/search/?q=q"]
        auth = [f"/auth/{page}/" for page in ("register", "confirm", "forgotten", "reset", "ready")]
        errors = ["/nowhere/", "/?after=damaged", f"/reports/new/?kind=song&id={self.song.id}", "/offline/"]
        return [*music, *shared, *tags, *found, *auth, *errors, f"/playlists/{self.titled.id}-x/"]

    @property
    def own_pages(self) -> list[str]:
        """As Mai sees them."""
        library = [f"/library/{page}/" for page in ("likes", "playlists", "history", "history/deletion")]
        lists = [f"/playlists/{one.id}-x/" for one in (self.playlist, self.titled)]
        asked = [f"/playlists/{self.titled.id}/details/", f"/playlists/{self.titled.id}/entries/00001/"]
        choose = f"/songs/{self.song.id}/playlists/"
        follows = ["/account/following/", "/account/following/?list=people"]
        music = [
            "/",
            f"/artists/{HANDLE}/",
            f"/releases/{self.release.id}-x/",
            f"/songs/{self.song.id}-x/",
            "/search/?q=ng",
        ]
        return [*music, *library, *lists, *asked, choose, *follows, "/people/uno/", "/auth/logout/"]

    @property
    def few_pages(self) -> list[str]:
        """As Uno and Nil see them."""
        library = [f"/library/{page}/" for page in ("likes", "playlists", "history")]
        return [
            "/",
            *library,
            "/account/following/",
            "/account/following/?list=people",
            f"/playlists/{self.single.id}-x/",
        ]


def extremes(*, many: int = 30, entries: int = 1000) -> Extremes:
    mai, uno, nil = make_user("mai"), make_user("uno"), make_user("nil")
    artist = an_artist(
        mai,
        HANDLE,
        NAME,
        bio=WORDS * 2 + WORD,
        location=NAME[:100],
        links=["https://example.com/" + "x" * 260] * 3,
        tags=TAGS,
    )
    an_artist(mai, "b", "B"), an_artist(mai, "none", "مطر")
    b = an_artist(mai, "q", "Q")
    said = {"description": WORDS * 2 + WORD, "label": NAME, "license": "CC-BY-SA-4.0", "tags": list(TAGS)}
    release = a_release(artist, TITLES[0], **said, cover_color=COLORS[0], release_date="2026-11-01")
    credits = [["Lời", NAME], [WORD[:40], WORD[:100]]]
    full = {"credits": credits, "isrc": "VNA0D2600001", "ai": "assisted", "license": "CC-BY-SA-4.0", "tags": list(TAGS)}
    song = a_song(release, TITLES[0], **full, explicit=True, downloadable=True, has_lyrics=True)
    SongText(song.id, lyrics=f"{WORDS}\n\n{WORD}").put_new()
    songs = [song]
    for number in range(1, many):
        songs.append(a_song(release, TITLES[number % len(TITLES)], explicit=number % 5 == 0, tags=["rain"]))
    for number in range(many):
        shown = {"cover_color": COLORS[number % 5], "cover_rev": "pAAAAAAAAAAAA" if number % 3 else None}
        _tagged(a_release(artist, TITLES[number % len(TITLES)], tags=["rain"], **shown))
    for record in [release, *songs]:
        _tagged(record)
    recount([*TAGS])
    bare = a_release(b, "Q", release_type="single")
    playlists = _playlists(mai, songs, many, entries)
    single = library.create_playlist(owner=uno, title="Q", visibility="public", songs=songs[1:2])
    accounts.save_profile(
        user_id=mai.id,
        version=0,
        handle=HANDLE,
        name=NAME,
        bio=WORDS + WORD,
        links=[f"https://example.com/{'x' * 270}"] * 3,
    )
    accounts.save_profile(user_id=uno.id, version=0, handle="uno", name="U")
    accounts.save_profile(user_id=nil.id, version=0, handle="nil", name="Nil")
    _use(mai, songs, release)
    _use(uno, songs[1:2], release)
    for number in range(many):
        news = News(
            id=release.id, at=release.published_at, title=TITLES[number % len(TITLES)], cover_color=COLORS[number % 5]
        )
        accounts.follow(
            follower_id=mai.id,
            target=f"artist:{HANDLE[: 39 - number % 30]}",
            target_id=artist.id,
            name=[NAME, "B", WORD[:100]][number % 3],
            news=news,
        )
        accounts.follow(
            follower_id=mai.id,
            target=f"person:p{number}",
            target_id=f"p{number}",
            name=[NAME, "B", WORD[:100]][number % 3],
        )
    accounts.follow(follower_id=uno.id, target="artist:b", target_id=artist.id, name="B")
    for record in (release, song, bare):
        record.refresh()
    return Extremes(mai, uno, nil, release, bare, song, *playlists, single)


def _tagged(record: Song | Release) -> None:
    for key, row in tag_rows(record.kind, record.attribute_values).items():
        Tagged(*key, **row).put()


def _playlists(owner: User, songs: list[Song], many: int, entries: int) -> tuple[Playlist, Playlist]:
    for number in range(many):
        library.create_playlist(owner=owner, title=TITLES[number % len(TITLES)], songs=songs[:1], visibility="public")
    full = library.create_playlist(
        owner=owner, title="1,000", visibility="public", songs=(songs * (entries // len(songs) + 1))[:entries]
    )
    return full, library.create_playlist(
        owner=owner, title=TITLES[0], description=WORDS * 2 + WORD, visibility="public", songs=songs
    )


def _use(user: User, songs: list[Song], release: Release) -> None:
    for number, song in enumerate(songs):
        library.like(user_id=user.id, song=song)
        entry_of(user_id=user.id, song=song, at_ms=NOON_MS - number * 3 * HOUR_MS, play_id=f"{number:010}").put()
