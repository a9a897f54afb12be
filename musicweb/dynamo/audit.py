"""What was decided, by whom, why, and what it changed: written before it happens, never changed afterwards.

A record is put under the condition that there is none of its key; the roles of the functions may neither
update nor delete in this table (`infra/template.yaml`, tests/infra/test_policies.py).
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import JSONAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from .errors import Conflict
from .table import Page, Table

TRIES = 5
SITE = "site"  # the subject of what concerns everybody


class AuditByTime(GlobalSecondaryIndex["AuditRecord"]):
    class Meta:
        index_name = "by_time"
        projection = AllProjection()

    partition = UnicodeAttribute(hash_key=True)
    time = UTCDateTimeAttribute(range_key=True)


class AuditByOwner(GlobalSecondaryIndex["AuditRecord"]):
    class Meta:
        index_name = "by_owner"
        projection = AllProjection()

    owner_id = UnicodeAttribute(hash_key=True)
    time = UTCDateTimeAttribute(range_key=True)


class AuditRecord(Table):
    """One decision about one subject, such as "song:<id>", "user:<id>" or "site"."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "audit"

    subject = UnicodeAttribute(hash_key=True)
    time = UTCDateTimeAttribute(range_key=True)
    partition = UnicodeAttribute(default="decision")  # of the listing of all
    what = UnicodeAttribute()  # hide, restore, remove, suspend, reinstate, dismiss, …
    why = UnicodeAttribute(default="")
    title = UnicodeAttribute(default="")  # of the subject, as it was
    actor = UnicodeAttribute()
    actor_name = UnicodeAttribute(default="")
    owner_id = UnicodeAttribute(null=True)  # of whoever it concerns
    before = JSONAttribute(null=True)
    after = JSONAttribute(null=True)

    by_time = AuditByTime()
    by_owner = AuditByOwner()

    @classmethod
    def append(
        cls,
        *,
        subject: str,
        what: str,
        by: Any,
        why: str = "",
        title: str = "",
        owner_id: str = "",
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        at: datetime | None = None,
    ) -> None:
        """Note a decision before it is carried out; `after` is what will be. One conditional put.

        `by` is a user, or whatever has `pk` and `get_username`. With `at`, which then names this decision,
        a repetition changes nothing.
        """
        time = at or timezone.now()
        for _ in range(TRIES):
            record = cls(
                subject,
                time,
                what=what,
                why=why,
                title=title[:200],
                actor=str(by.pk),
                actor_name=by.get_username(),
                owner_id=owner_id or None,
                before=before,
                after=after,
            )
            try:
                return record.put_new()
            except Conflict:
                if at is not None:
                    return None  # noted already
                time += timedelta(microseconds=1)  # two about the same subject in the same microsecond
        raise Conflict(f"Decisions about {subject} come faster than they can be noted.")

    @classmethod
    def of_subject(cls, subject: str, *, limit: int) -> Page["AuditRecord"]:
        """What was decided about a subject, newest first, read strongly."""
        return cls.page(None, subject, limit=limit, newest_first=True, fresh=True)

    @classmethod
    def of_owner(cls, owner_id: str, *, limit: int, after: str | None = None) -> Page["AuditRecord"]:
        """What was decided about things of this user, newest first."""
        return cls.page(cls.by_owner, owner_id, limit=limit, after=after, newest_first=True)
