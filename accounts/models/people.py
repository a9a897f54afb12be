"""People: a user, and the sessions a user has. The tables are in `infra/template.yaml`."""

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from musicweb.dynamo.table import Table


class UsersByEmail(GlobalSecondaryIndex["User"]):
    class Meta:
        index_name = "by_email"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    email = UnicodeAttribute(range_key=True)


class UsersByCreated(GlobalSecondaryIndex["User"]):
    class Meta:
        index_name = "by_created"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class User(Table):
    """A Cognito user. Cognito holds the password and the groups; `is_active` and `epoch` are ours."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "users"

    id = UnicodeAttribute(hash_key=True)  # Cognito's `sub`
    kind = UnicodeAttribute(default="user")  # the partition of listings of everybody
    email = UnicodeAttribute()
    name = UnicodeAttribute(default="")
    handle = UnicodeAttribute(null=True)  # of the profile, once there is one
    groups = UnicodeSetAttribute(null=True)  # as of the last ID token
    is_active = BooleanAttribute(default=True)
    language = UnicodeAttribute(default="")  # of settings.LANGUAGES; "": as the browser wants it
    theme = UnicodeAttribute(default="")  # light or dark; "": as the device has it
    last_login = UTCDateTimeAttribute(null=True)
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    version = VersionAttribute()

    by_email = UsersByEmail()
    by_created = UsersByCreated()


class UserSession(Table):
    """That a user has a session, in the order they began: what ends them all without asking an index."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "user_sessions"

    user_id = UnicodeAttribute(hash_key=True)
    session_hash = UnicodeAttribute(range_key=True)  # the key of the item in the sessions table
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    user_agent = UnicodeAttribute(default="")
    country = UnicodeAttribute(default="")  # two letters, as of the sign-in
    expires = TTLAttribute()


class Usage(Table):
    """What a user has stored, and sent in a day: counters, so it lives in an item and a table without indexes."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "usage"

    user_id = UnicodeAttribute(hash_key=True)
    stored_bytes = NumberAttribute(default=0)
    day = UnicodeAttribute(null=True)  # "2026-11-27", of UTC, that the two below count
    day_files = NumberAttribute(default=0)
    day_bytes = NumberAttribute(default=0)
