"""A folder of tagged files becomes releases, by the way of any upload, and a second time changes nothing."""

import uuid

import numpy as np
import pytest
from django.contrib.auth.models import AnonymousUser
from mutagen.flac import FLAC

from catalog import services
from catalog.queries import release_page
from musicweb.local.demo_music import RATE, _write
from musicweb.local.importing import Importer, Owner, albums

SECONDS = 3


def write_flac(path, **tags):
    times = np.arange(SECONDS * RATE) / RATE
    tone = 0.2 * np.sin(2 * np.pi * 440 * times)
    _write(path, np.stack([tone, tone]).astype(np.float32))
    file = FLAC(path)
    file.update(tags)
    file.save()


@pytest.fixture
def folder(tmp_path):
    write_flac(tmp_path / "b.flac", title="Second", album="Two Tones", tracknumber="2")
    write_flac(tmp_path / "a.flac", title="First", album="Two Tones", tracknumber="1")
    (tmp_path / "c.mp3").write_text("This is not music.")
    (tmp_path / "notes.txt").write_text("Not looked at.")
    return tmp_path


@pytest.fixture
def artist(aws):
    return services.create_artist(
        owner=Owner(uuid.uuid4().hex), handle=f"importer-{uuid.uuid4().hex[:8]}", name="Importer"
    )


def imported(folder, artist, worker):
    importer = Importer(artist, waited=worker.run_until_idle)
    for album in albums(folder):
        importer.add(album)
    return importer.summary


def test_files_are_grouped_by_album_in_the_order_of_their_numbers(folder):
    found = {album.title: [file.name for file in album.files] for album in albums(folder)}

    assert found == {"Two Tones": ["a.flac", "b.flac"], folder.name: ["c.mp3"]}


def test_a_folder_is_imported_once_and_what_is_no_music_is_refused_with_its_reason(folder, artist, worker):
    first = imported(folder, artist, worker)
    second = imported(folder, artist, worker)

    assert (sorted(first.imported), first.known, first.refused) == (["a.flac", "b.flac"], [], [("c.mp3", "not_audio")])
    assert (second.imported, sorted(second.known), second.refused) == (
        [],
        ["a.flac", "b.flac"],
        [("c.mp3", "not_audio")],
    )


def test_what_was_imported_is_published_with_its_titles(folder, artist, worker):
    imported(folder, artist, worker)
    worker.run_until_idle()

    page = next(
        page
        for release in _releases(artist)
        if (page := release_page(release, AnonymousUser())).release.title == "Two Tones"
    )
    assert [row.title for row in page.tracks] == ["First", "Second"]
    assert all(row.playable for row in page.tracks)


def _releases(artist):
    from catalog.models import Release

    return [
        row.id
        for row in Release.page(Release.by_artist, artist.id, limit=100)
        if Release.fetch(row.id).status == "published"
    ]
