"""A user's sessions, as that user sees them, and what was done in them."""

from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from django.utils import timezone

from accounts.models import Activity, UserSession
from musicweb.dynamo.batch import ITEMS_MAX, Want, get_together
from musicweb.dynamo.sessions import SessionRecord, SessionStore
from musicweb.dynamo.table import Page

from .people import sessions_of

ACTIVITY_ROWS = 50


class Device(NamedTuple):
    """A browser that is signed in. `seen_at` is exact to an hour: sessions are written no more often."""

    session_hash: str
    user_agent: str
    country: str
    since: datetime
    seen_at: datetime
    here: bool


def devices_of(user_id: str, session_key: str | None) -> list[Device]:
    """This browser first, then the last seen first; at most 100. One Query and one batch, both strong.

    Sessions that are over, and only not yet cleared away, are left out.
    """
    begun = list(islice(sessions_of(user_id), ITEMS_MAX))
    records = get_together([Want(SessionRecord, row.session_hash, fresh=True) for row in begun])
    mine, now = SessionStore.hash_of(session_key or ""), timezone.now()
    found = [
        _device(row, record, here=row.session_hash == mine)
        for row, record in zip(begun, records, strict=True)
        if record is not None and record.expires > now
    ]
    return sorted(found, key=lambda device: (device.here, device.seen_at), reverse=True)


def activity_of(user_id: str, *, after: str | None = None) -> Page[Activity]:
    """What the user did, newest first, 50 a page; one strong Query. Raises BadCursor."""
    return Activity.newest_of(user_id, limit=ACTIVITY_ROWS, after=after)


def _device(row: UserSession, record: SessionRecord, *, here: bool) -> Device:
    return Device(
        session_hash=row.session_hash,
        user_agent=row.user_agent,
        country=row.country,
        since=row.created_at,
        seen_at=datetime.fromtimestamp(int(record.touched), UTC),
        here=here,
    )
