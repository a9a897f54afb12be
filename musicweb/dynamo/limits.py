"""How often something may happen: a counter for each key and stretch of time, exact also when many ask at once.

    if not limits.allow(f"report:{network}", limit=10, window_seconds=3600): …429…

A stretch begins at fixed times, so around its end twice the limit may pass. Keys are stored as a keyed
hash: a copy of the table names no address and no person.
"""

import time
from datetime import UTC, datetime

from django.conf import settings
from django.utils.crypto import salted_hmac
from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute

from .errors import Conflict
from .table import Table


class Limit(Table):
    """How often a key was allowed in one stretch; the table's TTL takes it away afterwards."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "limits"

    key = UnicodeAttribute(hash_key=True)  # a hash, and the number of the stretch since the epoch
    n = NumberAttribute()
    expires = TTLAttribute()


def allow(key: str, *, limit: int, window_seconds: int) -> bool:
    """Count this time, unless `limit` times were counted in the present stretch: then False.

    One conditional write, of one unit. `key` begins with what is limited ("report:"). Raises
    Throttled and Unavailable: whether to go on then is the caller's choice.
    """
    return spend(key, 1, limit=limit, window_seconds=window_seconds)


def spend(key: str, amount: int, *, limit: int, window_seconds: int) -> bool:
    """`allow` for what has a size, such as bytes: False, and nothing counted, where it would exceed the limit."""
    if amount > limit:
        return False
    number = int(time.time()) // window_seconds
    hashed = salted_hmac("musicweb.limits", key, algorithm="sha256").hexdigest()
    counter = Limit(f"{hashed}:{number}")
    ends = datetime.fromtimestamp((number + 1) * window_seconds, UTC)
    room = Limit.n.does_not_exist() | (Limit.n <= limit - amount)
    try:
        counter.change(Limit.n.add(amount), Limit.expires.set(ends), condition=room)
    except Conflict:
        return False
    return True


def allow_all(*keys: tuple[str, int], window_seconds: int) -> bool:
    """`allow` for several (key, limit); those before the first that is spent are counted."""
    return all(allow(key, limit=limit, window_seconds=window_seconds) for key, limit in keys)
