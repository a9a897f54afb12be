"""What makes a play count once: whose it is and when is settled by its first message, and a mark of the listener's day
has what is counted. Decision 12.

The mark of a user's day is also what a pause of the history changes, so that no play that is being counted right then
gets into it.
"""

from datetime import UTC, date, datetime, time, timedelta

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from catalog.models import Song
from musicweb.dynamo.errors import Conflict
from playlists.models import PlayMark

PLAY_KEPT = timedelta(days=20)  # longer than a message lives in its queue and in the dead-letter queue
MARK_KEPT = PLAY_KEPT + timedelta(days=2)
HEARD_MAX = 1_000  # of a day: more than it has minutes to hear them
USER, VISITOR = "u", "v"
TAG = 5  # bytes


def listener_of(*, user_id: str = "", visitor: str = "") -> str:
    """Names nobody; a user is the same on every device."""
    return USER + PlayMark.id_of("user", user_id) if user_id else VISITOR + PlayMark.id_of("visitor", visitor)


def settled(*, play_id: str, listener: str, at_ms: int) -> tuple[str, int]:
    """Whose the play is and when it was, as its first message said. One conditional put, seldom a get.

    A session may end between two messages of the same play, and a player that got no answer sends it again
    later and from another network: all of them are the play that the first one was.
    """
    expires = _time(at_ms) + MARK_KEPT
    mark = PlayMark(PlayMark.id_of("whose play", play_id), listener=listener, at_ms=at_ms, expires=expires)
    try:
        mark.put_new()
    except Conflict:
        mark = PlayMark.fetch(mark.id)
    return str(mark.listener), int(mark.at_ms)


class ListenerDay:
    """What is counted of a listener's day: of everything for a user, of one release for a visitor.

    Visitors behind one address with one browser are the same one: so that what they share stays small.
    """

    def __init__(self, mark: PlayMark, day: str) -> None:
        self.mark, self.changed = mark, False
        self._midnight_ms = int(datetime.combine(date.fromisoformat(day), time.min, UTC).timestamp()) * 1000
        self._heard = set(mark.heard or ())

    @staticmethod
    def id_of(listener: str, release_id: str, day: str) -> str:
        return PlayMark.id_of("day", listener, "" if listener.startswith(USER) else release_id, day)

    @classmethod
    def of(cls, known: PlayMark | None, *, mark_id: str, day: str) -> "ListenerDay":
        return cls(known or PlayMark(mark_id, expires=_kept(day)), day)

    @property
    def full(self) -> bool:
        return len(self._heard) >= HEARD_MAX

    def times_ms(self, song: Song) -> list[int]:
        begin = _tag(song.release_id) + _tag(song.id)
        return [self._midnight_ms + int.from_bytes(one[2 * TAG :]) for one in self._heard if one.startswith(begin)]

    def knows_release(self, release_id: str) -> bool:
        return any(one.startswith(_tag(release_id)) for one in self._heard)

    def add(self, song: Song, at_ms: int) -> None:
        time_of_day = (at_ms - self._midnight_ms).to_bytes(4)
        self._heard.add(_tag(song.release_id) + _tag(song.id) + time_of_day)
        self.changed = True

    def write(self, together: TransactWrite) -> None:
        """What was added; else that nobody else added anything."""
        if self.changed:
            self.mark.heard = self._heard
            together.save(self.mark)  # fails if its version is another one by now
        else:
            together.condition_check(PlayMark, self.mark.id, condition=self.mark.unchanged)


def disturb(together: TransactWrite, *, user_id: str) -> None:
    """Let every play of this user that is being counted right now be read and counted anew."""
    listener, today = listener_of(user_id=user_id), datetime.now(UTC).date()
    for ago in range(-1, PLAY_KEPT.days + 2):
        day = (today - timedelta(days=ago)).isoformat()
        mark = PlayMark(ListenerDay.id_of(listener, "", day), version=1)  # adds 1, whatever it is
        actions: list[Action] = [PlayMark.expires.set(_kept(day))]
        together.update(mark, actions=actions, add_version_condition=False)


def _tag(item_id: str) -> bytes:
    return bytes.fromhex(PlayMark.id_of("heard", item_id))[:TAG]


def _kept(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.max, UTC) + MARK_KEPT


def _time(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)
