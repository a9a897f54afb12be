"""Everything that matters by plain links and forms, in Chromium with its scripts switched off.

The site runs over moto; S3 takes the browser's form at the address that this test puts into it.
"""

import copy
import re
from collections.abc import Iterator

import boto3
import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, Route, expect

from accounts.models import User
from catalog.models import Release, Song, Upload
from tests.browser.conftest import PATIENCE_MS, served
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, session_cookie_for

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}  # where the browser's own player has least room
S3 = re.compile(r"^https://[^/]+\.amazonaws\.com/")


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    policy["DIRECTIVES"]["form-action"] += ["https://*.amazonaws.com"]
    with served(CONTENT_SECURITY_POLICY=policy) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, base_url=site, locale="en-GB", viewport=PHONE)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def sign_in(page: Page, site: str, user: User) -> None:
    """As after Cognito's page, which is a plain form too: tests/accounts shows that journey."""
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_cookie_for(user), "url": site}
    page.context.add_cookies([cookie])


def test_anybody_finds_a_song_and_the_browsers_own_player_has_its_address(page: Page, site: str) -> None:
    song = a_song(a_release(an_artist(make_user("ann"))), "Rain")
    page.goto("/")
    page.get_by_role("link", name="Mưa đêm").click()
    expect(page.locator("main h1")).to_have_text("Mưa đêm")
    source = page.locator(".song audio[controls]").get_attribute("src")
    answer = page.request.get(f"{site}{source}", max_redirects=0)
    assert (answer.status, answer.headers["location"][:8]) == (302, "https://")
    page.get_by_role("link", name="Rain").click()
    expect(page.locator("main audio[controls]")).to_be_visible()
    page.get_by_role("searchbox").fill("rai")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".song-title")).to_have_text("Rain")
    assert page.locator("music-player, [data-play]").filter(visible=True).count() == 0
    assert song.title == "Rain"


def test_a_listener_likes_and_unlikes_and_signs_out(page: Page, site: str) -> None:
    song = a_song(a_release(an_artist(make_user("ann"))), "Rain")
    sign_in(page, site, make_user("lee", ["listeners"]))
    page.goto(f"/songs/{song.id}-rain/")
    page.get_by_role("button", name="Like: Rain").click()
    expect(page.get_by_role("button", name="Like: Rain")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Library").first.click()
    expect(page.locator(".song-title")).to_have_text("Rain")
    page.get_by_role("button", name="Like: Rain").click()
    page.goto("/library/likes/")
    expect(page.locator(".song-title")).to_have_count(0)
    page.locator(".menu summary").click()
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_an_artist_makes_a_release_uploads_publishes_and_deletes(page: Page, site: str) -> None:
    sign_in(page, site, make_user("ann"))
    page.goto("/studio/")
    page.get_by_role("link", name="New artist").first.click()
    page.get_by_label("Name").fill("Lan Anh")
    page.get_by_label("Address").fill("lan-anh")
    page.get_by_role("button", name="Create").click()
    page.get_by_role("link", name="New release").first.click()
    page.get_by_label("Title").fill("Mưa đêm")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("main h1")).to_have_text("Mưa đêm")
    send_a_song(page, site)
    expect(page.locator("#tracks .studio-row")).to_contain_text("Rain")
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("button", name="Unpublish")).to_be_visible()
    page.get_by_label("Title").fill("Mưa")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main h1")).to_have_text("Mưa")
    page.get_by_role("button", name="Unpublish").click()
    page.get_by_role("link", name="Delete…").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("No releases yet")).to_be_visible()


def send_a_song(page: Page, site: str) -> None:
    page.get_by_role("link", name="Add a song").click()
    page.get_by_label("Title").fill("Rain")
    page.get_by_role("button", name="Next").click()
    upload = Upload.fetch(page.url.rstrip("/").rpartition("/")[2])

    def as_s3(route: Route) -> None:
        place = {"Bucket": settings.UPLOAD_BUCKET, "Key": upload.object_key}
        boto3.client("s3").put_object(**place, Body=b"RIFF....WAVE", ContentType=upload.content_type)
        route.fulfill(body="stored")  # a fulfilled route cannot redirect

    assert S3.match(page.locator("main form").get_attribute("action") or "")
    assert page.locator("main form input[name=key]").get_attribute("value") == upload.object_key
    back = page.locator("main form input[name=success_action_redirect]").get_attribute("value")
    assert back == f"{site}/studio/uploads/{upload.id}/finish/"
    page.route(S3, as_s3)
    page.set_input_files("input[type=file]", {"name": "rain.wav", "mimeType": "audio/wav", "buffer": b"RIFF....WAVE"})
    page.get_by_role("button", name="Send").click()
    page.goto(back)
    song = Song.fetch(str(upload.song_id))
    assert (song.title, Release.fetch(song.release_id).title) == ("Rain", "Mưa đêm")


def test_a_wrong_form_says_why_at_its_field_and_keeps_what_was_typed(page: Page, site: str) -> None:
    sign_in(page, site, make_user("ann"))
    page.goto("/studio/artists/")
    page.get_by_label("Name").fill("Lan Anh")
    page.get_by_label("Address").fill("Lan Anh!")
    page.get_by_role("button", name="Create").click()
    expect(page.locator(".field-error")).to_contain_text("Use small letters")
    expect(page.get_by_label("Name")).to_have_value("Lan Anh")
    expect(page.get_by_label("Address")).to_have_value("Lan Anh!")


def test_what_was_typed_survives_the_end_of_the_session(page: Page, site: str) -> None:
    ann = make_user("ann")
    release = a_release(an_artist(ann), public=False)
    sign_in(page, site, ann)
    page.goto(f"/studio/releases/{release.id}/")
    page.get_by_label("Title").fill("Written for an hour")
    page.get_by_label("Description").fill("Line one\nLine two")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main h1")).to_have_text("Please sign in again")
    sign_in(page, site, ann)
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("main h1")).to_have_text("Written for an hour")
    assert Release.fetch(release.id).description == "Line one\nLine two"
