"""Public profiles, by handle."""

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import (
    BooleanAttribute,
    ListAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)

from musicweb.dynamo.table import Table


class Profile(Table):
    """A person's page, made when a handle is first chosen: which one is the person's is in `User.handle`.

    The handle is the key, so a page costs one read; a renamed one leaves `moved_to` behind and
    nothing else but whose it was, so that the address redirects and nobody else gets it.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "profiles"

    handle = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute()  # never changes; pages and files name a person by it, not by the id of the sign-in
    user_id = UnicodeAttribute()
    name = UnicodeAttribute(default="")
    bio = UnicodeAttribute(default="")
    links: ListAttribute[str] = ListAttribute(default=list)  # http(s) addresses
    avatar_rev = UnicodeAttribute(null=True)  # see catalog.addresses
    avatar_color = UnicodeAttribute(null=True)  # dominant, "#rrggbb"
    withdrawn = BooleanAttribute(default=False)  # a moderator's word, or its person is being deleted
    moved_to = UnicodeAttribute(null=True)  # the handle that replaces this one
    former_handles = UnicodeSetAttribute(null=True)  # whose items say moved_to
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    version = VersionAttribute()
