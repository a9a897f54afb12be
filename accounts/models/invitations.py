"""Invitations to register, where `settings.REGISTRATION` asks for one."""

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import TTLAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from musicweb.dynamo.table import Table


class InvitationsByCreated(GlobalSecondaryIndex["Invitation"]):
    class Meta:
        index_name = "by_created"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class Invitation(Table):
    """For one account. Neither its code nor the address it was used for can be read from it."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "invitations"

    code_hash = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(default="invitation")  # the partition of the admin's list
    note = UnicodeAttribute(default="")  # for whom, in the admin's words
    created_by = UnicodeAttribute(default="")  # the admin's address
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    used_by = UnicodeAttribute(null=True)  # a keyed hash of the address
    used_at = UTCDateTimeAttribute(null=True)
    expires = TTLAttribute()

    by_created = InvitationsByCreated()
