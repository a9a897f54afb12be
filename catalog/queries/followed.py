"""What is new of those one follows."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.queries import followed_news
from catalog.rows import ReleaseRow
from musicweb.dynamo.batch import get_together
from musicweb.dynamo.table import Page

from .grants import Viewer
from .hidden import Hidden, hidden_want
from .pages import new_releases
from .tags import cloud, tag_counts_want

HOME_TAGS = 30


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """`followed`: the newest release of each artist one follows, newest first; `tags`: the most used, as `cloud`."""

    new: Page[ReleaseRow]
    followed: list[ReleaseRow] = field(default_factory=list)
    tags: list[tuple[str, int]] = field(default_factory=list)


def home_page(
    viewer: Viewer, *, after: str | None = None, fresh_ids: Sequence[str] = (), fresh_follows: Sequence[str] = ()
) -> HomePage:
    """One Query and one batch; for somebody signed in, on the first page, one Query of follows more."""
    notice, counts = get_together([hidden_want(), tag_counts_want()])
    hidden, tags = Hidden.of(notice), [] if after else cloud(counts, limit=HOME_TAGS)
    new = new_releases(after=after, fresh_ids=fresh_ids, hidden=hidden)
    if after or not viewer.is_authenticated:
        return HomePage(new=new, tags=tags)
    follows = followed_news(getattr(viewer, "id", ""), fresh_targets=fresh_follows)
    rows = [
        ReleaseRow(
            id=follow.news_id or "",
            title=follow.news_title or "",
            artist_id=follow.target_id,
            artist_name=follow.name,
            artist_handle=follow.handle,
            release_type=follow.news_type or "album",
            cover_rev=follow.news_cover_rev or "",
            cover_color=follow.news_cover_color or "",
            published_at=follow.news_at,
        )
        for follow in follows
        if not hidden.has(follow.news_id, follow.target_id)
    ]
    return HomePage(new=new, followed=rows, tags=tags)
