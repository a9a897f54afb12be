"""The tables of a small library: books, and loans with a hash and a range key."""

from uuid import uuid4

from django.utils import timezone
from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, IncludeProjection

from musicweb.dynamo.table import Table


class BooksByTitle(GlobalSecondaryIndex["BookRecord"]):
    class Meta:
        index_name = "by_title"
        projection = IncludeProjection(["title", "genre", "lent", "added_at"])

    kind = UnicodeAttribute(hash_key=True)
    title_key = UnicodeAttribute(range_key=True)


class BooksByAdded(GlobalSecondaryIndex["BookRecord"]):
    class Meta:
        index_name = "by_added"
        projection = AllProjection()

    kind = UnicodeAttribute(hash_key=True)
    added_at = UTCDateTimeAttribute(range_key=True)


class BooksByGenre(GlobalSecondaryIndex["BookRecord"]):
    class Meta:
        index_name = "by_genre"
        projection = AllProjection()

    genre = UnicodeAttribute(hash_key=True)
    added_at = UTCDateTimeAttribute(range_key=True)


class BookRecord(Table):
    class Meta:
        table_name = "library-books"

    id = UnicodeAttribute(hash_key=True, default_for_new=lambda: uuid4().hex)
    kind = UnicodeAttribute(default="book")
    title = UnicodeAttribute()
    title_key = UnicodeAttribute(default="-")
    genre = UnicodeAttribute(default="novel")
    pages = NumberAttribute(default=0, attr_name="p")
    lent = BooleanAttribute(default=False)
    shelf = UnicodeAttribute(null=True)
    tags = UnicodeSetAttribute(null=True)
    added_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    version = VersionAttribute()

    by_title = BooksByTitle()
    by_added = BooksByAdded()
    by_genre = BooksByGenre()


class LoanRecord(Table):
    """No version attribute, and a range key that is a date."""

    class Meta:
        table_name = "library-loans"

    reader = UnicodeAttribute(hash_key=True)
    since = UTCDateTimeAttribute(range_key=True)
    book_id = UnicodeAttribute()
    note = UnicodeAttribute(default="")


class ScanRecord(Table):
    """A range key of bytes."""

    class Meta:
        table_name = "library-scans"

    book_id = UnicodeAttribute(hash_key=True)
    digest = BinaryAttribute(range_key=True, legacy_encoding=False)


class ReaderRecord(Table):
    class Meta:
        table_name = "library-readers"

    id = UnicodeAttribute(hash_key=True)
    email = UnicodeAttribute()


TABLES = [BookRecord, LoanRecord, ScanRecord, ReaderRecord]
