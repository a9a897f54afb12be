"""What carries a tag, and which tags are used most."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from catalog.models import Notice, Tagged
from catalog.rows import ReleaseRow, SongRow
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import translated
from musicweb.dynamo.table import Page

from .hidden import Hidden, hidden_want

TAG_COUNTS = "tag_counts"
COUNTED_MAX = 200  # of each kind: beyond, a tag is simply used a lot
TAG_RELEASES = 24
TAG_SONGS = 50


def place_of(published_at: datetime, item_id: str) -> str:
    """Where an item stands under its tags: in the order of publication."""
    return f"{published_at:%Y-%m-%dT%H:%M:%S.%f}/{item_id}"


def tagged_releases(tag: str, *, after: str | None = None, limit: int = TAG_RELEASES) -> Page[ReleaseRow]:
    """Public releases of a tag, newest first: one Query and one get."""
    page = Tagged.page(None, f"release/{tag}", limit=limit, after=after, newest_first=True)
    hidden = Hidden.now()
    rows = [ReleaseRow.of_tagged(row) for row in page if not hidden.has(row.id, row.artist_id)]
    return Page(rows, page.next)


def tagged_songs(
    tag: str, *, after: str | None = None, limit: int = TAG_SONGS, also: Sequence[Want] = ()
) -> tuple[Page[SongRow], list[Any]]:
    """Public songs of a tag, newest first, and the records of `also`: one Query and one batch."""
    page = Tagged.page(None, f"song/{tag}", limit=limit, after=after, newest_first=True)
    notice, *rest = get_together([hidden_want(), *also])
    hidden = Hidden.of(notice)
    rows = [SongRow.of_tagged(row) for row in page if not hidden.has(row.id, row.release_id, row.artist_id)]
    return Page(rows, page.next), rest


def tag_cloud() -> list[tuple[str, int]]:
    """As `cloud`: one get."""
    return cloud(get_together([tag_counts_want()])[0], limit=120)


def times_used(tag: str) -> int:
    """By how many public releases and songs, each counted to COUNTED_MAX at most: two Queries that count."""
    if not Tagged.possible(f"release/{tag}"):
        return 0
    with translated():
        return sum(int(Tagged.count(f"{kind}/{tag}", limit=COUNTED_MAX)) for kind in ("release", "song"))


def tag_counts_want() -> Want:
    """For a page's batch: the item behind `cloud`."""
    return Want(Notice, TAG_COUNTS)


def cloud(notice: Notice | None, *, limit: int = 40) -> list[tuple[str, int]]:
    """The most used tags in alphabetical order, each with its weight from 1 (least) to 5."""
    counts = {tag: int(count) for tag, count in notice.counts.as_dict().items()} if notice and notice.counts else {}
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:limit]
    top = max((count for _, count in most), default=1)
    return sorted((tag, 1 + round(4 * (count - 1) / max(1, top - 1))) for tag, count in most)
