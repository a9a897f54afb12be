"""The month so far goes on to its end, and is priced by the model of `manage.py cost`."""

from datetime import UTC, datetime

import pytest

from musicweb.costs.audience import Audience
from musicweb.costs.bill import bill
from musicweb.costs.demand import demand
from musicweb.costs.usage import usage
from musicweb.moderation.spending import this_month


def month_at(day: int, hour: int, *, plays: int = 3_000, original_bytes: int = 0):
    return this_month(plays=plays, original_bytes=original_bytes, now=datetime(2026, 11, day, hour, tzinfo=UTC))


def test_a_third_of_the_month_is_a_third_of_its_plays():
    assert month_at(11, 0).projected_plays == 9_000
    assert month_at(10, 12).projected_plays == round(3_000 * 30 / 9.5)


def test_the_first_hours_are_taken_for_a_whole_day():
    assert month_at(1, 0).projected_plays == month_at(2, 0).projected_plays == 90_000


def test_the_bill_is_that_of_as_many_listeners():
    songs = 70
    month = month_at(11, 0, original_bytes=songs * usage()["media"]["original_bytes"])
    expected = bill(demand(Audience(listeners=300, songs=songs, uploads=songs / 20)))
    assert month.bill.total == pytest.approx(expected.total)
    assert month.lines == sorted(month.lines, key=lambda line: -line[1])


def test_what_is_stored_are_originals_and_renditions():
    media = usage()["media"]
    month = month_at(11, 0, original_bytes=media["original_bytes"])
    assert month.stored_bytes == media["original_bytes"] + sum(media["rendition_bytes"].values())


def test_an_empty_site_costs_next_to_nothing():
    month = month_at(20, 0, plays=0)
    assert (month.plays, month.sent_bytes, month.projected_plays) == (0, 0, 0)
    assert month.bill.total < 0.10
