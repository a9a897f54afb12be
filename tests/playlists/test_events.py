"""What likes repeat of a song follows it."""

import pytest
from django.conf import settings

from catalog.models import REMOVED, Artist, Song
from musicweb.dynamo.table import Table
from playlists import services
from playlists.events import on_stream_record
from playlists.models import ROOT, Like, LikedSet, PlaylistEntry
from tests.playlists.lists import a_playlist
from tests.playlists.songs import a_song

pytestmark = pytest.mark.usefixtures("tables")
ANN = "5f0c2d1e-8f7a-4a53-9a3e-0f6f1f0a7c11"


def record_of(before: Table | None, after: Table | None) -> dict:
    """As Lambda gets it."""
    table = (before or after).Meta.table_name
    images = {"OldImage": before, "NewImage": after}
    return {
        "eventSource": "aws:dynamodb",
        "eventSourceARN": f"arn:aws:dynamodb:us-east-1:000000000000:table/{table}/stream/2026-01-01T00:00:00.000",
        "dynamodb": {name: image.serialize() for name, image in images.items() if image is not None},
    }


def changed(song: Song, **facts: object) -> tuple[Song, Song]:
    before = Song.from_raw_data(song.serialize())
    for name, value in facts.items():
        setattr(song, name, value)
    song.version += 1
    return before, song


def test_a_renamed_song_is_renamed_where_it_is_liked_also_when_told_twice():
    song = a_song(title="Old")
    services.like(user_id=ANN, song=song)
    record = record_of(*changed(song, title="New"))
    for _ in range(2):
        on_stream_record(record)
    assert Like.fetch(ANN, song.id).title == "New"


def test_records_out_of_order_leave_the_latest_word():
    song = a_song(title="First")
    services.like(user_id=ANN, song=song)
    earlier = record_of(*changed(song, title="Second"))
    later = record_of(*changed(song, title="Third"))
    for record in (later, earlier):
        on_stream_record(record)
    assert Like.fetch(ANN, song.id).title == "Third"


def test_a_song_that_is_not_public_any_more_is_hidden_and_comes_back():
    song = a_song()
    services.like(user_id=ANN, song=song)
    on_stream_record(record_of(*changed(song, listed=None)))
    assert Like.fetch(ANN, song.id).hidden
    on_stream_record(record_of(*changed(song, listed="1", media_rev="pNEW")))
    like = Like.fetch(ANN, song.id)
    assert (like.hidden, like.media_rev) == (None, "pNEW")


@pytest.mark.parametrize("way", ["tombstone", "expired"])
def test_a_removed_song_is_in_nobodys_likes(way):
    song = a_song()
    services.like(user_id=ANN, song=song)
    before, after = changed(song, status=REMOVED, listed=None)
    for _ in range(2):
        on_stream_record(record_of(before, after if way == "tombstone" else None))
    assert Like.song_ids_of(ANN) == []
    assert not LikedSet.fetch(ANN, ROOT).songs


def test_a_change_that_no_like_shows_writes_nothing(monkeypatch):
    song = a_song()
    monkeypatch.setattr(services, "mend_likes", lambda **_: pytest.fail("wrote"))
    on_stream_record(record_of(*changed(song, track_number=4)))
    on_stream_record(record_of(None, song))


def test_records_of_other_tables_pass():
    artist = Artist("ann", id="a", name="Ann", name_key="ann", owner_id="o")
    on_stream_record(record_of(artist, artist))
    assert settings.DYNAMO_PREFIX in Artist.Meta.table_name


def test_what_only_a_link_leads_to_stays_among_ones_own_and_leaves_the_lists_of_others():
    song = a_song()
    services.like(user_id=ANN, song=song)
    playlist = a_playlist(song)
    on_stream_record(record_of(*changed(song, listed=None, by_link=True, explicit=True)))
    like, (entry,) = Like.fetch(ANN, song.id), PlaylistEntry.everything_in(playlist.id)
    assert (like.hidden, entry.hidden) == (None, True)
    assert like.explicit
    assert entry.explicit
