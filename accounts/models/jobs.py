"""Long work on a whole account, done by the worker."""

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import (
    JSONAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from musicweb.dynamo.table import Table

EXPORT, DELETION = "export", "deletion"  # kind
WAITING, READY, FAILED = "waiting", "ready", "failed"  # state


class JobsByState(GlobalSecondaryIndex["AccountJob"]):
    class Meta:
        index_name = "by_state"
        projection = KeysOnlyProjection()

    state = UnicodeAttribute(hash_key=True)
    again_at = UTCDateTimeAttribute(range_key=True)


class AccountJob(Table):
    """An export or the deletion of a person's account. Its stream tells the worker, which does it once it is due.

    At `again_at` a sweep touches one that still waits, so that the stream tells the worker again:
    for the second step of a deletion, and where the worker died or gave up.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "account_jobs"

    user_id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute(default=WAITING)
    step = NumberAttribute(default=1)
    attempts = NumberAttribute(default=0)
    asked_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    due_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    again_at = UTCDateTimeAttribute()
    token = UnicodeAttribute(default="")  # of the export's file
    size_bytes = NumberAttribute(null=True)
    notes = JSONAttribute(null=True)  # what a first step must tell the second
    expires = TTLAttribute(null=True)  # of an export, with its file

    by_state = JobsByState()
