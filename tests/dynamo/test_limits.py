"""Counters that let something happen so many times in a stretch of time, and no more."""

import time

import pytest

from musicweb.dynamo.capacity import measured
from musicweb.dynamo.limits import Limit, allow, allow_all, spend

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def clock(monkeypatch):
    """The time as `limits` sees it, at the beginning of a stretch."""

    class Clock:
        now = 1_800_000_000 // 3600 * 3600.0

    monkeypatch.setattr(time, "time", lambda: Clock.now)
    return Clock


def test_so_many_times_and_no_more(clock):
    assert [allow("report:a", limit=2, window_seconds=60) for _ in range(4)] == [True, True, False, False]


def test_keys_are_counted_apart(clock):
    assert allow("report:a", limit=1, window_seconds=60)
    assert allow("report:b", limit=1, window_seconds=60)
    assert not allow("report:a", limit=1, window_seconds=60)


def test_the_next_stretch_begins_anew(clock):
    assert allow("report:a", limit=1, window_seconds=60)
    clock.now += 59
    assert not allow("report:a", limit=1, window_seconds=60)
    clock.now += 1
    assert allow("report:a", limit=1, window_seconds=60)


def test_one_write_and_no_read(clock):
    with measured() as spent:
        allow("report:a", limit=1, window_seconds=60)
    assert [call.operation for call in spent.calls] == ["UpdateItem"]


def test_the_table_names_nobody_and_forgets_after_the_stretch(clock):
    hashes = []
    real = Limit.change

    def change(self, *actions, **kwargs):
        hashes.append(self.key)
        return real(self, *actions, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Limit, "change", change)
        allow("report:203.0.113.7", limit=1, window_seconds=60)
    assert "203.0.113.7" not in hashes[0]
    assert Limit.fetch(hashes[0]).expires.timestamp() == clock.now + 60


def test_several_limits_are_asked_in_their_order(clock):
    wanted = [("mail:a", 1), ("mail:network", 5)]
    assert allow_all(*wanted, window_seconds=60)
    assert not allow_all(*wanted, window_seconds=60)
    assert [allow("mail:network", limit=5, window_seconds=60) for _ in range(5)] == [True] * 4 + [False]


def test_what_has_a_size_is_counted_by_it_and_what_does_not_fit_is_not(clock):
    asked = [60, 50, 40, 1]
    assert [spend("download:a", size, limit=100, window_seconds=60) for size in asked] == [True, False, True, False]
    assert not spend("download:b", 101, limit=100, window_seconds=60)
