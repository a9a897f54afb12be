"""Who may see what: every address of the site, asked by everybody. An address missing here fails.

Each row names a route, what it is asked (GET, or POST with an empty form) and the status for: an
anonymous visitor, the owner, another listener, another artist, a moderator and an admin. Private
things are 404 to strangers, so that nobody learns that they exist.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.services import save_profile
from accounts.services.invitations import hash_of, invite
from catalog import services
from catalog.views.media import CACHED_SECONDS
from musicweb import caching
from musicweb.dynamo.audit import AuditRecord
from musicweb.moderation.faces import Decision
from playlists.services import create_playlist
from tests.factories import make_artist, make_release, make_song, make_upload
from tests.people import make_user, sign_in

WHO = ("anonymous", "owner", "listener", "artist", "moderator", "admin")
GROUPS = {
    "owner": ["listeners", "artists"],
    "listener": ["listeners"],
    "artist": ["listeners", "artists"],
    "moderator": ["listeners", "moderators"],
    "admin": ["listeners", "admins"],
}
Kwargs = Callable[["World"], dict[str, object]]


@dataclass
class World:
    """Alice's artist with a public release and a draft, each with a song, and an upload under way."""

    def __post_init__(self) -> None:
        self.people = {who: make_user(who, groups) for who, groups in GROUPS.items()}
        self.artist = make_artist(owner=self.people["owner"], handle="alice")
        self.release = make_release(artist=self.artist, title="Out", published=True)
        self.song = make_song(release=self.release, title="Heard", published=True)
        self.draft = make_release(artist=self.artist, title="Not yet")
        self.draft_song = make_song(release=self.draft, title="Unheard")
        self.upload = make_upload(release=self.draft)
        self.playlist = create_playlist(
            owner=self.people["owner"], title="Mine", visibility="private", songs=[self.song, self.song]
        )
        self.open_playlist = create_playlist(owner=self.people["owner"], title="Ours", visibility="public")
        save_profile(user_id=self.people["owner"].id, version=0, handle="olga", name="Olga")


def nothing(world: World) -> dict[str, object]:
    return {}


SENT = {
    "like": {"liked": "1"},
    "follow-artist": {"following": "1"},
    "follow-person": {"following": "1"},
}  # what a form holds, where an empty one would say nothing

PUBLIC = (200, 200, 200, 200, 200, 200)
NO_TOKEN = (401, 401, 401, 401, 401, 401)
NOWHERE = (404, 404, 404, 404, 404, 404)
HIDDEN_SONG: Kwargs = lambda world: {"song_id": world.draft_song.id, "slug": "unheard"}  # noqa: E731
SONG: Kwargs = lambda world: {"song_id": world.song.id, "slug": "heard"}  # noqa: E731
HIDDEN_RELEASE: Kwargs = lambda world: {"release_id": world.draft.id, "slug": "not-yet"}  # noqa: E731
RELEASE: Kwargs = lambda world: {"release_id": world.release.id, "slug": "out"}  # noqa: E731
HANDLE: Kwargs = lambda world: {"handle": "alice"}  # noqa: E731
PERSON: Kwargs = lambda world: {"handle": "olga"}  # noqa: E731
DRAFT: Kwargs = lambda world: {"release_id": world.draft.id}  # noqa: E731
DRAFT_SONG: Kwargs = lambda world: {"song_id": world.draft_song.id}  # noqa: E731
UPLOAD: Kwargs = lambda world: {"upload_id": world.upload.id}  # noqa: E731
PLAYLIST: Kwargs = lambda world: {"playlist_id": world.playlist.id}  # noqa: E731
FIRST_ENTRY: Kwargs = lambda world: {"playlist_id": world.playlist.id, "entry_id": "00001"}  # noqa: E731
CODE: Kwargs = lambda world: {"code": "vi"}  # noqa: E731
PUBLIC_MEDIA: Kwargs = lambda world: {"key": f"public/{world.artist.id}/songs/x/p1/aac.m4a"}  # noqa: E731
PRIVATE_MEDIA: Kwargs = lambda world: {"key": f"private/{world.artist.id}/songs/x/s1/aac.m4a"}  # noqa: E731

# Listeners without the right to upload get 403 in the studio, other artists 404: it is not theirs.
STUDIO = (302, 200, 403, 404, 200, 200)

# route, method, arguments, statuses of WHO
MATRIX: list[tuple[str, str, Kwargs, tuple[int, ...]]] = [
    ("home", "GET", nothing, PUBLIC),
    ("search", "GET", nothing, PUBLIC),
    ("health", "GET", nothing, PUBLIC),
    ("manifest", "GET", nothing, PUBLIC),
    ("service-worker", "GET", nothing, PUBLIC),
    ("offline", "GET", nothing, PUBLIC),
    ("announcement-dismissal", "GET", lambda world: {"announcement": "abc"}, (302, 302, 302, 302, 302, 302)),
    ("language", "GET", CODE, (302, 302, 302, 302, 302, 302)),
    ("artist", "GET", HANDLE, PUBLIC),
    ("artist-feed", "GET", HANDLE, PUBLIC),
    ("release", "GET", RELEASE, PUBLIC),
    ("release", "GET", HIDDEN_RELEASE, (404, 200, 404, 404, 200, 200)),
    ("song", "GET", SONG, PUBLIC),
    ("song", "GET", HIDDEN_SONG, (404, 200, 404, 404, 200, 200)),
    ("lyrics", "GET", HIDDEN_SONG, (404, 404, 404, 404, 404, 404)),  # it has none
    ("share-song", "GET", SONG, PUBLIC),
    ("share-song", "GET", HIDDEN_SONG, (404, 200, 404, 404, 200, 200)),
    ("share-release", "GET", RELEASE, PUBLIC),
    ("share-release", "GET", HIDDEN_RELEASE, (404, 200, 404, 404, 200, 200)),
    ("embed-song", "GET", lambda world: {"song_id": world.song.id}, PUBLIC),
    ("embed-song", "GET", DRAFT_SONG, NOWHERE),  # whoever looks: it is another site's page
    ("embed-release", "GET", lambda world: {"release_id": world.release.id}, PUBLIC),
    ("embed-release", "GET", DRAFT, NOWHERE),
    ("oembed", "GET", nothing, (400, 400, 400, 400, 400, 400)),  # no address: tests/catalog/test_views_sharing.py
    ("keys", "GET", nothing, PUBLIC),
    ("download", "GET", SONG, (404, 404, 404, 404, 404, 404)),  # its artist does not offer it
    ("tags", "GET", nothing, PUBLIC),
    ("tag", "GET", lambda world: {"tag": "rain"}, PUBLIC),
    ("media", "GET", PUBLIC_MEDIA, (302, 302, 302, 302, 302, 302)),
    ("media", "GET", PRIVATE_MEDIA, (404, 302, 404, 404, 302, 302)),
    ("login", "GET", nothing, (302, 302, 302, 302, 302, 302)),
    ("logout", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("register", "GET", nothing, (200, 302, 302, 302, 302, 302)),
    ("confirm", "GET", nothing, PUBLIC),
    ("confirm-code", "POST", nothing, (422, 422, 422, 422, 422, 422)),
    ("forgot-password", "GET", nothing, PUBLIC),
    ("reset-password", "GET", nothing, PUBLIC),
    ("account-ready", "GET", nothing, PUBLIC),
    ("password-ready", "GET", nothing, PUBLIC),
    ("account-home", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("report", "GET", nothing, (404, 404, 404, 404, 404, 404)),  # of no item: tests/moderation/test_views.py
    ("report-sent", "GET", lambda world: {"receipt": "forged"}, (404, 404, 404, 404, 404, 404)),
    ("decisions", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("account-password", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("account-email", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("account-authenticator", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("account-devices", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("account-display", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("account-activity", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("account-email-code", "GET", nothing, (302, 302, 302, 302, 302, 302)),
    ("account-devices-others", "POST", nothing, (401, 303, 303, 303, 303, 303)),
    ("account-device", "POST", lambda world: {"session_hash": "0" * 64}, (401, 404, 404, 404, 404, 404)),
    ("likes", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("like", "POST", lambda world: {"song_id": world.song.id}, (401, 303, 303, 303, 303, 303)),
    ("like", "POST", DRAFT_SONG, (401, 303, 404, 404, 303, 303)),
    ("playlists", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("playlists", "POST", nothing, (401, 422, 422, 422, 422, 422)),
    ("playlist", "GET", lambda world: {"playlist_id": world.open_playlist.id, "slug": "ours"}, PUBLIC),
    ("playlist", "GET", lambda world: {**PLAYLIST(world), "slug": "mine"}, (404, 200, 404, 404, 200, 200)),
    ("playlist-details", "GET", PLAYLIST, (302, 200, 404, 404, 200, 200)),
    ("playlist-details", "POST", PLAYLIST, (401, 422, 404, 404, 403, 403)),
    ("playlist-copies", "POST", PLAYLIST, (401, 303, 404, 404, 303, 303)),
    ("playlist-deletion", "POST", PLAYLIST, (401, 303, 404, 404, 404, 404)),
    ("playlist-restoration", "POST", PLAYLIST, (401, 303, 404, 404, 404, 404)),
    ("playlist-entry", "GET", FIRST_ENTRY, (302, 200, 404, 404, 200, 200)),
    ("playlist-entry", "POST", FIRST_ENTRY, (401, 422, 404, 404, 403, 403)),
    ("playlist-entry-removal", "POST", FIRST_ENTRY, (401, 303, 404, 404, 403, 403)),
    ("playlist-entry-restoration", "POST", FIRST_ENTRY, (401, 303, 404, 404, 403, 403)),
    ("song-playlists", "GET", lambda world: {"song_id": world.song.id}, (302, 200, 200, 200, 200, 200)),
    ("song-playlists", "POST", lambda world: {"song_id": world.song.id}, (401, 422, 422, 422, 422, 422)),
    ("song-playlists", "GET", DRAFT_SONG, (302, 409, 404, 404, 409, 409)),
    ("history", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("history-pause", "POST", nothing, (401, 303, 303, 303, 303, 303)),
    ("history-deletion", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("history-deletion", "POST", nothing, (401, 303, 303, 303, 303, 303)),
    ("history-day-deletion", "GET", lambda world: {"day": "2026-11-27"}, (302, 200, 200, 200, 200, 200)),
    ("history-day-deletion", "POST", lambda world: {"day": "2026-11-27"}, (401, 303, 303, 303, 303, 303)),
    ("history-day-deletion", "POST", lambda world: {"day": "today"}, (401, 404, 404, 404, 404, 404)),
    ("history-entry-deletion", "GET", lambda world: {"key": "no-entry"}, (302, 200, 200, 200, 200, 200)),
    ("history-entry-deletion", "POST", lambda world: {"key": "no-entry"}, (401, 303, 303, 303, 303, 303)),
    ("studio-song-statistics", "GET", DRAFT_SONG, STUDIO),
    ("studio-release-statistics", "GET", DRAFT, STUDIO),
    ("studio-artist-statistics", "GET", HANDLE, STUDIO),
    ("plays", "POST", nothing, (403, 403, 403, 403, 403, 403)),  # no Origin: tests/playlists/test_views_plays.py
    ("person", "GET", PERSON, PUBLIC),
    ("follow-person", "POST", PERSON, (401, 303, 303, 303, 303, 303)),
    ("follow-artist", "POST", HANDLE, (401, 303, 303, 303, 303, 303)),
    ("account-export", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("account-exports", "POST", nothing, (401, 303, 303, 303, 303, 303)),
    ("account-archive", "GET", nothing, (302, 404, 404, 404, 404, 404)),
    ("account-deletion", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("account-deletion", "POST", nothing, (401, 422, 422, 422, 422, 422)),
    ("account-deleted", "GET", nothing, PUBLIC),
    ("account-picture", "POST", nothing, (401, 303, 303, 303, 303, 303)),
    ("account-profile", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("account-following", "GET", nothing, (302, 200, 200, 200, 200, 200)),
    ("studio", "GET", nothing, (302, 200, 403, 200, 200, 200)),
    ("studio-artists", "GET", nothing, (302, 200, 403, 200, 200, 200)),
    ("studio-artist", "GET", HANDLE, STUDIO),
    ("studio-artist-details", "GET", HANDLE, STUDIO),
    ("studio-artist-picture", "POST", HANDLE, (401, 400, 403, 404, 400, 400)),
    ("studio-managers", "GET", HANDLE, STUDIO),
    ("studio-manager-removal", "POST", HANDLE, (401, 400, 403, 404, 400, 400)),
    ("studio-handover", "POST", HANDLE, (401, 400, 403, 404, 400, 400)),
    ("studio-invitation", "POST", lambda world: {"artist_id": world.artist.id}, (401, 400, 403, 400, 400, 400)),
    ("studio-releases", "GET", HANDLE, STUDIO),
    ("studio-release", "GET", DRAFT, STUDIO),
    ("studio-all-songs", "GET", DRAFT, STUDIO),
    ("studio-tracks", "GET", DRAFT, (302, 302, 403, 302, 302, 302)),  # a part, for htmx: else its whole page
    ("studio-cover", "POST", DRAFT, (401, 303, 403, 404, 403, 403)),
    ("studio-plain-upload", "GET", DRAFT, STUDIO),
    ("studio-uploads", "POST", DRAFT, (401, 400, 403, 404, 400, 400)),
    ("studio-upload", "GET", UPLOAD, (302, 303, 404, 404, 303, 303)),
    ("studio-upload-cover", "GET", UPLOAD, (302, 302, 403, 404, 302, 302)),
    ("studio-release-publication", "POST", DRAFT, (401, 400, 403, 404, 400, 400)),
    ("studio-release-deletion", "GET", DRAFT, STUDIO),
    ("studio-song", "GET", DRAFT_SONG, STUDIO),
    ("studio-song-file", "POST", DRAFT_SONG, (401, 303, 403, 404, 403, 403)),
    ("studio-song-uploads", "POST", DRAFT_SONG, (401, 400, 403, 404, 400, 400)),
    ("studio-original", "GET", DRAFT_SONG, (302, 302, 403, 404, 302, 302)),
    ("studio-song-publication", "POST", DRAFT_SONG, (401, 400, 403, 404, 400, 400)),
    ("studio-song-deletion", "GET", DRAFT_SONG, STUDIO),
    ("studio-folders", "POST", HANDLE, (401, 400, 403, 404, 400, 400)),
    ("studio-covers", "POST", DRAFT, (401, 400, 403, 404, 400, 400)),
    ("studio-upload-arrival", "GET", UPLOAD, (302, 200, 403, 404, 403, 403)),
    ("studio-upload-parts", "POST", UPLOAD, (401, 400, 403, 404, 403, 403)),
    ("studio-upload-completion", "POST", UPLOAD, (401, 400, 403, 404, 403, 403)),
    ("studio-upload-finish", "GET", UPLOAD, (302, 303, 404, 404, 403, 403)),
    ("studio-upload-cancellation", "POST", UPLOAD, (401, 200, 403, 404, 403, 403)),
    ("studio-upload-retry", "POST", UPLOAD, (401, 303, 403, 404, 403, 403)),
    # Programs: whoever has a session here has no token there. With one: tests/api.
    ("openapi-json", "GET", nothing, PUBLIC),
    ("api-root", "GET", nothing, NOWHERE),
    ("api-nothing", "GET", lambda world: {"rest": "songs/"}, NOWHERE),
    ("api-songs", "GET", nothing, NO_TOKEN),
    ("api-song", "GET", lambda world: {"song_id": world.song.id}, NO_TOKEN),
    ("api-artists", "GET", nothing, NO_TOKEN),
    ("api-artist", "GET", HANDLE, NO_TOKEN),
    ("api-users", "GET", nothing, NO_TOKEN),
    ("api-user", "GET", PERSON, NO_TOKEN),
    ("api-accounts", "GET", nothing, NO_TOKEN),
    ("api-account", "GET", lambda world: {"account_id": "me"}, NO_TOKEN),
    ("api-likes", "GET", nothing, NO_TOKEN),
    ("api-like", "POST", lambda world: {"song_id": world.song.id}, (405, 405, 405, 405, 405, 405)),  # PUT, DELETE
    ("api-history", "GET", nothing, NO_TOKEN),
    ("api-history", "POST", nothing, NO_TOKEN),
    ("api-listened", "GET", lambda world: {"key": "1700000000000-"}, NO_TOKEN),
]
# Pages for strangers that are theirs alone all the same: steps of signing in, with a token in their forms.
ASKED_EACH_TIME = {
    "health",
    "register",
    "confirm",
    "forgot-password",
    "reset-password",
    "account-ready",
    "password-ready",
}
NOT_HERE = {
    "openid_connect_callback": "needs a sign-in under way: tests/accounts/test_signing_in.py",
    "signed-in-again": "is a step of signing in: tests/accounts/test_views_for_members.py",
}


@pytest.fixture
def world(tables: None) -> World:
    return World()


@pytest.mark.parametrize(("route", "method", "arguments", "expected"), MATRIX)
def test_an_address_answers_each_as_it_should_and_says_who_may_keep_it(
    world: World, settings: Any, route: str, method: str, arguments: Kwargs, expected: tuple[int, ...]
) -> None:
    settings.DISTRIBUTION_ID = "E2EXAMPLE"
    address = reverse(route, kwargs=arguments(world))
    found = {who: ask(world, who, method, address, SENT.get(route)) for who in WHO}
    assert {who: answer.status_code for who, answer in found.items()} == dict(zip(WHO, expected, strict=True))
    for who, answer in found.items():
        assert kept_by(answer) == keepers(route, who, answer), who


def kept_by(answer: HttpResponse) -> str:
    """Which of the kinds of musicweb.caching its Cache-Control is."""
    said = answer["Cache-Control"]
    if said in (caching.page("home"), caching.page()):
        assert "s-maxage" in said
        assert "stale-if-error" in said
        assert not answer.cookies
        assert set(caching.VARY) <= set(answer["Vary"].split(", "))
        return "everybody, shortly" if said == caching.page("home") else "everybody"
    if said == caching.ANSWER:
        return "who asked"
    if said == caching.granted(CACHED_SECONDS):
        return "who may"
    assert said == caching.NEVER or {"private", "no-store"} <= set(said.split(", ")), said
    return "nobody"


def keepers(route: str, who: str, answer: HttpResponse) -> str:
    """Who may keep such an answer: strangers' pages everybody, those of a session nobody."""
    if route == "openapi-json":
        return "who asked"
    if route == "media" and answer.status_code == 302:
        return "who may"
    framed = route.startswith("embed-")  # the same for everybody, whoever looks
    if answer.status_code != 200 or route in ASKED_EACH_TIME or not (who == "anonymous" or framed):
        return "nobody"
    return "everybody, shortly" if route in caching.LISTS else "everybody"


def test_every_address_is_in_the_matrix() -> None:
    named = {pattern.name for pattern in own_patterns(get_resolver())}
    assert named == {route for route, *_ in MATRIX} | set(NOT_HERE)


MODERATED = {"artist", "release", "song", "case", "decision"}


@pytest.mark.parametrize("page", ["changelist", "add", "change", "history", "delete"])
def test_the_admin_opens_to_staff_only_and_to_moderators_what_is_theirs(world: World, page: str) -> None:
    things = {"artist": world.artist.handle, "release": world.release.id, "song": world.song.id}
    report = services.report(kind="song", id=world.song.id, title="Heard", reason="spam")
    things |= {"case": quote(report.subject), "decision": decision_about(report.subject)}
    things |= {"upload": world.upload.id, "user": world.people["listener"].id}
    things |= {"invitation": hash_of(invite())}
    for model, model_admin in admin.site._registry.items():
        name = model._meta.model_name
        arguments = [things[name]] if page in ("change", "history", "delete") else []
        address = reverse(f"admin:{model._meta.app_label}_{name}_{page}", args=arguments)
        found = {who: ask(world, who, "GET", address).status_code for who in WHO}
        assert found["anonymous"] == 302
        assert {found[who] for who in ("owner", "listener", "artist")} <= {302, 403}, name
        viewing = page in ("changelist", "change", "history")
        sees = viewing and (name in MODERATED or name == "upload")
        assert found["moderator"] == (200 if sees else 403), name
        assert found["admin"] == (200 if viewing or allowed(model_admin, page) else 403), name


def decision_about(subject: str) -> str:
    """The key of a decision, as an address of the admin has it."""
    noted_by = type("Ada", (), {"pk": "ada", "get_username": lambda self: "ada@example.com"})()
    AuditRecord.append(subject=subject, what="dismiss", by=noted_by)
    return quote(Decision.pk_of(AuditRecord.of_subject(subject, limit=1).rows[0]))


def allowed(model_admin: admin.ModelAdmin, page: str) -> bool:  # type: ignore[type-arg]
    """Whether an admin may: nothing is added by hand where it would have no owner or no file."""
    request = type("Request", (), {"user": type("Admin", (), {"has_perm": lambda self, perm: True})()})()
    return bool({"add": model_admin.has_add_permission, "delete": model_admin.has_delete_permission}[page](request))


def ask(world: World, who: str, method: str, address: str, sent: dict[str, str] | None = None) -> Any:
    client = Client(raise_request_exception=False)
    if who in world.people:
        sign_in(client, world.people[who])
    return client.post(address, sent) if method == "POST" else client.get(address)


def own_patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                yield from own_patterns(pattern)
        else:
            yield pattern
