"""Links into a song."""

import pytest

from catalog.timecodes import seconds_of


@pytest.mark.parametrize(("text", "seconds"), [("83", 83), ("1:23", 83), ("01:02:03", 3723), ("0", 0), ("0:05", 5)])
def test_a_place_is_seconds_or_minutes_and_seconds(text: str, seconds: int) -> None:
    assert seconds_of(text, 4_000_000) == seconds


@pytest.mark.parametrize(
    "text", ["", "-5", "1e3", "1:", ":3", "1:2:3:4", "abc", "٣", "9" * 20, "1.5", "<script>", "3\n"]
)
def test_nonsense_is_the_beginning(text: str) -> None:
    assert seconds_of(text, 4_000_000) == 0


def test_a_place_beyond_the_end_is_just_before_it() -> None:
    assert seconds_of("999999", 61_000) == 60
    assert seconds_of("61", 61_000) == 60
    assert seconds_of("5", 400) == 0
    assert seconds_of("90", None) == 90, "the length is not known yet"
