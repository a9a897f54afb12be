"""Files on their way."""

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

from .states import STARTED


class UploadsByOwner(GlobalSecondaryIndex["Upload"]):
    class Meta:
        index_name = "by_owner"
        projection = AllProjection()

    owner_id = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class UploadsByCreated(GlobalSecondaryIndex["Upload"]):
    class Meta:
        index_name = "by_created"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class UploadsByState(GlobalSecondaryIndex["Upload"]):
    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class UploadsByFilename(GlobalSecondaryIndex["Upload"]):
    class Meta:
        index_name = "by_filename"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    filename_key = UnicodeAttribute(range_key=True)


class Upload(Table):
    """One file on its way from a browser to a song or a picture. Its key in the upload bucket is `u/<owner_id>/<id>`."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "uploads"

    id = UnicodeAttribute(hash_key=True)
    kind = UnicodeAttribute(default="upload")
    purpose = UnicodeAttribute(default="audio")  # or a picture's shape: catalog.media.facts.SHAPES
    owner_id = UnicodeAttribute()
    manager_ids = UnicodeSetAttribute(null=True)  # of the artist, when it was started
    artist_handle = UnicodeAttribute(null=True)  # None for a picture that is no release's
    artist_id = UnicodeAttribute(null=True)
    release_id = UnicodeAttribute(null=True)
    song_id = UnicodeAttribute(null=True)  # None for a picture
    replaces = BooleanAttribute(null=True)  # True: the song is there already and gets another file
    subject = UnicodeAttribute(null=True)  # whose picture: an artist's handle, a user's id
    subject_id = UnicodeAttribute(null=True)  # by which its files are named: an artist's id, a profile's id
    back = UnicodeAttribute(null=True)  # of such a picture: the page that asked for it
    filename = UnicodeAttribute()
    filename_key = UnicodeAttribute()  # folded
    content_type = UnicodeAttribute()
    size_bytes = NumberAttribute()
    size_known = BooleanAttribute(default=True)  # False for a form's file: then size_bytes is the most it may have
    object_key = UnicodeAttribute()
    multipart_id = UnicodeAttribute(null=True)  # None for a presigned POST
    state = UnicodeAttribute(default=STARTED)  # started, waiting, processing, ready, rejected, dead
    progress_percent = NumberAttribute(default=0)
    reason = UnicodeAttribute(null=True)  # a code of catalog.media.refusals
    attempts = NumberAttribute(default=0)
    lease_until = NumberAttribute(default=0)  # epoch seconds; a worker holds the job until then
    lease_token = UnicodeAttribute(null=True)
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    expires = TTLAttribute(null=True)  # of one that was never completed
    version = VersionAttribute()

    by_owner = UploadsByOwner()
    by_created = UploadsByCreated()
    by_state = UploadsByState()
    by_filename = UploadsByFilename()


class UploadLease(Table):
    """The same items as Upload, seen without their version: for the worker's beats, several a minute.

    They hold by `lease_token` and `state`, and neither disturb nor wait for anybody who edits.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "uploads"

    id = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    progress_percent = NumberAttribute(null=True)
    attempts = NumberAttribute(null=True)
    lease_until = NumberAttribute(null=True)
    lease_token = UnicodeAttribute(null=True)
