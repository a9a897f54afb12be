"""Following artists and people. A follow shows the newest release of whom it follows (decision 7)."""

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from accounts.models import Follow
from musicweb.dynamo.errors import Conflict, NotFound


class News(NamedTuple):
    """A public release as the card of a follow shows it."""

    id: str
    at: datetime  # when it was first published
    title: str
    type: str = "album"
    cover_rev: str | None = None
    cover_color: str | None = None


def follow(*, follower_id: str, target: str, target_id: str, name: str, news: News | None = None) -> None:
    """Follow a target ("artist:<handle>" or "person:<handle>"). Nothing happens to one followed already."""
    new = Follow(follower_id, target, target_id=target_id, name=name)
    if news:
        for fact, value in _facts(news).items():
            setattr(new, fact, value)
    try:
        new.put(condition=Follow.follower_id.does_not_exist())
    except Conflict:
        return


def unfollow(*, follower_id: str, target: str) -> None:
    """Nothing happens to one that is not followed."""
    Follow(follower_id, target).remove()


def tell_followers(*, target: str, news: News) -> int:
    """Every follow of the target shows this release unless it shows a newer one; returns how many followers there are.

    One conditional write a follower. Safe to repeat and out of order.
    """
    older = Follow.news_at.does_not_exist() | (Follow.news_at <= news.at)
    return _change_all(target, _actions(news), condition=older)


def retract_news(*, target: str, news_id: str, instead: News | None) -> int:
    """No follow of the target shows this release any more, but `instead`. Safe to repeat."""
    return _change_all(target, _actions(instead), condition=Follow.news_id == news_id)


def rename_followed(*, target: str, name: str) -> int:
    """Every follow of the target shows its present name. Safe to repeat."""
    return _change_all(target, [Follow.name.set(name)])


def move_followed(*, target: str, to: str, name: str) -> int:
    """Whoever followed the target's old handle follows the new one. Safe to repeat."""
    followers = 0
    for follower_id in Follow.followers_of(target):
        followers += 1
        try:
            old = Follow.fetch(follower_id, target)
        except NotFound:  # unfollowed meanwhile
            continue
        kept = {fact: value for fact, value in old.attribute_values.items() if fact not in ("follower_id", "target")}
        with suppress(Conflict):  # followed there already
            Follow(follower_id, to, **{**kept, "name": name}).put(condition=Follow.follower_id.does_not_exist())
        old.remove()
    return followers


def forget_followed(*, target: str) -> int:
    """The target is no more: nobody follows it. Safe to repeat."""
    followers = 0
    for follower_id in Follow.followers_of(target):
        followers += 1
        Follow(follower_id, target).remove()
    return followers


def _change_all(target: str, actions: list[Action], *, condition: Condition | None = None) -> int:
    followers = 0
    there: Condition = Follow.follower_id.exists()
    for follower_id in Follow.followers_of(target):
        followers += 1
        try:
            Follow(follower_id, target).change(*actions, condition=there if condition is None else there & condition)
        except Conflict:  # unfollowed meanwhile, or shows something else rightly
            continue
    return followers


def _facts(news: News) -> dict[str, object]:
    return {
        "news_id": news.id,
        "news_at": news.at,
        "news_title": news.title,
        "news_type": news.type,
        "news_cover_rev": news.cover_rev,
        "news_cover_color": news.cover_color,
    }


def _actions(news: News | None) -> list[Action]:
    facts = _facts(news) if news else dict.fromkeys(_NEWS)
    return Follow.setting(facts)


_NEWS = ("news_id", "news_at", "news_title", "news_type", "news_cover_rev", "news_cover_color")
