"""What somebody does to music is on the page of their own activity."""

import pytest
from django.urls import reverse

from accounts.queries import activity_of
from catalog.models import Release
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def release(ann):
    return make_release(artist=make_artist(owner=ann, handle="ann"), title="Rain")


@pytest.fixture
def browser(client, ann):
    return sign_in(client, ann)


def edits_of(user) -> list[tuple[str, str]]:
    return [(row.title, row.address) for row in activity_of(user.id) if row.kind == "edit"]


def test_an_edit_is_noted_with_its_title_and_page(browser, ann, release):
    address = reverse("studio-release", args=[release.id])
    shown = browser.get(address).context["form"]
    browser.post(address, {**{name: value or "" for name, value in shown.initial.items()}, "title": "Rain again"})
    assert Release.fetch(release.id).title == "Rain again"
    assert edits_of(ann) == [("Rain again", address)]
    browser.post(address, {"title": ""})
    assert len(edits_of(ann)) == 1


def test_publishing_is_noted(browser, ann, release):
    song = make_song(release=release, title="Drops")
    browser.post(reverse("studio-song-publication", args=[song.id]), {"action": "publish"})
    assert edits_of(ann) == [("Drops", reverse("studio-song", args=[song.id]))]


def test_a_deletion_is_noted_without_a_page(browser, ann, release):
    browser.post(reverse("studio-release-deletion", args=[release.id]))
    assert edits_of(ann) == [("Rain", "")]
