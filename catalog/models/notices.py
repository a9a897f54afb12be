"""Small shared items by name."""

from django.conf import settings
from pynamodb.attributes import BooleanAttribute, MapAttribute, UnicodeAttribute, UTCDateTimeAttribute

from musicweb.dynamo.table import Table


class Notice(Table):
    """Small shared items by name. `recently_hidden` keeps out of every page what no list has forgotten yet.

    `ids` maps the id of a song, release or artist to the epoch second at which the last list was
    mended, 0 until then. An id with a “~” before it has only left the lists: its link still opens it.
    `tag_counts` says in `counts` how often the most used tags are used.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "notices"

    name = UnicodeAttribute(hash_key=True)
    ids: MapAttribute[str, int] = MapAttribute(default=dict)
    # What the site says of itself, here because every page reads this item anyway: catalog.queries.site.
    announcement = UnicodeAttribute(null=True)
    announcement_id = UnicodeAttribute(null=True)
    level = UnicodeAttribute(null=True)
    until = UTCDateTimeAttribute(null=True)
    read_only = BooleanAttribute(null=True)
    counts: MapAttribute[str, int] = MapAttribute(default=dict)
