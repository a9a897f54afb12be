"""What counts as a play, and that it is counted once whatever happens to the worker."""

from contextlib import contextmanager, suppress
from datetime import UTC, datetime

import pytest

from catalog.models import DRAFT, Notice, Release
from catalog.queries import RECENTLY_HIDDEN
from musicweb.dynamo.connection import SharedConnection
from musicweb.dynamo.sessions import SessionStore
from musicweb.lambda_handler import handler
from playlists import queries, services
from playlists.models import HistoryEntry, PlayMark, PlayStat
from playlists.services import marks as marks_module
from playlists.services import plays as plays_module
from playlists.services.marks import ListenerDay
from tests.people import make_user, session_cookie_for
from tests.playlists.listening import NOON_MS, a_play, as_lambda_sends, counted_of, plays_of, transaction_conflict
from tests.playlists.songs import a_song

pytestmark = pytest.mark.usefixtures("tables")
MINUTE_MS = 60_000


class Killed(BaseException):
    """What no `except Exception` holds up, like the end of a process."""


def count(*plays):
    failed = services.count_plays(plays)
    assert not failed


def test_a_play_counts_for_song_release_artist_and_site():
    song, day = a_song(), _today()
    count(a_play(song), a_play(song, source="embed"))
    assert plays_of(song) == 2
    assert (counted_of(song, "plays", day), counted_of(song, "embedded", day)) == (2, 1)
    of_release = queries.release_statistics(Release(id=song.release_id, artist_id=song.artist_id))
    of_artist = queries.artist_statistics(song.artist_id)
    for days in (queries.song_statistics(song).days, of_release.days, of_artist.days, queries.site_activity()):
        assert (days[-1].figures.plays, days[-1].figures.embedded) == (2, 1)
    assert [of_release.total.plays, of_artist.total.plays, of_artist.of(song.release_id).plays] == [2, 2, 2]


@pytest.mark.parametrize(
    ("duration_ms", "listened_ms", "counts"),
    [
        (214_000, 30_000, 1),
        (214_000, 29_999, 0),
        (20_000, 10_000, 1),
        (20_000, 9_999, 0),
        (214_000, 300_000, 0),  # more than a listener can have listened before it is sent
        (None, 30_000, 0),
    ],
)
def test_a_play_counts_after_30_seconds_or_half_the_song(duration_ms, listened_ms, counts):
    song = a_song(duration_ms=duration_ms)
    count(a_play(song, listened_ms=listened_ms))
    assert plays_of(song) == counts


def test_1000_identical_beacons_are_one_play():
    song = a_song()
    beacon = a_play(song)
    for start in range(10):
        count(*(a_play(song, play_id=beacon.play_id, at_ms=NOON_MS + start * MINUTE_MS + n) for n in range(100)))
    assert plays_of(song) == 1


def test_a_listener_counts_once_within_the_song_s_duration():
    song = a_song(duration_ms=214_000)
    for seconds in (0, 100, 213, 214, 300, 428):
        count(a_play(song, visitor="same", at_ms=NOON_MS + seconds * 1000))
    assert plays_of(song) == 3


def test_plays_of_one_listener_that_come_together_and_out_of_order_are_all_counted():
    song = a_song(duration_ms=100_000)
    plays = [a_play(song, visitor="same", at_ms=NOON_MS + number * 100_000) for number in (2, 0, 1)]
    count(*plays)
    count(a_play(song, visitor="same", at_ms=NOON_MS - 100_000))  # delayed somewhere
    assert plays_of(song) == 4


def test_other_songs_and_other_listeners_are_counted_for_themselves():
    songs = [a_song(), a_song()]
    count(*(a_play(song, visitor=visitor) for song in songs for visitor in ("ann", "bob")))
    assert [plays_of(song) for song in songs] == [2, 2]


def test_a_listener_of_a_day_is_counted_once_for_song_and_release():
    one, other = a_song(duration_ms=100_000), a_song(duration_ms=100_000)
    for minutes in (0, 5, 10):
        count(a_play(one, visitor="same", at_ms=NOON_MS + minutes * MINUTE_MS))
    count(a_play(other, visitor="same"), a_play(other, visitor="another"))
    assert (counted_of(one, "listeners"), counted_of(other, "listeners")) == (1, 2)
    assert queries.artist_statistics(one.artist_id).of(one.release_id).listeners == 2
    count(a_play(one, visitor="same", at_ms=NOON_MS - 86_400_000))
    assert counted_of(one, "listeners") == 2
    assert queries.artist_statistics(one.artist_id).of(one.release_id).listeners == 3


def test_what_the_listener_may_not_hear_does_not_count():
    draft, gone, hidden = a_song(status=DRAFT, listed=None), a_song(saved=False), a_song()
    Notice(RECENTLY_HIDDEN, ids={hidden.id: 0}).put()
    count(*(a_play(song) for song in (draft, gone, hidden)))
    assert [plays_of(song) for song in (draft, gone, hidden)] == [0, 0, 0]


def test_an_owner_s_play_of_a_draft_counts():
    ann = make_user("ann")
    draft = a_song(status=DRAFT, listed=None, owner_id=ann.id)
    count(a_play(draft, session_key=session_cookie_for(ann)))
    assert plays_of(draft) == 1


def test_a_session_tells_whose_play_it_was_and_a_forged_or_ended_one_is_a_visitor_s():
    ann, song = make_user("ann"), a_song()
    key = session_cookie_for(ann)
    count(a_play(song, session_key=key), a_play(song, session_key="forged-by-somebody"))
    assert plays_of(song) == 2
    (entry,) = HistoryEntry.newest(ann.id, limit=50)
    assert (entry.title, entry.played_at_ms) == (song.title, NOON_MS)


def test_nothing_is_recorded_while_the_history_is_paused_but_the_play_counts():
    ann, song = make_user("ann"), a_song()
    services.pause_history(user_id=ann.id)
    count(a_play(song, session_key=session_cookie_for(ann)))
    assert plays_of(song) == 1
    assert list(HistoryEntry.all_of(ann.id)) == []
    services.resume_history(user_id=ann.id)
    count(a_play(song, session_key=session_cookie_for(ann), at_ms=NOON_MS + 10 * MINUTE_MS))
    assert len(list(HistoryEntry.all_of(ann.id))) == 1


def pause(user):
    services.pause_history(user_id=user.id)


def delete_account(user):
    user.change(type(user).is_active.set(False))
    services.forget_listener(user_id=user.id)


@contextmanager
def before_the_transaction(monkeypatch, act):
    """Do this between what is read and the first transaction."""
    send, sent = SharedConnection.transact_write_items, []

    def after_the_act(self, *args, **kwargs):
        if not sent:
            sent.append(1)
            act()
        return send(self, *args, **kwargs)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(SharedConnection, "transact_write_items", after_the_act)
        yield


@pytest.mark.parametrize("act", [pause, delete_account])
def test_what_is_paused_or_deleted_while_a_play_is_counted_is_not_recorded(monkeypatch, act):
    ann, song = make_user("ann"), a_song()
    session_key = session_cookie_for(ann)
    ann.refresh()
    with before_the_transaction(monkeypatch, lambda: act(ann)):
        count(a_play(song, session_key=session_key, at_ms=NOON_MS - 86_400_000))  # some other day's, too
    assert plays_of(song) == 1
    assert list(HistoryEntry.all_of(ann.id)) == []


@pytest.mark.parametrize("killed", [False, True], ids=["counted", "killed before"])
def test_a_play_is_of_the_same_listener_once_its_session_has_ended(monkeypatch, killed):
    ann, song = make_user("ann"), a_song()
    session_key = session_cookie_for(ann)
    play = a_play(song, session_key=session_key)
    with monkeypatch.context() as dying, suppress(Killed):
        if killed:
            kill_at(dying, 0, done=False)
        count(play)
    SessionStore.delete_by_hash(play.session_hash)
    count(play)
    count(a_play(song, session_key=session_cookie_for(ann), at_ms=NOON_MS + 1))  # too soon for the same listener
    assert plays_of(song) == 1
    assert len(list(HistoryEntry.all_of(ann.id))) == (0 if killed else 1)  # nobody is signed in any more


def test_a_play_that_is_sent_again_later_from_another_network_is_the_same_play():
    song = a_song()
    play = a_play(song, visitor="at home")
    count(play)
    count(play._replace(visitor="on the train", at_ms=NOON_MS + 60 * MINUTE_MS))
    assert plays_of(song) == 1


def test_a_user_who_hears_a_song_over_midnight_counts_once_on_every_device():
    ann, song = make_user("ann"), a_song(duration_ms=214_000)
    midnight_ms = NOON_MS - 43_200_000
    for after_ms in (-100_000, 100_000, -320_000, 320_000):
        count(a_play(song, session_key=session_cookie_for(ann), at_ms=midnight_ms + after_ms))
    assert plays_of(song) == 3


def test_both_sides_of_midnight_that_come_together_are_seen(monkeypatch):
    """The other day's mark changes between reading and writing: the transaction notices."""
    ann, song = make_user("ann"), a_song(duration_ms=214_000)
    midnight_ms = NOON_MS - 43_200_000
    before, after = (a_play(song, session_key=session_cookie_for(ann), at_ms=midnight_ms + n) for n in (-100, 100))
    with before_the_transaction(monkeypatch, lambda: count(after)):
        count(before)
    assert plays_of(song) == 1


def test_nobody_is_counted_more_often_than_a_day_allows(monkeypatch):
    monkeypatch.setattr(marks_module, "HEARD_MAX", 3)
    song = a_song(duration_ms=60_000)
    count(*(a_play(song, visitor="same", at_ms=NOON_MS + number * MINUTE_MS) for number in range(5)))
    assert plays_of(song) == 3


def test_what_comes_when_its_marks_may_be_gone_does_not_count():
    song = a_song()
    for days in (19, 21):
        count(a_play(song, at_ms=NOON_MS - days * 86_400_000))
    assert plays_of(song) == 1


def test_plays_of_several_songs_share_a_transaction_with_one_count_of_the_site(monkeypatch):
    songs, send, sent = [a_song() for _ in range(16)], SharedConnection.transact_write_items, []

    def noted(self, *args, **kwargs):
        sent.append(str(kwargs))
        return send(self, *args, **kwargs)

    monkeypatch.setattr(SharedConnection, "transact_write_items", noted)
    count(*(a_play(song) for song in songs))
    assert [plays_of(song) for song in songs] == [1] * 16
    assert [one.count("'site'") for one in sent] == [1]


@pytest.mark.parametrize("done", [True, False], ids=["after the write", "before the write"])
@pytest.mark.parametrize("writes", range(4))
def test_a_worker_killed_anywhere_loses_nothing_and_counts_nothing_twice(monkeypatch, writes, done):
    """Four songs are four transactions; the batch comes back whole, and once more after that."""
    songs = [a_song() for _ in range(4)]
    plays = [a_play(song, visitor=f"visitor-{number}") for song in songs for number in range(2)]
    messages = [
        as_lambda_sends(f"m{number}", {"kind": "play", **play._asdict()}) for number, play in enumerate(plays * 2)
    ]
    with monkeypatch.context() as killed, suppress(Killed):
        kill_at(killed, writes, done=done)
        handler({"Records": messages}, None)
    for _ in range(2):
        assert handler({"Records": messages}, None) == {"batchItemFailures": []}
    assert [plays_of(song) for song in songs] == [2, 2, 2, 2]
    assert [counted_of(song, "listeners", _today()) for song in songs] == [2, 2, 2, 2]


def kill_at(monkeypatch, writes_before, *, done):
    send, sent = SharedConnection.transact_write_items, []

    def killing(self, *args, **kwargs):
        sent.append(1)
        if len(sent) <= writes_before:
            return send(self, *args, **kwargs)
        if done:
            send(self, *args, **kwargs)
        raise Killed

    monkeypatch.setattr(SharedConnection, "transact_write_items", killing)


def test_workers_that_meet_at_a_counter_spread_over_its_shards(monkeypatch):
    """No emulator raises TransactionConflict by itself: it is injected at the wire."""
    song, refusals, send = a_song(), iter([True, False]), SharedConnection.transact_write_items

    def sometimes(self, *args, **kwargs):
        if next(refusals):
            raise transaction_conflict()
        return send(self, *args, **kwargs)

    monkeypatch.setattr(SharedConnection, "transact_write_items", sometimes)
    count(a_play(song))
    parts = [stat.part for stat in PlayStat.within(f"songs:{song.artist_id}", f"{song.release_id}/")]
    assert [part.partition("#")[0] for part in parts] == [f"{song.release_id}/{song.id}"]
    assert "#" in parts[0]
    assert plays_of(song) == 1


def test_plays_that_meet_conflicts_all_the_time_come_back_and_their_neighbours_do_not(monkeypatch):
    hot, calm = a_song(), a_song()
    plays = {"hot": a_play(hot), "calm": a_play(calm)}
    send = SharedConnection.transact_write_items

    def refusing(self, *args, **kwargs):
        if hot.id in str(kwargs):
            raise transaction_conflict()
        return send(self, *args, **kwargs)

    monkeypatch.setattr(plays_module.time, "sleep", lambda seconds: None)
    with monkeypatch.context() as busy:
        busy.setattr(SharedConnection, "transact_write_items", refusing)
        messages = [as_lambda_sends(name, {"kind": "play", **play._asdict()}) for name, play in plays.items()]
        assert handler({"Records": messages}, None) == {"batchItemFailures": [{"itemIdentifier": "hot"}]}
    assert handler({"Records": messages}, None) == {"batchItemFailures": []}
    assert [plays_of(hot), plays_of(calm)] == [1, 1]


def test_a_message_of_nonsense_is_named_and_spoils_no_other():
    song = a_song()
    messages = [
        as_lambda_sends("good", {"kind": "play", **a_play(song)._asdict()}),
        as_lambda_sends("unknown", {"kind": "dance"}),
        as_lambda_sends("torn", {"kind": "play", "song_id": song.id}),
        {**as_lambda_sends("text", {}), "body": "no json"},
    ]
    failures = handler({"Records": messages}, None)["batchItemFailures"]
    assert {one["itemIdentifier"] for one in failures} == {"unknown", "torn", "text"}
    assert plays_of(song) == 1


def test_a_play_that_raises_is_tried_again_alone(monkeypatch):
    good, bad = a_play(a_song()), a_play(a_song())
    plausible = plays_module._plausible

    def sometimes(play, song):
        if play.play_id == bad.play_id:
            raise ZeroDivisionError
        return plausible(play, song)

    monkeypatch.setattr(plays_module, "_plausible", sometimes)
    messages = [as_lambda_sends(p.play_id, {"kind": "play", **p._asdict()}) for p in (good, bad)]
    assert handler({"Records": messages}, None) == {"batchItemFailures": [{"itemIdentifier": bad.play_id}]}


def test_marks_name_nobody():
    ann, song = make_user("ann"), a_song()
    play = a_play(song, session_key=session_cookie_for(ann))
    count(play)
    listener = marks_module.listener_of(user_id=ann.id)
    of_play = PlayMark.fetch(PlayMark.id_of("whose play", play.play_id))
    of_day = PlayMark.fetch(ListenerDay.id_of(listener, song.release_id, _today()))
    assert (of_play.listener, len(of_day.heard)) == (listener, 1)
    for name in (ann.id, song.id, song.release_id, play.play_id):
        assert name not in str(of_play.serialize()) + str(of_day.serialize()) + str(of_day.heard)


def _today() -> str:
    return datetime.fromtimestamp(NOON_MS / 1000, UTC).date().isoformat()
