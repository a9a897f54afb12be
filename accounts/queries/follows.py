"""Reading whom people follow."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from accounts.models import Follow
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.table import Page

NEWS_SHOWN = 12


def follow_want(viewer: Any, target: str, *, fresh: bool = True) -> list[Want]:
    """For a page's batch: whether the viewer follows this target; nothing for somebody not signed in."""
    return [Want(Follow, (viewer.id, target), fresh=fresh)] if viewer.is_authenticated else []


def followed(user_id: str, kind: str, *, after: str | None = None, limit: int = settings.PAGE_ROWS) -> Page[Follow]:
    """The artists ("artist") or people ("person") a user follows: one strong Query of `limit` rows."""
    return Follow.of(user_id, kind, limit=limit, after=after)


def followed_news(user_id: str, *, fresh_targets: Sequence[str] = ()) -> list[Follow]:
    """The NEWS_SHOWN newest releases of whom a user follows, newest first, one of each: one Query.

    `fresh_targets` were followed or unfollowed a moment ago: one batch lays them over.
    """
    found = {follow.target: follow for follow in Follow.newest(user_id, limit=NEWS_SHOWN)}
    if not fresh_targets:
        return list(found.values())
    read = get_together([Want(Follow, (user_id, target), fresh=True) for target in fresh_targets])
    for target, follow in zip(fresh_targets, read, strict=True):
        found.pop(target, None)
        if follow is not None and follow.news_id:
            found[target] = follow
    return sorted(found.values(), key=lambda follow: follow.news_at, reverse=True)[:NEWS_SHOWN]
