"""The rows under a tag, kept with the transaction that lists what they show; and how often tags are used.

A change of what is listed writes at most ten rows more. Counting is apart, by the tables' streams: a
counter that all publishers share would make their transactions wait for each other.
"""

from collections.abc import Iterable
from typing import Any

from pynamodb.transactions import TransactWrite

from catalog.models import Notice, Release, Song, Tagged
from catalog.queries.tags import COUNTED_MAX, TAG_COUNTS, place_of, times_used
from musicweb.dynamo.errors import NotFound
from musicweb.dynamo.retrying import again_on_conflict

CLOUD = 120  # tags in the counted item, the most used ones: under 4 KB
OF_BOTH = ("id", "title", "artist_id", "artist_handle", "artist_name", "cover_rev", "cover_color", "published_at")
OF_SONG = ("release_id", "release_title", "duration_ms", "loudness_lufs", "true_peak_dbtp", "media_rev", "explicit")
Rows = dict[tuple[str, str], dict[str, Any]]


def retag(writes: TransactWrite, record: Song | Release, after: dict[str, Any]) -> None:
    """Add what follows for its tags when `record` becomes `after`."""
    kind = record.kind
    was, will = tag_rows(kind, record.attribute_values), tag_rows(kind, after)
    for key in was.keys() - will.keys():
        writes.delete(Tagged(*key))
    for key, row in will.items():
        if was.get(key) != row:
            writes.save(Tagged(*key, **row))


def recount(tags: Iterable[str]) -> None:
    """Count these tags anew for the cloud. Safe to repeat: what is counted is what is there."""
    counts = {tag: times_used(tag) for tag in set(tags)}
    if counts:
        again_on_conflict(lambda: _store(counts))


def tag_rows(kind: str, values: dict[str, Any]) -> Rows:
    """(tag, place) → row, of a record of these values."""
    if not values.get("listed") or not values.get("tags"):
        return {}
    names = (*OF_BOTH, *(OF_SONG if kind == "song" else ("release_type",)))
    row = {name: values[name] for name in names if values.get(name) is not None}
    return {(f"{kind}/{tag}", place_of(values["published_at"], values["id"])): row for tag in values["tags"]}


def _store(counts: dict[str, int]) -> None:
    try:
        notice = Notice.fetch(TAG_COUNTS)
    except NotFound:
        notice = None
    before = {tag: int(count) for tag, count in (notice.counts.as_dict() if notice else {}).items()}
    after = {tag: count for tag, count in {**before, **counts}.items() if count}
    after = dict(sorted(after.items(), key=lambda one: (-one[1], one[0]))[:CLOUD])
    if after == before:
        return
    same = Notice.counts == before if notice else Notice.name.does_not_exist()
    Notice(TAG_COUNTS).change(Notice.counts.set(after), condition=same)


__all__ = ["COUNTED_MAX", "recount", "retag"]
