"""A folder of tagged songs in Chromium: two actions later it is a public release."""

import re

import numpy as np
import pytest
from django.conf import settings
from mutagen.flac import FLAC as FlacFile
from playwright.sync_api import Page, expect

from catalog import services
from catalog.models import Release, Upload
from musicweb.aws.clients import s3
from tests.browser.test_upload_list import CORS, S3, release, site, studio, to_moto  # noqa: F401  fixtures
from tests.catalog.media.pictures import picture
from tests.catalog.media.sounds import FLAC, write

pytestmark = pytest.mark.browser
SONGS = 12


def folder_of_songs(folder):
    folder.mkdir()
    sound = write(folder / "sound", FLAC, np.random.default_rng(1).normal(0, 0.1, (2, 30_000)))
    for number in range(1, SONGS + 1):
        path = folder / f"{number} song.flac"
        path.write_bytes(sound.read_bytes())
        tags = FlacFile(path)
        tags.update({"title": f"Song {number}", "tracknumber": f"{number}/12", "album": "Twelve Rivers"})
        tags.update({"date": "2019-05-01", "genre": "Dream Pop; Folk"})
        tags.save()
    sound.unlink()
    (folder / "cover.jpg").write_bytes(picture())
    (folder / "notes.txt").write_text("no song")
    return folder


def cover_to_moto(route):
    """Playwright hands over the fields of a form, not its file: the cover is put where they say."""
    if route.request.method == "GET":  # of the finished cover
        return route.fulfill(status=200, headers=CORS, content_type="image/webp", body=b"")
    if route.request.method != "POST":
        return to_moto(route)
    (key,) = re.findall(rb'name="key"\r\n\r\n(.+?)\r\n', route.request.post_data_buffer)
    place = {"Bucket": settings.UPLOAD_BUCKET, "Key": key.decode(), "ContentType": "image/jpeg"}
    s3().put_object(**place, Body=picture())
    return route.fulfill(status=204, headers=CORS)


def test_a_folder_of_twelve_flacs_becomes_a_public_release_in_two_actions(studio: Page, site: str, tmp_path):  # noqa: F811
    folder = folder_of_songs(tmp_path / "rivers")
    studio.unroute(S3)
    studio.route(S3, cover_to_moto)
    studio.goto(f"{site}/studio/lan-anh/")
    studio.set_input_files("#upload-folder", folder)  # first action
    expect(studio.get_by_role("heading", name="rivers", exact=True)).to_be_visible(timeout=30_000)
    expect(studio.locator("[data-uploads] [data-state=done]")).to_have_count(SONGS, timeout=60_000)
    release_id = studio.url.rstrip("/").partition("?")[0].rstrip("/").rpartition("/")[2]
    for upload in Upload.page(Upload.by_state, "waiting", limit=50):
        services.process_upload(upload.object_key)

    studio.reload()
    expect(studio.get_by_label("Title").first).to_have_value("Twelve Rivers")
    studio.get_by_role("button", name="Publish").click()  # second action
    expect(studio.get_by_role("button", name="Unpublish")).to_be_visible(timeout=60_000)

    made = Release.fetch(release_id)
    rows = sorted(made.tracks.as_dict().values(), key=lambda row: row["track_number"])
    assert made.listed == "1"
    assert (made.title, made.release_date, made.tags) == ("Twelve Rivers", "2019-05-01", ["dream-pop", "folk"])
    assert made.cover_rev
    assert [row["title"] for row in rows] == [f"Song {number}" for number in range(1, SONGS + 1)]
    assert all(row["listed"] for row in rows)
