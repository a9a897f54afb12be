"""Reading what was decided, and what waits."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from catalog.models import Report
from catalog.queries.reports import reports_of
from moderation.models import SITE, TOTAL, SiteDay
from musicweb.dynamo.audit import AuditRecord
from musicweb.dynamo.table import Page

DECISIONS_SHOWN = 50
DAYS = 30


def decisions_about(owner_id: str, *, after: str | None = None) -> Page[AuditRecord]:
    """What was decided about a user's things, newest first: one Query."""
    return AuditRecord.of_owner(owner_id, limit=settings.PAGE_ROWS, after=after)


def history_of(subject: str) -> tuple[list[Report], list[AuditRecord]]:
    """What was reported of an item and what was decided about it, newest first: two Queries."""
    return reports_of(subject).rows, AuditRecord.of_subject(subject, limit=DECISIONS_SHOWN).rows


def last_days() -> tuple[SiteDay, list[SiteDay]]:
    """The totals, and each of the last thirty days, the oldest first, also those without anything: one Query."""
    rows = {row.day: row for row in SiteDay.page(None, SITE, limit=DAYS + 1, newest_first=True)}
    today = datetime.now(UTC).date()
    days = [(today - timedelta(days=ago)).isoformat() for ago in reversed(range(DAYS))]
    return rows.get(TOTAL) or SiteDay(SITE, TOTAL), [rows.get(day) or SiteDay(SITE, day) for day in days]
