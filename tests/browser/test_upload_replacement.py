"""Another file for a song, sent from its page: interrupted, gone on with another day, in place of the old one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, Route, expect

from catalog import services
from catalog.models import Song, Upload
from tests.browser.uploading import S3, first_part_only, sign_in_there, site_over_moto, to_moto
from tests.catalog.media.sounds import WAV, tone, write
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user

pytestmark = pytest.mark.browser
NO_SOUND = {"name": "words.wav", "mimeType": "audio/wav", "buffer": b"These are words, no music. " * 40}


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with site_over_moto() as address:
        yield address


@pytest.fixture
def song(tables: None) -> Song:
    release = make_release(artist=make_artist(owner=make_user("ann")), published=True)
    return make_song(release=release, published=True)


@pytest.fixture
def studio(visitor: BrowserContext, page: Page, site: str, song: Song) -> Page:
    """Ann's browser at the song, S3 being moto and time what the test says."""
    sign_in_there(visitor, site, song.owner_id)
    page.clock.install()
    page.route(S3, to_moto)
    page.goto(f"{site}/studio/songs/{song.id}/")
    return page


def arrived(song: Song) -> Upload:
    return Upload.fetch(Song.fetch(song.id).replacement_id)


def test_a_file_sent_over_two_days_takes_the_place_of_the_old_one(
    studio: Page, visitor: BrowserContext, site: str, song: Song, tmp_path: Path
):
    file = write(tmp_path / "new", WAV, tone(32 * 44_100))
    studio.unroute(S3)
    studio.route(S3, first_part_only)
    with studio.expect_response(S3):
        studio.set_input_files("#upload-files", file)
    studio.close()  # the tab; the upload with it

    tomorrow = visitor.new_page()
    tomorrow.clock.install()
    tomorrow.clock.fast_forward("24:00:00")
    tomorrow.route(S3, to_moto)
    tomorrow.goto(f"{site}/studio/songs/{song.id}/")
    row = tomorrow.locator("[data-uploads] > li")
    expect(row).to_contain_text("Choose the same file again to go on at 92 %.")
    with tomorrow.expect_file_chooser() as chooser:
        row.get_by_role("button", name="Choose the file").click()
    chooser.value.set_files(file)
    expect(row).to_have_attribute("data-state", "done")
    expect(tomorrow.get_by_text("Until it is ready the song plays as it was.")).to_be_visible()
    assert Song.fetch(song.id).media_rev == song.media_rev

    services.process_upload(arrived(song).object_key)
    tomorrow.clock.fast_forward("00:03")
    expect(tomorrow.locator("#replacement")).to_contain_text("new.wav")
    after = Song.fetch(song.id)
    assert (after.duration_ms, after.published_at, after.state) == (32_000, song.published_at, "ready")


def test_another_choice_gives_up_the_first_and_a_refused_file_leaves_the_old_one(studio: Page, song: Song):
    studio.unroute(S3)
    studio.route(S3, lambda route: None)
    studio.set_input_files("#upload-files", {**NO_SOUND, "name": "first.wav"})
    rows = studio.locator("[data-uploads] > li")
    expect(rows.first).to_have_attribute("data-state", "sending")
    studio.unroute(S3)
    studio.route(S3, to_moto)
    studio.set_input_files("#upload-files", NO_SOUND)
    expect(rows.first).to_have_attribute("data-state", "cancelled")
    expect(rows.last).to_have_attribute("data-state", "done")

    services.process_upload(arrived(song).object_key)
    studio.clock.fast_forward("00:03")
    expect(studio.locator("#replacement")).to_contain_text("Rejected")
    expect(studio.get_by_text("The song plays as it was.")).to_be_visible()
    after = Song.fetch(song.id)
    assert (after.media_rev, after.state, after.original_name) == (song.media_rev, "ready", song.original_name)


def test_an_upload_under_way_waits_through_maintenance_and_goes_on(studio: Page, song: Song):
    def while_maintained(route: Route) -> None:
        if route.request.method == "PUT":
            call_command("maintenance", "on")
        to_moto(route)  # the bytes arrive; that they have may not be written down

    studio.unroute(S3)
    studio.route(S3, while_maintained)
    studio.set_input_files("#upload-files", NO_SOUND)
    row = studio.locator("[data-uploads] > li")
    expect(studio.locator("[data-maintenance]")).to_contain_text("waits and goes on by itself")
    expect(row).to_have_attribute("data-state", "finishing")

    with studio.expect_response(lambda answer: answer.status == 503):
        studio.clock.fast_forward("01:00")
    call_command("maintenance", "off")
    studio.clock.fast_forward("01:00")
    expect(row).to_have_attribute("data-state", "done")
    expect(studio.locator("[data-maintenance]")).to_be_empty()
    assert arrived(song).state == "waiting"
