"""The words that every template knows."""

from types import SimpleNamespace

import pytest
from django.template import Context
from django.utils import translation

from musicweb.templatetags import musicweb as words


@pytest.mark.parametrize(
    ("ms", "shown"),
    [(0, "0:00"), (61_400, "1:01"), (59_600, "0:59"), (3_600_000, "1:00:00"), (3_725_000, "1:02:05"), (None, "")],
)
def test_a_duration_is_read_as_a_clock(ms: int | None, shown: str) -> None:
    assert words.duration(ms) == shown


def test_a_path_becomes_an_address(settings) -> None:
    assert words.absolute("/media/a") == f"{settings.SITE_URL}/media/a"
    assert words.absolute("https://cdn.example/a") == "https://cdn.example/a"


def test_a_query_keeps_the_other_parameters(rf) -> None:
    context = Context({"request": rf.get("/", {"q": "mưa & đêm", "after": "x"})})
    assert words.query(context, after="y z") == "?q=m%C6%B0a+%26+%C4%91%C3%AAm&after=y+z"
    assert words.query(context, after=None) == "?q=m%C6%B0a+%26+%C4%91%C3%AAm"


def test_a_songs_attributes_are_escaped_and_the_same_in_every_language() -> None:
    fields = dict.fromkeys(("aac_url", "opus_url", "release_title", "cover_url_300", "artist_url"), "")
    row = SimpleNamespace(
        id="a", title='"><script>', artist_name="‮x", duration_ms=None, loudness_lufs=-14.5, true_peak_dbtp=-1, **fields
    )
    with translation.override("vi"):
        data = words.song_data(row, "/songs/a-x/")
    assert 'data-title="&quot;&gt;&lt;script&gt;"' in data
    assert 'data-loudness-lufs="-14.5"' in data
    assert 'data-duration-ms=""' in data


@pytest.mark.parametrize(
    ("liked", "answer"), [({"a"}, True), (["b"], False), (None, False), ("", False), (True, True), (False, False)]
)
def test_liked_is_a_set_or_the_answer_itself(liked: object, answer: bool) -> None:
    class Row:
        id = "a"

    assert words.liked_among(Row(), liked) is answer
