"""What the site counts by day. Reports are in `catalog.models`, decisions in `musicweb.dynamo.audit`."""

from django.conf import settings
from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute

from musicweb.dynamo.table import Table

SITE = "site"
TOTAL = "total"  # sorts after every date, so that newest first begins with it


class SiteDay(Table):
    """What one day brought (`scope` SITE, `day` an ISO date) and, as `day` TOTAL, what there is.

    A record of a stream that was counted leaves an item of its own (`scope` its sequence number), for as
    long as the stream might repeat it.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "site_days"

    scope = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)
    users = NumberAttribute(default=0)
    songs = NumberAttribute(default=0)
    stored_bytes = NumberAttribute(default=0)
    expires = TTLAttribute(null=True)
