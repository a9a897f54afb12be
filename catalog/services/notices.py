"""Keeping the notice of what was hidden a moment ago (models.Notice, queries.hidden)."""

import time
from typing import Any

from pynamodb.expressions.operand import Path
from pynamodb.transactions import TransactWrite

from catalog.models import Notice
from catalog.queries.hidden import ONLY_LISTS, RECENTLY_HIDDEN
from catalog.queries.site import SiteState, take_notice
from musicweb.dynamo.errors import Conflict, NotFound

KEPT_SECONDS = 60  # after the last list was mended: what its index may lag, many times over


def open_notice() -> None:
    """Before a transaction that writes a path of it: the map must be there."""
    ids = Path("ids")
    Notice(RECENTLY_HIDDEN).change(ids.set(ids | {}))


def note_hidden(writes: TransactWrite, item_id: str, *, still_open: bool = False) -> None:
    """Lists leave it out from now on; its own page too, unless it is `still_open` to who has its link."""
    noted, other = (item_id, ONLY_LISTS + item_id)[:: -1 if still_open else 1]
    writes.update(Notice(RECENTLY_HIDDEN), [Path(["ids", noted]).set(0), Path(["ids", other]).remove()])


def forget_hidden(writes: TransactWrite, item_id: str) -> None:
    places = [Path(["ids", noted]) for noted in (item_id, ONLY_LISTS + item_id)]
    writes.update(Notice(RECENTLY_HIDDEN), [place.remove() for place in places])


def mark_mended(item_id: str) -> None:
    """The lists do without this id now. Safe to repeat; nothing happens to one that is not noted."""
    for noted in (item_id, ONLY_LISTS + item_id):
        place = Path(["ids", noted])
        try:
            Notice(RECENTLY_HIDDEN).change(place.set(int(time.time())), condition=(place == 0))
        except Conflict:
            continue


def drop_mended() -> int:
    """Take out the ids that were mended KEPT_SECONDS ago; how many."""
    try:
        ids = Notice.fetch(RECENTLY_HIDDEN).ids.as_dict()
    except NotFound:
        return 0
    old = {item_id: at for item_id, at in ids.items() if 0 < at <= time.time() - KEPT_SECONDS}
    return sum(_dropped(item_id, at) for item_id, at in old.items())


def _dropped(item_id: str, mended_at: int) -> bool:
    place = Path(["ids", item_id])
    try:
        Notice(RECENTLY_HIDDEN).change(place.remove(), condition=(place == mended_at))
    except Conflict:
        return False  # hidden once more meanwhile
    return True


def hide_for_a_moment(item_id: str) -> None:
    """Of something that nothing repeats: only an index may still list it, until `drop_mended`."""
    open_notice()
    Notice(RECENTLY_HIDDEN).change(Path(["ids", item_id]).set(int(time.time())))


def forget_for_a_moment(item_id: str) -> None:
    """It may be listed again."""
    open_notice()
    Notice(RECENTLY_HIDDEN).change(Path(["ids", item_id]).remove())


def set_site_state(state: SiteState) -> None:
    """What every page says from now on; other processes know within queries.site.KEPT_SECONDS."""
    facts: list[tuple[Any, Any]] = [
        (Notice.announcement, state.announcement),
        (Notice.announcement_id, state.announcement_id),
        (Notice.level, state.level),
        (Notice.until, state.until),
        (Notice.read_only, state.read_only),
    ]
    notice = Notice(RECENTLY_HIDDEN)
    notice.change(*(attribute.set(value) if value else attribute.remove() for attribute, value in facts))
    take_notice(notice)
