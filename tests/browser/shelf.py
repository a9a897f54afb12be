"""Music of every kind for the tests of how pages look: all fields filled in, long words, many and none of it."""

from dataclasses import dataclass

from accounts.models import User
from catalog import services
from catalog.models import Artist, Release, Song, SongText
from catalog.services.tagging import recount
from tests.catalog.music import a_release, a_song, an_artist
from tests.factories import make_upload
from tests.people import make_user

LONG = "Đêm mưa trên những mái tôn của thành phố cũ " * 7  # titles may have 300 letters; no hyphen helps
COLORS = ["#7c2d3b", "#2f5d50", "#8a6a1f", "#3b4a7a", "#5b3a6b"]


@dataclass
class Shelf:
    """Ann's: one artist with all that can be told of it, one with nothing. Bob follows and manages nobody yet."""

    ann: User
    bob: User
    full: Artist
    bare: Artist
    release: Release  # every field, an explicit song, one without sound, one that nobody else sees
    song: Song  # every field
    untitled: Release  # of one letter, without songs
    endless: Release  # 300 letters, a draft on whose way something is


def a_shelf(*, releases: int = 12) -> Shelf:
    ann, bob = make_user("ann", groups=["admins"]), make_user("bob", groups=["listeners", "artists"])
    full = an_artist(
        ann,
        bio="Sings of rain.\n\nAnd of what comes after it.",
        location="Huế",
        links=["https://example.org/lan-anh", "https://example.com/" + "very-long/" * 20],
        tags=["rain", "night", "drum-&-bass"],
    )
    bare = an_artist(ann, "b", "B")
    shown = {"cover_color": COLORS[0], "description": "Of rain.\n\nRecorded at home."}
    release = a_release(full, **shown, label="Little Lantern", license="CC-BY-4.0", release_date="2026-11-01")
    credits = [["Music", "Lan Anh"], ["Words", LONG[:100]]]
    said = {"credits": credits, "isrc": "VNA0D2600001", "ai": "assisted", "license": "CC-BY-SA-4.0"}
    song = a_song(release, "Rain on tin roofs", **said, explicit=True, downloadable=True, has_lyrics=True)
    SongText(song.id, lyrics="Rain, rain,\nrain on tin roofs.").put_new()
    for number in range(9):
        a_song(release, f"A song of some length, number {number}", loudness_lufs=-9.5, true_peak_dbtp=-0.5)
    a_song(release, LONG[:300])
    a_song(release, "Unheard", public=False)
    for number in range(releases):
        a_release(full, ["Slow Rivers", "Tide", LONG[:300], "Ô"][number % 4], cover_color=COLORS[number % 5])
    untitled = a_release(bare, "R", release_type="single")
    endless = a_release(full, LONG[:300], public=False)
    make_upload(release=endless, filename=f"{LONG[:150]}.flac")
    services.edit_release(release=release, version=release.version, tags=["rain", "night", "drum-&-bass"])
    services.edit_song(song=song, version=song.version, tags=["rain"])
    recount(["rain", "night", "drum-&-bass"])  # as the tables' streams have it done
    services.invite(artist=full, by=ann, whom=bob.email)
    for record in (release, endless):
        record.refresh()
    return Shelf(ann, bob, full, bare, release, song, untitled, endless)


def music_pages(shelf: Shelf) -> list[str]:
    """What everybody sees."""
    song, release = shelf.song.id, shelf.release.id
    return [
        "/",
        "/artists/lan-anh/",
        "/artists/b/",
        f"/releases/{release}-mua-dem/",
        f"/releases/{release}-mua-dem/share/",
        f"/releases/{shelf.untitled.id}-r/",
        f"/songs/{song}-rain-on-tin-roofs/",
        f"/songs/{song}-rain-on-tin-roofs/lyrics/",
        f"/songs/{song}-rain-on-tin-roofs/share/",
        "/tags/",
        "/tags/rain/",
        "/tags/rain/?list=songs",
        "/tags/nothing/",
        "/search/",
        "/search/?q=a+song",
        "/search/?q=zzzz",
        "/help/keys/",
        f"/embed/songs/{song}/",
        f"/embed/releases/{release}/",
        "/embed/songs/01nothing/",
    ]


def studio_pages(shelf: Shelf) -> list[str]:
    """What its artist sees besides."""
    song, release, endless = shelf.song.id, shelf.release.id, shelf.endless.id
    return [
        "/studio/",
        "/studio/artists/",
        "/studio/lan-anh/",
        "/studio/lan-anh/?list=songs",
        "/studio/b/",
        "/studio/lan-anh/details/",
        "/studio/lan-anh/managers/",
        "/studio/lan-anh/releases/",
        "/studio/lan-anh/statistics/",
        f"/studio/releases/{release}/",
        f"/studio/releases/{release}/songs/",
        f"/studio/releases/{release}/statistics/",
        f"/studio/releases/{release}/upload/",
        f"/studio/releases/{release}/deletion/",
        f"/studio/releases/{endless}/",
        f"/studio/releases/{endless}/songs/",
        f"/studio/songs/{song}/",
        f"/studio/songs/{song}/statistics/",
        f"/studio/songs/{song}/deletion/",
    ]
