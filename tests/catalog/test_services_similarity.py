"""The same sound again: of the same artist it is said, of another one moderators hear of it."""

import numpy as np
import pytest

from catalog import services
from catalog.models import Case, Original, Release, Report, Song
from musicweb.dynamo.errors import NotFound
from tests.catalog.browser_to_s3 import send_parts
from tests.catalog.media.sounds import FLAC, MP3, melody, write
from tests.factories import make_artist, make_release, make_upload

pytestmark = pytest.mark.usefixtures("tables")
SECONDS = 16


@pytest.fixture(scope="module")
def sounds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sounds")
    heard = np.stack([melody(1, seconds=SECONDS)] * 2)
    later = heard[:, 100_000:]
    return {
        "original": write(folder / "a", FLAC, heard).read_bytes(),
        "retagged": write(folder / "b", FLAC, heard, metadata={"title": "Another"}).read_bytes(),
        "copy": write(folder / "c", MP3, later).read_bytes(),
        "other": write(folder / "d", FLAC, np.stack([melody(2, seconds=SECONDS)] * 2)).read_bytes(),
    }


def processed(release, content, filename="rain.flac"):
    upload = make_upload(release=release, filename=filename, size_bytes=len(content))
    services.complete_upload(upload, send_parts(upload, content))
    services.process_upload(upload.object_key)
    return Song.fetch(upload.song_id)


def test_the_same_sound_of_the_same_artist_is_said_until_the_first_is_gone(sounds):
    release = make_release()
    first = processed(release, sounds["original"])
    assert first.duplicate_of is None
    second = processed(Release.fetch(release.id), sounds["retagged"])
    assert second.duplicate_of == first.id
    assert Release.fetch(release.id).tracks.as_dict()[second.id]["duplicate_of"] == first.id
    services.remove_song(song=first)
    assert processed(Release.fetch(release.id), sounds["original"]).duplicate_of is None


def test_a_trimmed_and_re_encoded_copy_of_another_artist_reaches_the_moderators(sounds):
    song = processed(make_release(artist=make_artist(handle="first")), sounds["original"])
    processed(make_release(artist=make_artist(handle="third")), sounds["other"])
    copy = processed(make_release(artist=make_artist(handle="second")), sounds["copy"], "copy.mp3")
    assert copy.state == "ready"
    with pytest.raises(NotFound):
        Case.fetch(f"song:{song.id}")
    case = Case.fetch(f"song:{copy.id}")
    (told,) = Report.page(None, case.subject, limit=5)
    assert case.reason == services.SIMILARITY
    assert song.id in told.text


def test_a_removed_song_is_compared_with_nothing(sounds):
    song = processed(make_release(artist=make_artist(handle="first")), sounds["original"])
    services.remove_song(song=song)
    copy = processed(make_release(artist=make_artist(handle="second")), sounds["copy"], "copy.mp3")
    with pytest.raises(NotFound):
        Case.fetch(f"song:{copy.id}")
    assert Original.page(None, song.artist_id, limit=5).rows == []
