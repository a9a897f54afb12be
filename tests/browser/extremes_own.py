"""A studio, an account and an admin with the extremes in them: letters without end, every script, every state, much or nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from accounts.models.jobs import READY as ARCHIVED
from accounts.models.jobs import AccountJob
from accounts.services.activity import EDIT, UPLOAD, note
from accounts.services.invitations import invite
from accounts.services.registration import Pending
from catalog import services as catalog
from catalog.models import Artist, ArtistMember, Release, Song, Upload
from catalog.queries.members import MANAGERS_MAX
from catalog.text import fold
from musicweb.dynamo.audit import AuditRecord
from musicweb.ids import new_id
from musicweb.moderation import services as moderation
from playlists.models import PlayStat
from tests.browser.furnished import FIREFOX, Moderator
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, session_of

LONGEST = "Đêm mưa trên những mái tôn của thành phố cũ " * 7
WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 5  # no space, no hyphen
ARABIC = "أغنية المطر فوق سطوح المدينة القديمة " * 7
EMOJI = "👩🏽‍🎤🌧️🎧🇻🇳" * 40
TITLES = ["Q", LONGEST[:200], WORD[:200], ARABIC[:200], EMOJI[:200], "Mưa đêm", "⁧‫שיר הגשם (Live)‬⁩"]
HANDLE = "the-artist-with-the-longest-of-handles"  # 39 at most
REASON = "Its owner has written to us with papers that leave no doubt that this recording is theirs. " * 2
REFUSALS = ["truncated", "type_mismatch", "cover_too_large"]
FILE = f"{WORD[:120]} {LONGEST[:100]}.flac"


@dataclass
class Extremes:
    """Ann has all there is and is an admin; Bo may upload and has nothing."""

    ann: User
    bo: User
    artist: Artist
    bare: Artist
    release: Release  # songs in every state
    empty: Release
    song: Song  # every field at its limit
    refused: Song  # its replacement, too
    upload: Upload
    started: Upload
    receipt: str

    @classmethod
    def make(cls, *, few: int = 4) -> "Extremes":
        """`few` says how many there are of what there may be many of."""
        ann, bo = make_user("ann", ["artists", "admins"]), make_user("bo")
        ann.email, ann.name = f"{'a' * 50}@{'long-name.' * 6}example.com", WORD[:100]
        ann.save()
        tags = [f"{word}-{WORD[:22].lower()}" for word in ("đêm", "mưa", "rain", "drum-&-bass", "q")]
        links = [f"https://example.com/{WORD}", "https://example.org/"]
        artist = an_artist(
            ann, HANDLE, WORD[:100], bio=LONGEST * 4 + "\n\n" + WORD * 2, location=WORD[:100], links=links, tags=tags
        )
        bare = an_artist(ann, "b", "B")
        for number in range(few):
            an_artist(ann, f"artist-{number}", TITLES[number % len(TITLES)][:100])
            a_release(artist, TITLES[number % len(TITLES)], public=number % 2 == 0, cover_color="#2f5d50")
        release = a_release(
            artist, LONGEST[:200], description=WORD * 3, label=WORD[:100], tags=tags, license="CC-BY-NC-ND-4.0"
        )
        song, refused, upload = _songs(release, few)
        empty = a_release(bare, "R", public=False)
        _members(ann, bo, artist, bare, few)
        _figures(artist, release, few)
        _account(ann, few)
        _cases(ann, release, few)
        started = _upload(release, new_id(), song_id=refused.id, replaces=True)
        return cls(ann, bo, artist, bare, release, empty, song, refused, upload, started, _receipt(song))

    @property
    def studio_pages(self) -> list[str]:
        artist, release = f"/studio/{HANDLE}", f"/studio/releases/{self.release.id}"
        song, refused = f"/studio/songs/{self.song.id}", f"/studio/songs/{self.refused.id}"
        parts = (
            "",
            "?list=songs",
            "details/",
            f"details/?upload={self.upload.id}",
            "managers/",
            "releases/",
            "statistics/",
        )
        return [
            *("/studio/", "/studio/artists/", *(f"{artist}/{part}" for part in parts)),
            *(f"{release}/{part}" for part in ("", "songs/", "statistics/", "upload/", "deletion/")),
            *(f"{song}/{part}" for part in ("", "statistics/", "deletion/")),
            *(f"{refused}/", f"/studio/uploads/{self.started.id}/"),
        ]

    @property
    def bare_pages(self) -> list[str]:
        """Ann's pages of what has nothing in it."""
        of_release = (f"/studio/releases/{self.empty.id}/{part}" for part in ("", "songs/", "statistics/", "deletion/"))
        of_artist = (f"/studio/b/{part}" for part in ("", "?list=songs", "details/", "managers/", "statistics/"))
        return [*of_artist, *of_release]

    @property
    def account_pages(self) -> list[str]:
        names = ["profile", "password", "email", "devices", "display", "activity", "data", "deletion"]
        code = f"email/code/?{urlencode({'for': Pending('a' * 50 + '@example.com').sealed()})}"
        return ["/account/", *(f"/account/{name}/" for name in names), f"/account/{code}", "/decisions/"]

    @property
    def open_pages(self) -> list[str]:
        auth = [f"/auth/{page}/" for page in ("register", "confirm", "forgotten", "reset", "ready", "password-changed")]
        report = f"/reports/new/?kind=song&id={self.song.id}"
        shares = [f"/{kind}/{one.id}-x/share/" for kind, one in (("songs", self.song), ("releases", self.release))]
        embeds = [f"/embed/songs/{self.song.id}/", f"/embed/releases/{self.release.id}/", "/embed/songs/01nothing/"]
        return [*auth, "/account/deleted/", report, self.receipt, *shares, *embeds]

    @property
    def forms(self) -> list[str]:
        """Pages whose form refuses what is too long for its fields."""
        of_artist = [f"/studio/{HANDLE}/{part}/" for part in ("details", "managers", "releases")]
        of_release = [f"/studio/releases/{self.release.id}/{part}" for part in ("", "songs/", "upload/")]
        account = [f"/account/{page}/" for page in ("profile", "password", "email", "deletion")]
        report = f"/reports/new/?kind=song&id={self.song.id}"
        return ["/studio/artists/", *of_artist, *of_release, f"/studio/songs/{self.song.id}/", *account, report]

    @property
    def admin_pages(self) -> list[str]:
        lists = ["catalog/" + kind for kind in ("artist", "release", "song", "upload", "upload/dead-letters")]
        lists += ["accounts/user", "accounts/invitation", "moderation/case", "moderation/decision"]
        case = f"moderation/case/song_3A{self.song.id}"
        records = [f"catalog/song/{self.song.id}", f"catalog/release/{self.release.id}", f"catalog/artist/{HANDLE}"]
        records += [f"catalog/upload/{self.upload.id}", f"accounts/user/{self.ann.id}"]
        changes = [f"{one}/change" for one in [*records, case]]
        adding = ["accounts/invitation/add", f"{records[0]}/history"]
        return ["/admin/", "/admin/site/", *(f"/admin/{page}/" for page in [*lists, *changes, *adding])]


def _songs(release: Release, few: int) -> tuple[Song, Song, Upload]:
    """Songs of every title and every state; the one with all fields, a refused one, and its upload."""
    credits = [[WORD[:40], LONGEST[:100]], ["Bass", ARABIC[:60]]]
    full = a_song(
        release, WORD[:200], credits=credits, isrc="VNA0D2600001", ai="generated", explicit=True, tags=["mưa"] * 3
    )
    for number in range(few):
        a_song(
            release, TITLES[number % len(TITLES)], public=number % 3 > 0, visibility=["public", "unlisted"][number % 2]
        )
    a_song(release, LONGEST[:200], public=False, duplicate_of=full.id)
    a_song(release, ARABIC[:200], withdrawn=True, withdrawn_reason=REASON)
    states = [{"state": "waiting"}, {"state": "processing"}, {"state": "dead"}]
    states += [{"state": "rejected", "reason": reason} for reason in REFUSALS]
    for number, facts in enumerate(states):
        song = a_song(
            release, [LONGEST, WORD, "Q"][number % 3][:200], public=False, media_rev=None, duration_ms=None, **facts
        )
        upload = _upload(release, song.upload_id, song_id=song.id, progress_percent=42, **facts)
    song.update(actions=[Song.original_name.set(FILE), Song.replacement_id.set(upload.id)])
    return full, song, upload


def _upload(release: Release, upload_id: str, **facts: object) -> Upload:
    upload = Upload(
        upload_id,
        owner_id=release.owner_id,
        artist_handle=release.artist_handle,
        artist_id=release.artist_id,
        subject_id=release.artist_id,
        release_id=release.id,
        filename=FILE[:255],
        filename_key=fold(FILE),
        content_type="audio/flac",
        size_bytes=400_000_000,
        object_key=f"u/{release.owner_id}/{upload_id}",
        **facts,
    )
    upload.put_new()
    return upload


def _members(ann: User, bo: User, artist: Artist, bare: Artist, few: int) -> None:
    for number in range(min(few, MANAGERS_MAX - 1)):
        name = [WORD, f"{'b' * 60}@example.com", LONGEST, "Q"][number % 4][:100]
        state = ["member", "invited"][number % 2]
        ArtistMember(f"user-{number}", artist.id, artist_handle=HANDLE, name=name, state=state).put_new()
    catalog.invite(artist=artist, by=ann, whom=bo.email)


def _figures(artist: Artist, release: Release, few: int) -> None:
    today = datetime.now(UTC).date()
    for number, song_id in enumerate(release.tracks.as_dict()):
        stat = PlayStat(PlayStat.of_artist(artist.id), PlayStat.part_of(release.id, song_id))
        in_all = {"plays": 10**number, "listeners": 9**number, "release_listeners": 9**number}
        stat.change(PlayStat.likes.add(number), *PlayStat.adding(in_all))
        for day in range(30):
            counts = {
                "plays": 1_234_567 * (day % 5),
                "listeners": 987_654,
                "release_listeners": 987_654,
                "embedded": 12_345,
            }
            stat.change(*PlayStat.adding(counts, (today - timedelta(days=day)).isoformat()))


def _account(ann: User, few: int) -> None:
    handle = "ann-with-the-longest-handle"
    links = [f"https://example.com/{WORD[:250]}", "https://example.org/"]
    accounts.save_profile(user_id=ann.id, version=0, handle=handle, name=WORD[:100], bio=LONGEST * 3, links=links)
    for number in range(few):
        session_of(ann, user_agent=[FIREFOX, WORD, ""][number % 3], country=["VN", "DE", ""][number % 3])
        note(ann.id, [UPLOAD, EDIT][number % 2], title=[FILE, WORD, "Q"][number % 3][:200], address="/studio/")
    now = timezone.now()
    AccountJob(
        ann.id,
        "export",
        state=ARCHIVED,
        again_at=now,
        size_bytes=123_456_789_012,
        token="t",
        expires=now + timedelta(days=7),
    ).save()
    for _number in range(few):
        invite(note=WORD[:100], created_by=ann.email)


def _cases(ann: User, release: Release, few: int) -> None:
    songs = list(release.tracks.as_dict())
    for number in range(few + 2):
        song_id, title = songs[number % min(len(songs), 3)], TITLES[number % len(TITLES)]
        reason = ["copyright", "sexual", "other", "similarity"][number % 4]
        text = [WORD * 3, LONGEST * 3, ""][number % 3]
        catalog.report(
            kind="song", id=song_id, title=title, owner_id=ann.id, reason=reason, text=text, mail="q@example.com"
        )
        for what in ("hide", "restore"):
            AuditRecord.append(
                subject=f"song:{song_id}",
                what=what,
                why=REASON * (what == "hide"),
                title=title,
                owner_id=ann.id,
                by=Moderator,
            )
    for day in range(14):
        when = (datetime.now(UTC) - timedelta(days=day)).date().isoformat()
        moderation.count(
            str(day), day=when, users=10 ** (day % 7), songs=day * 1000, stored_bytes=300 * 1024**3 * (day + 1)
        )


def _receipt(song: Song) -> str:
    from django.core import signing
    from django.urls import reverse

    from musicweb.moderation.views.reports import SALT

    known = {"id": new_id(), "url": f"/songs/{song.id}-x/", "mail": True}
    return reverse("report-sent", args=[signing.dumps(known, salt=SALT)])
