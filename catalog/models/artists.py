"""Artists, by handle, and who manages them."""

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, IncludeProjection

from musicweb.dynamo.table import Table


class ArtistsByOwner(GlobalSecondaryIndex["Artist"]):
    class Meta:
        index_name = "by_owner"
        projection = AllProjection()

    owner_id = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class ArtistsByCreated(GlobalSecondaryIndex["Artist"]):
    class Meta:
        index_name = "by_created"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class ArtistsByName(GlobalSecondaryIndex["Artist"]):
    class Meta:
        index_name = "by_name"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    name_key = UnicodeAttribute(range_key=True)


class ListedArtistsByName(GlobalSecondaryIndex["Artist"]):
    class Meta:
        index_name = "listed_by_name"
        projection = IncludeProjection(["id", "name"])

    listed = UnicodeAttribute(hash_key=True)
    name_key = UnicodeAttribute(range_key=True)


class Artist(Table):
    """An artist's page. The handle is the key, so a page costs one read; a renamed one leaves `moved_to` behind."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "artists"

    handle = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute()  # never changes; songs and releases refer to it
    kind = UnicodeAttribute(default="artist")
    name = UnicodeAttribute()
    name_key = UnicodeAttribute()  # folded: see catalog.text.fold
    bio = UnicodeAttribute(default="")
    location = UnicodeAttribute(default="")
    links = JSONAttribute(default=list)  # addresses elsewhere
    tags = JSONAttribute(default=list)  # see catalog.text.tag
    picture_rev = UnicodeAttribute(null=True)  # see catalog.addresses
    picture_color = UnicodeAttribute(null=True)  # dominant, "#rrggbb"
    banner_rev = UnicodeAttribute(null=True)
    banner_color = UnicodeAttribute(null=True)
    owner_id = UnicodeAttribute()  # of the user whose quota pays and who names the others
    manager_ids = UnicodeSetAttribute(null=True)  # of the others who manage it; the owner is not among them
    withdrawn = BooleanAttribute(default=False)
    withdrawn_reason = UnicodeAttribute(null=True)
    moved_to = UnicodeAttribute(null=True)  # the handle that replaces this one
    former_handles = UnicodeSetAttribute(null=True)  # whose items say moved_to
    listed = UnicodeAttribute(null=True)  # "1" while public
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    version = VersionAttribute()

    by_owner = ArtistsByOwner()
    by_created = ArtistsByCreated()
    by_name = ArtistsByName()
    listed_by_name = ListedArtistsByName()


class MembersByArtist(GlobalSecondaryIndex["ArtistMember"]):
    class Meta:
        index_name = "by_artist"
        projection = AllProjection()

    artist_id = UnicodeAttribute(hash_key=True)
    created_at = UTCDateTimeAttribute(range_key=True)


class ArtistMember(Table):
    """That somebody manages an artist, or was asked to. Its owner has none; `Artist.manager_ids` decides.

    Who is asked by e-mail is `mail:<address>` until they accept, so that asking tells nothing about accounts.
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "artist_members"

    user_id = UnicodeAttribute(hash_key=True)  # or mail:<address, in small letters>
    artist_id = UnicodeAttribute(range_key=True)
    artist_handle = UnicodeAttribute()  # as of the writing: it may have moved since
    state = UnicodeAttribute(default="invited")  # then "member"
    name = UnicodeAttribute(default="")  # what to call them: as they were asked, then their own name
    invited_by = UnicodeAttribute(default="")  # the owner's name
    created_at = UTCDateTimeAttribute(default_for_new=timezone.now)

    by_artist = MembersByArtist()
