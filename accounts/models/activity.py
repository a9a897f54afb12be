"""What a person did here, for that person's own eyes, for 90 days."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute

from musicweb.dynamo.table import Page, Table
from musicweb.ids import new_id

KEPT = timedelta(days=90)
TITLE_LENGTH = 200
SIGN_IN, UPLOAD, EDIT = "sign_in", "upload", "edit"  # kind


class Activity(Table):
    """One deed. The range key is a ULID, so the table itself is in the order of time."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "activity"

    user_id = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    at = UTCDateTimeAttribute(default_for_new=timezone.now)
    title = UnicodeAttribute(default="")  # of what was uploaded or edited; of a sign-in the browser
    address = UnicodeAttribute(default="")  # of its page
    country = UnicodeAttribute(default="")  # of a sign-in
    expires = TTLAttribute(default_for_new=lambda: timezone.now() + KEPT)

    @classmethod
    def new(cls, user_id: str, kind: str, *, title: str, address: str = "", country: str = "") -> "Activity":
        """Of now; not yet stored."""
        return cls(user_id, new_id(), kind=kind, title=title[:TITLE_LENGTH], address=address, country=country)

    @classmethod
    def newest_of(cls, user_id: str, *, limit: int, after: str | None = None) -> Page["Activity"]:
        """What a user did, newest first, read strongly."""
        return cls.page(None, user_id, limit=limit, after=after, newest_first=True, fresh=True)
