"""Tags fill what nobody has filled; what an artist types stays."""

import pytest

from catalog import services
from catalog.media.facts import Tags
from catalog.models import Release, Song
from catalog.services.prefilling import prefill_release
from tests.catalog.browser_to_s3 import send_parts
from tests.factories import make_artist, make_release, make_upload

pytestmark = pytest.mark.usefixtures("tables")
TAGS = Tags(album="Twelve Rivers", date="2019-05-01", genre="Folk; Dream Pop", album_artist="Various Artists")


@pytest.fixture
def release():
    artist = make_artist()
    owner = type("Owner", (), {"id": artist.owner_id})
    return services.create_release_of_folder(owner=owner, artist=artist, folder="rivers", songs=5)


def test_the_first_file_tells_of_the_release_and_the_next_changes_nothing(release):
    assert (release.title, release.release_type) == ("rivers", "ep")
    prefill_release(release.id, TAGS)
    prefill_release(release.id, Tags(album="Another", date="2020-01-01", genre="Rock"))
    found = Release.fetch(release.id)
    assert (found.title, found.release_date, found.release_type) == ("Twelve Rivers", "2019-05-01", "compilation")
    assert found.tags == ["folk", "dream-pop"]


def test_what_was_typed_meanwhile_stays_and_the_rest_is_filled(release):
    services.edit_release(release=release, version=release.version, title="My Rivers")
    prefill_release(release.id, TAGS)
    found = Release.fetch(release.id)
    assert (found.title, found.release_date) == ("My Rivers", "2019-05-01")


def test_a_release_made_by_hand_is_left_alone():
    release = make_release(title="By Hand")
    prefill_release(release.id, TAGS)
    assert Release.fetch(release.id).title == "By Hand"


def test_a_file_on_its_way_is_published_with_its_release_and_a_later_one_is_a_draft():
    release = make_release()
    early = make_upload(release=release, size_bytes=9)
    services.publish_release(release=release)
    late = make_upload(release=Release.fetch(release.id), size_bytes=9)
    for upload in (early, late):
        services.complete_upload(upload, send_parts(upload, b"123456789"))
    assert [Song.fetch(upload.song_id).status for upload in (early, late)] == ["published", "draft"]
