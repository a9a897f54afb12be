"""What somebody found wrong with an item, and what is decided about it: a case for each reported item."""

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from musicweb.dynamo.table import Table

OPEN, DECIDING, DECIDED = "open", "deciding", "decided"


class CasesByState(GlobalSecondaryIndex["Case"]):
    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    reported_at = UTCDateTimeAttribute(range_key=True)


class CasesByReported(GlobalSecondaryIndex["Case"]):
    class Meta:
        index_name = "by_reported"
        projection = AllProjection()

    partition = UnicodeAttribute(hash_key=True)
    reported_at = UTCDateTimeAttribute(range_key=True)


class Case(Table):
    """A reported item with the reports that wait for one decision together; `subject` is "song:<id>".

    open → deciding (a moderator's word is written, its effects are under way) → decided, and open again
    with the next report. `round` counts the decisions: it tells which reports belong to which.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "cases"

    subject = UnicodeAttribute(hash_key=True)
    partition = UnicodeAttribute(default="case")  # of the listing of all
    kind = UnicodeAttribute()
    item_id = UnicodeAttribute()
    title = UnicodeAttribute()  # as of the newest report
    owner_id = UnicodeAttribute(default="")
    state = UnicodeAttribute(default=OPEN)
    round = NumberAttribute(default=1)
    open_reports = NumberAttribute(default=0)
    reason = UnicodeAttribute()  # of the newest report
    reported_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    # The decision under way, or the last one.
    action = UnicodeAttribute(null=True)
    why = UnicodeAttribute(null=True)
    actor = UnicodeAttribute(null=True)
    actor_name = UnicodeAttribute(null=True)
    decided_at = UTCDateTimeAttribute(null=True)
    before = JSONAttribute(null=True)  # the item as it was when the decision was written

    by_state = CasesByState()
    by_reported = CasesByReported()


class ReportsByMail(GlobalSecondaryIndex["Report"]):
    class Meta:
        index_name = "by_mail"
        projection = KeysOnlyProjection()

    mail = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)


class Report(Table):
    """One person's word about an item; nothing says who, but the mail address if one was left."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "reports"

    subject = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)  # in the order of time
    round = NumberAttribute()  # of the case
    reason = UnicodeAttribute()
    text = UnicodeAttribute(default="")
    mail = UnicodeAttribute(null=True)  # until its owner was told
    language = UnicodeAttribute(default="en")  # in which to tell
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    told_at = UTCDateTimeAttribute(null=True)
    expires = TTLAttribute(null=True)

    by_mail = ReportsByMail()
