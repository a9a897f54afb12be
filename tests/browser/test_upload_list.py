"""<upload-list> in Chromium: several files to S3 in parts, progress and errors at their file, cancelling."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from catalog.models import Release
from tests.browser.uploading import CORS, S3, first_part_only, sign_in_there, site_over_moto, to_moto
from tests.catalog.music import a_release, an_artist
from tests.people import make_user

pytestmark = pytest.mark.browser
SMALL = {"name": "rain.wav", "mimeType": "audio/wav", "buffer": b"RIFF....WAVE" * 10}


@pytest.fixture
def site(tables: None) -> Iterator[str]:
    with site_over_moto() as address:
        yield address


@pytest.fixture
def release(tables: None) -> Release:
    return a_release(an_artist(make_user("ann")), public=False)


@pytest.fixture
def studio(visitor: BrowserContext, page: Page, site: str, release: Release) -> Page:
    """Ann's browser at the release, S3 being moto."""
    sign_in_there(visitor, site, release.owner_id)
    page.route(S3, to_moto)
    page.goto(f"{site}/studio/releases/{release.id}/")
    return page


def test_several_files_arrive_and_appear_among_the_songs(studio: Page, release: Release, tmp_path: Path):
    large = tmp_path / "wind.wav"
    large.write_bytes(b"RIFF....WAVE" + b"\0" * (5 * 1024**2))
    small = tmp_path / "rain.wav"
    small.write_bytes(SMALL["buffer"])
    studio.set_input_files("#upload-files", [large, small])
    expect(studio.locator("[data-uploads] [data-state=done]")).to_have_count(2)
    expect(studio.locator("#tracks .studio-row")).to_have_count(2)
    assert len(Release.fetch(release.id).tracks.as_dict()) == 2


def test_an_error_stays_at_its_file_and_the_others_go_on(studio: Page):
    empty = {**SMALL, "name": "empty.wav", "buffer": b""}
    text = {**SMALL, "name": "words.txt", "mimeType": "text/plain"}
    studio.set_input_files("#upload-files", [empty, text, SMALL])
    rows = studio.locator("[data-uploads] > li")
    expect(rows.nth(0)).to_contain_text("This file is empty")
    expect(rows.nth(1)).to_contain_text("This kind of file is not taken")
    expect(rows.nth(2)).to_have_attribute("data-state", "done")


def test_an_upload_goes_on_while_the_page_is_another_one(studio: Page, site: str, release: Release):
    held: list[Route] = []
    studio.unroute(S3)
    studio.route(S3, lambda route: held.append(route) if route.request.method == "PUT" else to_moto(route))
    with studio.expect_request(lambda request: request.method == "PUT"):  # held from here on
        studio.set_input_files("#upload-files", SMALL)
    studio.get_by_role("link", name="Lan Anh").first.click()
    expect(studio.get_by_role("heading", name="Lan Anh")).to_be_visible()
    to_moto(held.pop())
    studio.locator(f"a[href='/studio/releases/{release.id}/']").first.click()
    expect(studio.locator("[data-uploads] [data-state=done]")).to_be_visible()


def test_a_cancelled_upload_stops_and_can_be_tried_again(studio: Page, release: Release):
    studio.unroute(S3)
    studio.route(S3, lambda route: None)
    studio.set_input_files("#upload-files", SMALL)
    expect(studio.locator("[data-state=sending]")).to_be_visible()
    studio.get_by_role("button", name="Cancel").click()
    expect(studio.locator("[data-uploads] [data-state=cancelled]")).to_be_visible()
    studio.unroute(S3)
    studio.route(S3, to_moto)
    studio.get_by_role("button", name="Try again").click()
    expect(studio.locator("[data-uploads] [data-state=done]")).to_be_visible()


def test_a_part_that_failed_is_sent_again(studio: Page):
    fails = [2]

    def sometimes(route: Route) -> None:
        if route.request.method == "PUT" and fails[0]:
            fails[0] -= 1
            return route.fulfill(status=503, headers=CORS)
        return to_moto(route)

    studio.unroute(S3)
    studio.route(S3, sometimes)
    studio.set_input_files("#upload-files", SMALL)
    expect(studio.locator("[data-uploads] [data-state=done]")).to_be_visible()


def test_the_list_works_too_where_the_page_was_reached_without_a_load(studio: Page, site: str, release: Release):
    studio.goto(f"{site}/studio/lan-anh/")
    studio.locator(f"a[href='/studio/releases/{release.id}/']").first.click()
    expect(studio.get_by_text("or drop them here")).to_be_visible()
    studio.set_input_files("#upload-files", SMALL)
    expect(studio.locator("[data-uploads] [data-state=done]")).to_be_visible()


def test_an_interrupted_upload_goes_on_after_a_reload_with_the_same_file_only(
    studio: Page, release: Release, tmp_path: Path
):
    large, other = tmp_path / "wind.wav", tmp_path / "other" / "wind.wav"
    large.write_bytes(b"RIFF....WAVE" + b"\0" * (11 * 1024**2))
    other.parent.mkdir()
    other.write_bytes(b"RIFF....WAVE" + b"\1" * (11 * 1024**2))
    sent: list[str] = []

    def counted(route: Route) -> None:
        if route.request.method == "PUT":
            sent.append(route.request.url)
        to_moto(route)

    studio.unroute(S3)
    studio.route(S3, first_part_only)
    with studio.expect_response(S3):
        studio.set_input_files("#upload-files", large)
    studio.on("dialog", lambda dialog: dialog.accept())
    studio.reload()
    row = studio.locator("[data-uploads] > li")
    expect(row).to_contain_text("Choose the same file again to go on at 45 %.")
    studio.unroute(S3)
    studio.route(S3, counted)
    for file in (other, large):
        with studio.expect_file_chooser() as chooser:
            row.get_by_role("button", name="Choose the file").click()
        chooser.value.set_files(file)
        if file == other:
            expect(row).to_contain_text("This is another file.")
    expect(row).to_have_attribute("data-state", "done")
    assert len(sent) == 2
    assert len(Release.fetch(release.id).tracks.as_dict()) == 1
