"""Every text field filled with what attackers type: shown as text on every page, to everybody, and never run.

There is one artist, release, song and upload for each payload, so that every list shows them all at once.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from catalog.models import Artist, Release
from tests.browser.conftest import complaints_of, served
from tests.catalog.music import a_song
from tests.people import make_user, session_cookie_for, sign_in

pytestmark = pytest.mark.browser
PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<svg/onload=alert(3)>",
    "javascript:alert(4)",
    '"><b onmouseover=alert(5)>x',
    "' autofocus onfocus='alert(6)",
    "</title></textarea></noscript><script>alert(7)</script>",
    "{{ 7|add:7 }}{% now 'Y' %}${7*7}",
    "{{constructor.constructor('alert(8)')()}}",
    "<a href=/nowhere/ hx-get=/nowhere/ hx-trigger=load>x</a>",
    "\u202egnp.exe\u2066 مرحبا",
    "$& {title} %(title)s %s {0} &lt;b&gt; <!--",
]
WHO = ["anonymous", "owner", "admin"]
TOO_LONG = "x" * 10_000


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def people(tables: None) -> dict[str, User]:
    people = {"owner": make_user("ann"), "admin": make_user("ada", ["admins"])}
    for number, name in enumerate(PAYLOADS):
        User(f"00000000-0000-0000-0000-{number:012}", email=f"u{number}@example.com", name=name).put_new()
    return people


@pytest.fixture
def releases(site: str, people: dict[str, User]) -> list[Release]:
    """Typed by their owner into the studio's forms, one for each payload; some withdrawn with a reason in the admin."""
    studio, admin = (client_of(site, people[who]) for who in ("owner", "admin"))
    releases = [typed(studio, number, payload) for number, payload in enumerate(PAYLOADS)]
    for release, payload in zip(releases[::3], PAYLOADS[::3], strict=True):
        said = {"action": "withdraw", "_selected_action": release.id, "reason": payload, "index": "0"}
        assert admin.post("/admin/catalog/release/", said).status_code in (302, 303)
        assert Release.fetch(release.id).withdrawn_reason == payload
    return releases


def client_of(site: str, person: User) -> Client:
    return sign_in(Client(SERVER_NAME="127.0.0.1", SERVER_PORT=site.rpartition(":")[2]), person)


def typed(studio: Client, number: int, payload: str) -> Release:
    handle = f"artist-{number}"
    accepted(studio, "/studio/artists/", name=payload, handle=handle)
    accepted(studio, f"/studio/{handle}/details/", name=payload, handle=handle, bio=f"{payload}\n{payload}", version=1)
    release_id = f"01hostile{number:017}"
    accepted(studio, f"/studio/{handle}/releases/", title=payload, release_type="album", release_id=release_id)
    version = int(Release.fetch(release_id).version)
    release = {"title": payload, "release_type": "album", "description": payload, "version": version}
    accepted(studio, f"/studio/releases/{release_id}/", **release)
    song = a_song(Release.fetch(release_id))
    details = {"title": payload, "lyrics": payload, "track_number": 1, "disc_number": 1, "version": int(song.version)}
    accepted(studio, f"/studio/songs/{song.id}/", **details)
    accepted(studio, f"/studio/releases/{release_id}/publication/", action="publish")
    file = {"filename": f"{payload}.flac", "size_bytes": 100, "content_type": "audio/flac"}
    sent = studio.post(f"/studio/releases/{release_id}/uploads/", file, content_type="application/json")
    assert sent.status_code == 201, sent.content
    return Release.fetch(release_id)


def accepted(studio: Client, address: str, **fields: object) -> None:
    answer = studio.post(address, fields)
    assert answer.status_code == 303, (address, fields, re.findall("field-error.*", answer.content.decode()))


def pages_of(who: str, releases: list[Release]) -> list[str]:
    songs = [song_id for release in releases for song_id in Release.fetch(release.id).tracks.as_dict()]
    if who == "admin":
        lists = [f"/admin/catalog/{kind}/" for kind in ("artist", "release", "song", "upload")]
        forms = [
            f"/admin/catalog/release/{release.id}/{part}/" for release in releases[:6] for part in ("change", "history")
        ]
        forms += [f"/admin/catalog/song/{song}/change/" for song in songs]
        forms += [f"/admin/catalog/artist/{release.artist_handle}/change/" for release in releases]
        forms += [f"/admin/accounts/user/00000000-0000-0000-0000-{n:012}/change/" for n in range(len(PAYLOADS))]
        return ["/admin/", *lists, "/admin/accounts/user/", *forms, f"/admin/catalog/song/?q={quote(PAYLOADS[0])}"]
    if who == "owner":
        pages = ["/studio/", "/library/likes/"]
        pages += [f"/studio/{release.artist_handle}/{part}" for release in releases for part in ("", "details/")]
        pages += [f"/studio/releases/{release.id}/" for release in releases]
        pages += [f"/studio/songs/{song}/" for song in songs]
        return [*pages, *(f"/studio/releases/{release.id}/deletion/" for release in releases)]
    pages = ["/", *(f"/search/?q={quote(payload)}" for payload in PAYLOADS)]
    pages += [f"/artists/{release.artist_handle}/" for release in releases]
    shown = [release for number, release in enumerate(releases) if number % 3]
    pages += [f"/releases/{release.id}-x/" for release in shown]
    public = [song for release in shown for song in Release.fetch(release.id).tracks.as_dict()]
    return [*pages, *(f"/songs/{song}-x/{part}" for song in public for part in ("", "lyrics/"))]


def test_nothing_that_was_typed_runs_on_any_page(
    browser: Browser, site: str, people: dict[str, User], releases: list[Release]
) -> None:
    for who in WHO:
        context = browser.new_context(locale="en-GB")
        if who in people:
            value = session_cookie_for(people[who])
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site}])
        crawl(context.new_page(), [site + path for path in pages_of(who, releases)])
        context.close()


def crawl(page: Page, addresses: list[str]) -> None:
    complaints, dialogs, asked = complaints_of(page), [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    seen = ""
    for address in addresses:
        answer = page.goto(address)
        assert getattr(answer, "status", None) == 200, address
        assert (
            page.locator("script:not([src]):not([type='application/json'], [type='application/ld+json'])").count() == 0
        ), address
        assert (dialogs, complaints) == ([], []), address
        seen += text_of(page)
    assert [url for url in asked if url.endswith(("/nowhere/", "/x"))] == []
    assert [payload for payload in PAYLOADS if payload not in seen] == [], "not shown as the text that it is"


def test_a_hostile_title_is_only_a_title_to_the_player(page: Page, site: str, people: dict[str, User]) -> None:
    release = typed(client_of(site, people["owner"]), 1, PAYLOADS[-1])
    page.route("**/media/**", lambda route: route.abort())  # its notice names the song that cannot be played, too
    page.goto(f"{site}/artists/{release.artist_handle}/")
    row = page.locator("[data-song]").first
    row.locator("[data-play-next]").click()
    row.locator("[data-play-next]").click()
    expect(page.locator("[data-part=notice]")).to_contain_text(PAYLOADS[-1])
    expect(page.locator("music-player [data-part=song-title]")).to_have_text(PAYLOADS[-1])


def text_of(page: Page) -> str:
    """What is read on the page and in its fields."""
    return str(
        page.evaluate(
            "document.body.textContent + [...document.querySelectorAll('input, textarea')].map((one) => one.value)"
        )
    )


@pytest.mark.parametrize(("field", "limit"), [("title", 200), ("description", 5000)])
def test_ten_thousand_letters_are_refused_at_their_field_and_kept(
    site: str, people: dict[str, User], field: str, limit: int
) -> None:
    studio = client_of(site, people["owner"])
    release = typed(studio, 1, "Tide")
    details = {"title": "T", "release_type": "album", "description": "", "version": int(release.version)}
    answer = studio.post(f"/studio/releases/{release.id}/", {**details, field: TOO_LONG})
    assert answer.status_code == 422
    assert f"has at most {limit} characters" in answer.content.decode()
    assert TOO_LONG in answer.content.decode()


def test_nul_and_control_characters_are_dropped_everywhere(site: str, people: dict[str, User]) -> None:
    studio = client_of(site, people["owner"])
    accepted(studio, "/studio/artists/", name="A\0B\x1b[31m\x07", handle="nul")
    assert Artist.fetch("nul").name == "AB[31m"
    assert studio.get("/search/", {"q": "ab\0"}).status_code == 200
    for address in ("/search/?q=" + TOO_LONG, "/artists/%00/", "/songs/%00-x/", "/?after=%00"):
        assert studio.get(address).status_code in (400, 404, 422), address
