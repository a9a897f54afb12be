"""New users, new songs and stored bytes by day, from what the tables' streams say: each record once."""

from datetime import timedelta

from django.utils import timezone
from pynamodb.expressions.update import Action

from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.transaction import transact
from musicweb.moderation.models import SITE, TOTAL, SiteDay

REPEATED_SECONDS = 7 * 86400  # a stream forgets its records after a day
TRIES = 6
COUNTED = "counted"


def count(record: str, *, day: str, users: int = 0, songs: int = 0, stored_bytes: int = 0) -> None:
    """Add what a stream's record (its sequence number) brought. Safe to repeat: it is counted once.

    One transaction of three writes. Raises Conflict where others count at the same moment, again and again.
    """
    for _ in range(TRIES):
        try:
            return _add(record, day, users, songs, stored_bytes)
        except Conflict:
            if _counted(record):
                return None
    raise Conflict(f"Record {record} could not be counted.")


def _add(record: str, day: str, users: int, songs: int, stored_bytes: int) -> None:
    counted = SiteDay(record, COUNTED, expires=timezone.now() + timedelta(seconds=REPEATED_SECONDS))
    amounts: list[Action] = [
        attribute.add(amount)
        for attribute, amount in (
            (SiteDay.users, users),
            (SiteDay.songs, songs),
            (SiteDay.stored_bytes, stored_bytes),
        )
        if amount
    ]
    with transact() as writes:
        writes.save(counted, condition=SiteDay.scope.does_not_exist())
        writes.update(SiteDay(SITE, day), amounts)
        writes.update(SiteDay(SITE, TOTAL), amounts)


def _counted(record: str) -> bool:
    try:
        SiteDay.fetch(record, COUNTED)
    except NotFound:
        return False
    return True
