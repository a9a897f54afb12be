"""Moving an entry of a playlist: one update of its rank."""

from typing import NamedTuple

from catalog.errors import Refused
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.errors import Conflict
from musicweb.dynamo.transaction import transact
from playlists.models import Playlist, PlaylistEntry
from playlists.ranks import above_all, between, spread

from .covers import settle_covers
from .persisting import persistently

RANK_LENGTH_MAX = 24  # digits; the neighbours of a longer one are spread anew
SPREAD_EACH_SIDE = 32  # entries, in one transaction
LOOKED_AT = 25  # hidden entries that a step jumps over at most
STEPS = ("up", "down", "first", "last")


class Place(NamedTuple):
    """Where to: behind the entry `after` or before the entry `before` (or both), by a `step`, or to a `position`."""

    after: str = ""
    before: str = ""
    step: str = ""  # one of STEPS
    position: int | None = None  # from 1


def move_entry(*, playlist: Playlist, entry_id: str, place: Place) -> PlaylistEntry:
    """Move an entry; the entry as it is then. A step beyond the end changes nothing.

    Raises Refused: "entry_gone", or "nowhere" when no entry of `place` is in the playlist.
    """
    entry = persistently(lambda: _moved(playlist, entry_id, place))
    settle_covers(playlist.id, changed=entry)
    return entry


def _moved(playlist: Playlist, entry_id: str, place: Place) -> PlaylistEntry:
    wanted = [Want(PlaylistEntry, (playlist.id, one), fresh=True) for one in (entry_id, place.after, place.before)]
    entry: PlaylistEntry | None
    entry, *fixed = get_together(wanted)
    if entry is None or entry.rank is None:
        raise Refused("entry_gone")
    gap = _gap(playlist, entry, place, *fixed)
    if gap is None:
        return entry
    rank = between(*gap, entry.entry_id)
    if len(rank) > RANK_LENGTH_MAX:
        _spread_around(playlist, gap[0])
        raise Conflict("Ranks around it are new: look again.")
    try:
        entry.change(PlaylistEntry.rank.set(rank), condition=PlaylistEntry.rank.exists())
    except Conflict as conflict:  # removed at the same moment
        raise Refused("entry_gone") from conflict
    return entry


# ---- the gap: the ranks below and above which the entry goes, None where it stands already ----
Gap = tuple[str, str]


def _gap(
    playlist: Playlist,
    entry: PlaylistEntry,
    place: Place,
    after: PlaylistEntry | None,
    before: PlaylistEntry | None,
) -> Gap | None:
    if place.after or place.before:
        return _between_fixed(playlist, entry, after, before)
    if place.position is not None:
        return _at_position(playlist, entry, place.position)
    match place.step:
        case "up":
            return _up(_neighbours(playlist, entry, entry.rank, backwards=True))
        case "down":
            return _down(playlist, _neighbours(playlist, entry, entry.rank))
        case "first":
            following = _neighbours(playlist, entry, "")
            return ("", following[0].rank) if following and following[0].rank < entry.rank else None
        case "last":
            ahead = _neighbours(playlist, entry, "~", backwards=True)
            return _behind_all(playlist, ahead[0].rank) if ahead and ahead[0].rank > entry.rank else None
    raise Refused("nowhere")


def _between_fixed(
    playlist: Playlist, entry: PlaylistEntry, after: PlaylistEntry | None, before: PlaylistEntry | None
) -> Gap | None:
    """Of two neighbours that a page showed one may have gone or been moved meanwhile: the other one counts."""
    low = after.rank if after is not None else None
    high = before.rank if before is not None else None
    if entry.entry_id in {one.entry_id for one in (after, before) if one is not None}:
        return None
    if low is not None and high is not None and low < high:
        return low, high
    if low is not None:
        following = _neighbours(playlist, entry, low)
        return (low, following[0].rank) if following else _behind_all(playlist, low)
    if high is not None:
        ahead = _neighbours(playlist, entry, high, backwards=True)
        return ahead[0].rank if ahead else "", high
    raise Refused("nowhere")


def _at_position(playlist: Playlist, entry: PlaylistEntry, position: int) -> Gap | None:
    if not 1 <= position <= max(int(playlist.entry_count), 1):
        raise Refused("nowhere")
    others = [one for one in PlaylistEntry.places_in(playlist.id, limit=position + 1) if one.entry_id != entry.entry_id]
    if len(others) < position - 1:  # the index knows fewer than the count says
        raise Refused("nowhere")
    low = others[position - 2].rank if position > 1 else ""
    gap = (low, others[position - 1].rank) if len(others) >= position else _behind_all(playlist, low)
    return gap if not gap[0] < entry.rank < gap[1] else None


def _up(ahead: list[PlaylistEntry]) -> Gap | None:
    """Before the nearest entry that people see."""
    seen = next((number for number, row in enumerate(ahead) if not row.hidden), None)
    if seen is None:
        return None
    return (ahead[seen + 1].rank if seen + 1 < len(ahead) else ""), ahead[seen].rank


def _down(playlist: Playlist, following: list[PlaylistEntry]) -> Gap | None:
    """Behind the nearest entry that people see."""
    seen = next((number for number, row in enumerate(following) if not row.hidden), None)
    if seen is None:
        return None
    low = following[seen].rank
    return (low, following[seen + 1].rank) if seen + 1 < len(following) else _behind_all(playlist, low)


def _behind_all(playlist: Playlist, low: str) -> Gap:
    """Behind the last entry, and not behind one that is appended later."""
    return low, above_all(low, int(playlist.tail))


def _neighbours(playlist: Playlist, entry: PlaylistEntry, rank: str, *, backwards: bool = False) -> list[PlaylistEntry]:
    """Entries behind (or before) a rank, nearest first, without the one that moves."""
    rank = rank or "!"  # before every rank, as "~" is behind them
    found = PlaylistEntry.next_to(playlist.id, rank, limit=LOOKED_AT + 2, backwards=backwards)
    return [one for one in found if one.entry_id != entry.entry_id]


def _spread_around(playlist: Playlist, rank: str) -> None:
    """Give the entries around a rank short new ones in the same order: one transaction, all or none.

    Raises Conflict when one of them was moved meanwhile.
    """
    middle = rank + "!"  # below every digit: right behind the entry of this rank
    ahead = PlaylistEntry.next_to(playlist.id, middle, limit=SPREAD_EACH_SIDE + 1, backwards=True)
    behind = PlaylistEntry.next_to(playlist.id, middle, limit=SPREAD_EACH_SIDE + 1)
    low = ahead.pop().rank if len(ahead) > SPREAD_EACH_SIDE else ""
    high = behind.pop().rank if len(behind) > SPREAD_EACH_SIDE else ""
    rows = [*reversed(ahead), *behind]
    high = high or above_all(rows[-1].rank, int(playlist.tail))
    with transact() as writes:
        for row, new in zip(rows, spread(low, high, [row.entry_id for row in rows]), strict=True):
            writes.update(row, [PlaylistEntry.rank.set(new)], condition=PlaylistEntry.rank == row.rank)
