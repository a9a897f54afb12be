"""What carries a tag."""

from django.conf import settings
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from musicweb.dynamo.table import Table


class Tagged(Table):
    """A public release or song under one of its tags, with what its row in a list shows.

    Written with the transaction that lists it (services.tagging), so this table never lags behind:
    what is hidden is out of it in the same moment.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "tagged"

    tag = UnicodeAttribute(hash_key=True)  # “release/<tag>” or “song/<tag>”
    place = UnicodeAttribute(range_key=True)  # when it was published, then its id
    id = UnicodeAttribute()
    title = UnicodeAttribute()
    artist_id = UnicodeAttribute()
    artist_handle = UnicodeAttribute()
    artist_name = UnicodeAttribute()
    cover_rev = UnicodeAttribute(null=True)
    cover_color = UnicodeAttribute(null=True)
    published_at = UTCDateTimeAttribute(null=True)
    release_type = UnicodeAttribute(null=True)
    release_id = UnicodeAttribute(null=True)
    release_title = UnicodeAttribute(null=True)
    duration_ms = NumberAttribute(null=True)
    loudness_lufs = NumberAttribute(null=True)
    true_peak_dbtp = NumberAttribute(null=True)
    media_rev = UnicodeAttribute(null=True)
    explicit = BooleanAttribute(null=True)
