"""The main job, whole, on real music: uploaded, processed, published, heard, liked, withdrawn.

One site, one story: each step goes on where the one before it stopped, so it is a single test.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.site import Site
from tests.browser.visitor import Visitor
from tests.embedded import missing_tool

pytestmark = pytest.mark.browser
MUSIC = Path("/usr/share/hyperrogue/music")
BY_HAND = ("hr3-crossroads.ogg", "hr-savino-palace.ogg")  # uploaded in the browser, the others imported
# Their Vorbis headers come twice, which FFmpeg refuses to open.
UNREADABLE = ("hr-savino-caribbean.ogg", "hr-savino-ivory.ogg", "hr-savino-ocean.ogg")
PROCESSING_MS = 240_000


@pytest.fixture(scope="module")
def site(demo_site: Site) -> Site:
    if not MUSIC.is_dir():
        missing_tool("Real music is missing: apt-get install hyperrogue-music")
    return demo_site


@pytest.fixture(scope="module")
def people(browser: Browser, site: Site) -> Iterator[dict[str, Visitor]]:
    """Everybody of the story; nobody's console may complain."""
    visitors = {role: Visitor(browser, site, role) for role in ("artist", "listener", "admin")}
    visitors["anyone"] = Visitor(browser, site)
    yield visitors
    complaints = {role: visitor.complaints for role, visitor in visitors.items() if visitor.complaints}
    for visitor in visitors.values():
        visitor.context.close()
    assert complaints == {}


def an_artist_uploads_two_songs_and_sees_them_become_ready(people: dict[str, Visitor], story: dict[str, str]) -> None:
    page = people["artist"].page
    page.goto("/studio/artists/")
    page.locator("main").get_by_label("Name").fill("Rogue Band")
    page.locator("main").get_by_label(re.compile("Handle|Address")).fill("rogue-band")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Rogue Band", level=1)).to_be_visible()
    page.goto("/studio/rogue-band/releases/")
    page.locator("main").get_by_label("Title").fill("Hyperbolic")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="Hyperbolic", level=1)).to_be_visible()
    story["studio"] = page.url
    files = [MUSIC / name for name in BY_HAND]
    expect(page.get_by_text("Choose files")).to_be_visible()
    page.locator("#upload-files").set_input_files(files)
    expect(page.locator("#tracks .studio-row")).to_have_count(2, timeout=60_000)
    expect(page.locator("#tracks-status")).to_have_text("Everything is processed.", timeout=PROCESSING_MS)
    expect(page.locator("#tracks [data-song-id]")).to_have_count(2)


def a_file_that_is_no_music_is_refused_at_its_own_row(people: dict[str, Visitor], tmp_path: Path) -> None:
    page = people["artist"].page
    text = tmp_path / "notes.txt"
    text.write_text("not music")
    broken = tmp_path / "broken.flac"
    broken.write_bytes(os.urandom(40_000))
    page.locator("#upload-files").set_input_files([text, broken])
    refused = page.locator("[data-uploads] .studio-row").filter(has_text="notes.txt")
    expect(refused.locator("[data-status]")).to_contain_text(re.compile("FLAC|format", re.I))
    expect(page.locator("#tracks .studio-row").filter(has_text=re.compile("broken"))).to_contain_text(
        "This file holds no audio that we know", timeout=60_000
    )
    expect(page.locator("#tracks [data-song-id]")).to_have_count(2)


def the_artist_publishes_and_anyone_finds_and_hears_it(people: dict[str, Visitor], story: dict[str, str]) -> None:
    artist = people["artist"].page
    artist.goto(story["studio"])
    artist.get_by_role("button", name="Publish", exact=True).first.click()
    expect(artist.get_by_role("button", name="Unpublish").first).to_be_visible()
    visitor = people["anyone"]
    page = visitor.page
    page.goto("/")
    page.get_by_role("link", name=re.compile("Hyperbolic")).first.click()
    expect(page.get_by_role("heading", name="Hyperbolic", level=1)).to_be_visible()
    story["release"] = page.url
    rows = page.locator("main [data-song-id]")
    expect(rows).to_have_count(2)
    story["song_id"] = str(rows.first.get_attribute("data-song-id"))
    story["media"] = str(rows.first.get_attribute("data-src"))
    story["title"] = str(rows.first.get_attribute("data-title"))
    rows.first.locator("[data-play]").click()
    visitor.await_player("player.seconds > 0.5")
    page.get_by_role("link", name="Rogue Band").first.click()
    expect(page.get_by_role("heading", name="Rogue Band", level=1)).to_be_visible()
    before = float(str(visitor.player("player.seconds")))
    visitor.await_player(f"player.seconds > {before} + 0.3")
    page.locator("[data-part=seek]").fill("20")
    visitor.await_player("player.seconds >= 20")
    assert page.context.cookies() == []


def no_audio_passes_through_the_site(people: dict[str, Visitor], story: dict[str, str], site: Site) -> None:
    answer = people["anyone"].context.request.get(story["media"], max_redirects=0)
    assert answer.status == 302
    assert not answer.headers["location"].startswith(site.url)
    part = people["anyone"].context.request.get(answer.headers["location"], headers={"Range": "bytes=100-199"})
    assert (part.status, len(part.body())) == (206, 100)


def a_listener_likes_a_song_and_finds_it_among_the_likes(people: dict[str, Visitor], story: dict[str, str]) -> None:
    page = people["listener"].page
    page.goto(story["release"])
    row = page.locator(f'main [data-song-id="{story["song_id"]}"]')
    row.get_by_role("button", name=re.compile("^Like")).click()
    expect(row.get_by_role("button", name=re.compile("^Like"))).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Library").first.click()
    expect(page.locator(f'main [data-song-id="{story["song_id"]}"]')).to_be_visible()


def a_folder_of_tagged_music_is_imported_and_may_be_imported_again(
    people: dict[str, Visitor], site: Site, tmp_path: Path
) -> None:
    folder = tmp_path / "music"
    folder.mkdir()
    files = [file for file in MUSIC.glob("*.ogg") if file.name not in {*BY_HAND, *UNREADABLE}]
    for file in files:
        (folder / file.name).symlink_to(file)
    first = site.manage("import_music", str(folder), "--artist", "rogue-band")
    assert first.returncode == 0, first.stdout + first.stderr
    again = site.manage("import_music", str(folder), "--artist", "rogue-band")
    assert again.returncode == 0, again.stdout + again.stderr
    anyone = people["anyone"].page
    anyone.goto("/artists/rogue-band/")
    expect(anyone.locator("main [data-song-id]")).to_have_count(len(files) + len(BY_HAND))


def what_an_import_refuses_is_named_with_its_reason(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / UNREADABLE[0]).symlink_to(MUSIC / UNREADABLE[0])
    refused = site.manage("import_music", str(folder), "--artist", "rogue-band")
    assert refused.returncode == 1
    assert UNREADABLE[0] in refused.stdout + refused.stderr
    assert "damaged" in refused.stdout + refused.stderr


def an_admin_withdraws_a_song_and_it_is_gone_everywhere_at_once(
    people: dict[str, Visitor], story: dict[str, str], site: Site
) -> None:
    admin = people["admin"].page
    admin.goto(f"/admin/catalog/song/?q={story['title'][:6].lower()}")
    admin.locator(f"input[name=_selected_action][value='{story['song_id']}']").check()
    admin.locator("select[name=action]").select_option(label="Withdraw: hide from everybody at once")
    admin.get_by_role("button", name="Go").or_(admin.get_by_role("button", name="Run")).first.click()
    if admin.get_by_role("button", name=re.compile("Withdraw")).count():
        admin.get_by_role("button", name=re.compile("Withdraw")).first.click()
    for who in ("anyone", "listener"):
        page = people[who].page
        address = f"{site.url}/songs/{story['song_id']}-x/"
        assert people[who].context.request.get(address).status in (404, 410)
        page.goto(story["release"])
        expect(page.locator("main [data-song-id]")).to_have_count(1)
        page.goto(f"/search/?q={story['title'][:8]}")
        expect(page.locator(f'main [data-song-id="{story["song_id"]}"]')).to_have_count(0)
    listener = people["listener"].page
    listener.goto("/library/likes/")
    expect(listener.locator("main [data-song-id]")).to_have_count(0)
    old = people["anyone"].context.request.get(story["media"], max_redirects=0)
    gone = people["anyone"].context.request.get(old.headers["location"]) if old.status == 302 else old
    assert gone.status in (403, 404)


def signing_out_ends_the_session_here_and_at_cognito(people: dict[str, Visitor]) -> None:
    page = people["listener"].page
    page.goto("/")
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] == "sid"]
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Sign out").or_(page.get_by_role("link", name="Sign out")).first.click()
    if page.url.rstrip("/").endswith("/auth/logout"):
        page.locator("main").get_by_role("button").first.click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]  a thief's copy is worth nothing
    page.goto("/library/likes/")
    expect(page).to_have_url(re.compile("login"))


def test_the_main_job_on_real_music(people: dict[str, Visitor], site: Site, tmp_path: Path) -> None:
    story: dict[str, str] = {}  # what one step leaves for the next: addresses
    an_artist_uploads_two_songs_and_sees_them_become_ready(people, story)
    a_file_that_is_no_music_is_refused_at_its_own_row(people, tmp_path)
    the_artist_publishes_and_anyone_finds_and_hears_it(people, story)
    no_audio_passes_through_the_site(people, story, site)
    a_listener_likes_a_song_and_finds_it_among_the_likes(people, story)
    a_folder_of_tagged_music_is_imported_and_may_be_imported_again(people, site, tmp_path)
    what_an_import_refuses_is_named_with_its_reason(site, tmp_path)
    an_admin_withdraws_a_song_and_it_is_gone_everywhere_at_once(people, story, site)
    signing_out_ends_the_session_here_and_at_cognito(people)
