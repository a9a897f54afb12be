"""What is sent is counted before, exactly, per person and per day; what is not kept is given back."""

from datetime import UTC, datetime

import pytest

from accounts import services
from accounts.models import Usage
from accounts.queries import stored_bytes
from accounts.services import DayReached, Limits, QuotaReached, limits_of
from musicweb.dynamo.transaction import transact

pytestmark = pytest.mark.usefixtures("tables")
LIMITS = Limits(quota_bytes=100, day_files=1000, day_bytes=1000)


def release(size_bytes):
    with transact() as writes:
        services.releasing(writes, "ann", size_bytes)


def test_bytes_are_reserved_up_to_the_limit_and_given_back():
    services.reserve("ann", 60, LIMITS)
    services.reserve("ann", 40, LIMITS)
    with pytest.raises(QuotaReached):
        services.reserve("ann", 1, LIMITS)
    release(60)
    assert stored_bytes("ann") == 40


def test_a_first_file_larger_than_the_limit_is_refused():
    with pytest.raises(QuotaReached):
        services.reserve("ann", 101, LIMITS)
    assert stored_bytes("ann") == 0


@pytest.mark.parametrize(
    ("limits", "kind"),
    [(Limits(10**9, 2, 10**9), "day_files"), (Limits(10**9, 100, 25), "day_bytes")],
)
def test_a_day_has_its_limits_and_says_when_it_is_over(limits, kind):
    services.reserve("ann", 10, limits)
    services.reserve("ann", 10, limits)
    with pytest.raises(DayReached) as reached:
        services.reserve("ann", 10, limits)
    assert reached.value.kind == kind
    assert reached.value.until > datetime.now(UTC)
    release(10)
    with pytest.raises(DayReached):
        services.reserve("ann", 10, limits)


def test_the_next_day_begins_anew():
    Usage("ann", day="2020-01-01", day_files=2, day_bytes=20, stored_bytes=20).put()
    services.reserve("ann", 10, Limits(10**9, 2, 25))
    usage = Usage.fetch("ann")
    assert (usage.day_files, usage.day_bytes, usage.stored_bytes) == (1, 10, 30)


def test_of_several_roles_the_widest_counts(settings):
    narrow = {"quota_bytes": 1, "day_files": 9, "day_bytes": 1}
    settings.ROLE_LIMITS = {"artists": narrow, "admins": {"quota_bytes": 5, "day_files": 5, "day_bytes": 5}}
    assert limits_of(["listeners", "artists", "admins"]) == Limits(5, 9, 5)
    assert limits_of(["listeners"]) == Limits(0, 0, 0)
