"""Days are counted from the streams, each record once."""

import pytest

from accounts.models import User
from catalog import services as catalog
from catalog.models import Song
from musicweb.dynamo.errors import NotFound
from musicweb.moderation import events, services
from musicweb.moderation.models import SITE, TOTAL, SiteDay
from tests.factories import make_song
from tests.moderation.streams import a_record
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("tables")
DAY = "2026-11-27"


def figures(day: str) -> tuple[int, int, int]:
    found = SiteDay.fetch(SITE, day)
    return int(found.users), int(found.songs), int(found.stored_bytes)


def test_a_record_is_counted_once_however_often_it_comes():
    for number in ("1", "2", "1", "1"):
        services.count(number, day=DAY, songs=1, stored_bytes=10)
    services.count("3", day="2026-11-28", users=1, stored_bytes=-5)
    assert figures(DAY) == (0, 2, 20)
    assert figures(TOTAL) == (1, 2, 15)


def test_who_registers_is_counted_and_who_signs_in_is_not():
    user = make_user("lin")
    for _ in range(2):
        events.on_stream_record(a_record(User, None, user))
    events.on_stream_record(a_record(User, user, user, number="2"))
    assert figures(DAY) == figures(TOTAL) == (1, 0, 0)


def test_a_song_comes_with_its_bytes_and_leaves_without_them():
    song = make_song()
    size = song.original_size_bytes
    events.on_stream_record(a_record(Song, None, song))
    assert figures(DAY) == (0, 1, size)
    catalog.remove_song(song=song)
    removed = Song.fetch(song.id)
    events.on_stream_record(a_record(Song, song, removed, number="2"))
    events.on_stream_record(a_record(Song, removed, None, number="3"))
    assert figures(DAY) == (0, 1, 0)


def test_a_change_that_brings_nothing_writes_nothing():
    song = make_song()
    events.on_stream_record(a_record(Song, song, song))
    with pytest.raises(NotFound):
        SiteDay.fetch(SITE, TOTAL)
