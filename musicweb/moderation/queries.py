"""Reading what was decided, and what waits."""

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from catalog.models import DEAD, Report, Upload
from catalog.queries.reports import open_cases, reports_of
from musicweb.aws import dead_letters
from musicweb.aws.errors import AwsError
from musicweb.dynamo.audit import AuditRecord
from musicweb.dynamo.table import Page
from musicweb.moderation.charts import chart
from musicweb.moderation.models import SITE, TOTAL, SiteDay
from playlists.queries import site_activity

if TYPE_CHECKING:
    from musicweb.moderation.spending import Month

DECISIONS_SHOWN = 50
DAYS = 30
COUNTED_MAX = 50  # more is said as “50+”
logger = logging.getLogger(__name__)


class Counted(NamedTuple):
    """A number of which it may only be known that it is exceeded."""

    number: int
    more: bool = False

    def __str__(self) -> str:
        return f"{self.number}+" if self.more else str(self.number)


def decisions_about(owner_id: str, *, after: str | None = None) -> Page[AuditRecord]:
    """What was decided about a user's things, newest first: one Query."""
    return AuditRecord.of_owner(owner_id, limit=settings.PAGE_ROWS, after=after)


def history_of(subject: str) -> tuple[list[Report], list[AuditRecord]]:
    """What was reported of an item and what was decided about it, newest first: two Queries."""
    return reports_of(subject).rows, AuditRecord.of_subject(subject, limit=DECISIONS_SHOWN).rows


def waiting(may_see: dict[str, bool]) -> dict[str, Any]:
    """What waits for staff, of what they may see (`reports`, `uploads`, `figures`): one Query for each, two for the figures."""
    found: dict[str, Any] = {}
    if may_see["reports"]:
        cases = open_cases(limit=COUNTED_MAX)
        found["reports"] = Counted(len(cases), more=bool(cases.next))
    if may_see["uploads"]:
        uploads = Upload.page(Upload.by_state, DEAD, limit=COUNTED_MAX)
        found["failed_uploads"] = Counted(len(uploads), more=bool(uploads.next))
        found["dead_letters"] = _dead_letters()
    if may_see["figures"]:
        totals, days = last_days()
        stored_bytes = int(totals.stored_bytes or 0)
        found |= {"stored_bytes": stored_bytes, "days": days[::-1], "month": _month(stored_bytes)}
        found["charts"] = [
            chart(_("New users by day"), [(day.day, int(day.users or 0)) for day in days]),
            chart(_("New songs by day"), [(day.day, int(day.songs or 0)) for day in days]),
        ]
    return found


def _month(stored_bytes: int) -> "Month":
    from musicweb.moderation.spending import this_month  # 30 ms of every cold start, for this page alone

    now = datetime.now(UTC)
    plays = sum(day.figures.plays for day in site_activity(now.day))
    return this_month(plays=plays, original_bytes=stored_bytes, now=now)


def _dead_letters() -> int | None:
    """About how many messages were given up, in all queues; None while a queue does not answer."""
    queues = [settings.UPLOAD_DLQ_URL, settings.PLAYS_DLQ_URL, settings.STREAM_DLQ_URL]
    try:
        return sum(dead_letters.count(queue) for queue in queues if queue)
    except AwsError:
        logger.warning("the dead letters could not be counted", exc_info=True)
        return None


def last_days() -> tuple[SiteDay, list[SiteDay]]:
    """The totals, and each of the last thirty days, the oldest first, also those without anything: one Query."""
    rows = {row.day: row for row in SiteDay.page(None, SITE, limit=DAYS + 1, newest_first=True)}
    today = datetime.now(UTC).date()
    days = [(today - timedelta(days=ago)).isoformat() for ago in reversed(range(DAYS))]
    return rows.get(TOTAL) or SiteDay(SITE, TOTAL), [rows.get(day) or SiteDay(SITE, day) for day in days]
