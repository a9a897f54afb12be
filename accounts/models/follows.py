"""Whom people follow, with the newest release of each."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone
from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from musicweb.dynamo.errors import translated
from musicweb.dynamo.table import Page, Table

ARTIST, PERSON = "artist", "person"


class FollowsByNews(GlobalSecondaryIndex["Follow"]):
    class Meta:
        index_name = "by_news"  # sparse: those with a release
        projection = AllProjection()

    follower_id = UnicodeAttribute(hash_key=True)
    news_at = UTCDateTimeAttribute(range_key=True)


class FollowsByTarget(GlobalSecondaryIndex["Follow"]):
    class Meta:
        index_name = "by_target"
        projection = KeysOnlyProjection()

    target = UnicodeAttribute(hash_key=True)
    follower_id = UnicodeAttribute(range_key=True)


class Follow(Table):
    """That a user follows an artist or a person, and what of theirs came out last (decision 7).

    `target` is "artist:<handle>" or "person:<handle>", so that a page asks for its button in the one
    batch that its address allows. Who is renamed takes the followers along (`services.move_followed`).
    """

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "follows"

    follower_id = UnicodeAttribute(hash_key=True)
    target = UnicodeAttribute(range_key=True)
    target_id = UnicodeAttribute()  # Artist.id or Profile.id
    name = UnicodeAttribute()
    followed_at = UTCDateTimeAttribute(default_for_new=timezone.now)
    # The newest public release of the target, as a card shows it; absent without one.
    news_id = UnicodeAttribute(null=True)
    news_at = UTCDateTimeAttribute(null=True)
    news_title = UnicodeAttribute(null=True)
    news_type = UnicodeAttribute(null=True)
    news_cover_rev = UnicodeAttribute(null=True)
    news_cover_color = UnicodeAttribute(null=True)

    by_news = FollowsByNews()
    by_target = FollowsByTarget()

    @property
    def kind(self) -> str:
        return str(self.target).partition(":")[0]

    @property
    def handle(self) -> str:
        return str(self.target).partition(":")[2]

    @classmethod
    def of(cls, follower_id: str, kind: str, *, limit: int, after: str | None = None) -> Page["Follow"]:
        """The artists or the people whom a user follows, by handle, read strongly."""
        where = cls.target.startswith(f"{kind}:")
        return cls.page(None, follower_id, limit=limit, after=after, where=where, fresh=True)

    @classmethod
    def newest(cls, follower_id: str, *, limit: int) -> Page["Follow"]:
        """Those with a release, the newest first. One Query of by_news; at most `limit` rows."""
        return cls.page(cls.by_news, follower_id, limit=limit, newest_first=True)

    @classmethod
    def followers_of(cls, target: str) -> Iterator[str]:
        """Ids of all users who follow a target, by id. Queries of by_target as they are needed: may lag a moment."""
        with translated():
            for follow in cls.by_target.query(target):
                yield follow.follower_id
