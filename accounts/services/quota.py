"""How much a person may store, send in a day and fetch in a day: counted before, given back when it is not kept.

What is counted and what it is counted for change in one transaction, so that no byte is lost or counted twice
whenever a process dies. A day is one of UTC.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from accounts.errors import DayReached, QuotaReached
from accounts.models import Usage
from musicweb.dynamo import limits as counters
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.transaction import transact

DAY_SECONDS = 86_400
TRIES = 10  # a folder's files start together, and every one changes the same counter


class Limits(NamedTuple):
    """What one person may store in all, and send in one day."""

    quota_bytes: int
    day_files: int
    day_bytes: int


def limits_of(roles: Iterable[str]) -> Limits:
    """The widest of each that a role of settings.ROLE_LIMITS gives; nothing for roles without an entry."""
    found = [settings.ROLE_LIMITS[role] for role in roles if role in settings.ROLE_LIMITS]
    names = ("quota_bytes", "day_files", "day_bytes")
    return Limits(**{name: max((limits[name] for limits in found), default=0) for name in names})


def reserve(
    user_id: str, size_bytes: int, limits: Limits, *, also: Callable[[TransactWrite], None] | None = None
) -> None:
    """Count a file before it is sent, exactly also when several start at once; `also` writes in the same transaction.

    Raises QuotaReached, DayReached, and Conflict when `also` does not hold.
    """
    for tried in range(TRIES):
        usage, today = _usage_of(user_id), timezone.now().date().isoformat()
        _check(usage, today, size_bytes, limits)
        room = Usage.stored_bytes.does_not_exist() | (Usage.stored_bytes <= limits.quota_bytes - size_bytes)
        actions: list[Action] = [Usage.stored_bytes.add(size_bytes)]
        if usage.day == today:
            room &= (Usage.day == today) & (Usage.day_files < limits.day_files)
            room &= Usage.day_bytes <= limits.day_bytes - size_bytes
            actions += [Usage.day_files.add(1), Usage.day_bytes.add(size_bytes)]
        else:
            room &= Usage.day.does_not_exist() | (Usage.day < today)
            actions += [Usage.day.set(today), Usage.day_files.set(1), Usage.day_bytes.set(size_bytes)]
        try:
            with transact() as writes:
                writes.update(Usage(user_id), actions, condition=room)
                if also:
                    also(writes)
            return
        except Conflict:
            if tried == TRIES - 1:
                raise


def count_download(who: str, size_bytes: int) -> None:
    """Count a file before its address is given away: of a person ("user:<id>") or a network ("network:<address>").

    Those bytes leave S3 itself and are paid for one by one; what is heard comes from CloudFront. One write of
    one unit. Raises DayReached.
    """
    limit_bytes = settings.DOWNLOAD_DAY_BYTES[who.partition(":")[0]]
    if not counters.spend(f"download:{who}", size_bytes, limit=limit_bytes, window_seconds=DAY_SECONDS):
        raise DayReached("download_bytes", limit_bytes, _tomorrow())


def releasing(writes: TransactWrite, user_id: str, size_bytes: int) -> None:
    """In the transaction that ends what they were counted for: these bytes are free again. The day's count stays."""
    if size_bytes:
        writes.update(Usage(user_id), [Usage.stored_bytes.add(-size_bytes)])


def move_bytes(writes: TransactWrite, *, giver_id: str, taker_id: str, size_bytes: int) -> None:
    """In the transaction that hands something over: its bytes count for its new owner, also beyond the quota."""
    writes.update(Usage(giver_id), [Usage.stored_bytes.add(-size_bytes)])
    writes.update(Usage(taker_id), [Usage.stored_bytes.add(size_bytes)])


def _usage_of(user_id: str) -> Usage:
    try:
        return Usage.fetch(user_id)
    except NotFound:
        return Usage(user_id)


def _check(usage: Usage, today: str, size_bytes: int, limits: Limits) -> None:
    if int(usage.stored_bytes) + size_bytes > limits.quota_bytes:
        raise QuotaReached(limits.quota_bytes)
    files, sent_bytes = (int(usage.day_files), int(usage.day_bytes)) if usage.day == today else (0, 0)
    if files >= limits.day_files:
        raise DayReached("day_files", limits.day_files, _tomorrow())
    if sent_bytes + size_bytes > limits.day_bytes:
        raise DayReached("day_bytes", limits.day_bytes, _tomorrow())


def _tomorrow() -> datetime:
    return datetime.combine(timezone.now().date() + timedelta(days=1), time(), tzinfo=timezone.get_default_timezone())
