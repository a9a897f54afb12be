"""A decision happens once, with everything that follows, whoever else decides and whatever interrupts it."""

import pytest
from django.core import mail

from accounts.errors import LastAdmin
from accounts.faces import User as Face
from accounts.models import Profile, User
from accounts.services import save_profile
from catalog import services as catalog
from catalog.errors import Refused
from catalog.models import DECIDED, DECIDING, OPEN, REMOVED, Artist, Case, Release, Song
from catalog.queries.reports import find_case, reports_of
from musicweb.dynamo.audit import AuditRecord
from musicweb.dynamo.errors import Conflict, Unavailable
from musicweb.moderation import events, services
from musicweb.moderation.services import deciding
from playlists.models import Playlist
from playlists.services import create_playlist
from tests.factories import make_artist, make_release, make_song
from tests.moderation.streams import a_record
from tests.people import make_user

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def moderator(tables):
    return Face.from_record(make_user("mo", ["moderators"]))


@pytest.fixture
def song(tables):
    return make_song(release=make_release(artist=make_artist(owner=make_user("ann")), published=True), published=True)


@pytest.fixture
def cognito(monkeypatch):
    """What suspending asks of Cognito: nobody is disabled for real, and nobody is the only admin."""
    asked: list[str] = []
    monkeypatch.setattr("accounts.cognito.disable", asked.append)
    monkeypatch.setattr("accounts.cognito.is_alone_in", lambda group, user_id: False)
    return asked


def reported(thing, kind="song", **facts) -> str:
    key = thing.handle if kind == "artist" else thing.id
    title = thing.name if kind == "artist" else thing.title
    report = catalog.report(kind=kind, id=key, title=title, owner_id=thing.owner_id, reason="copyright", **facts)
    return report.subject


def decide(subject, action, by, round=1):
    return services.decide(subject=subject, action=action, why="It is not yours.", by=by, round=round)


def decisions(subject):
    return [(row.what, row.why, row.before, row.after) for row in AuditRecord.of_subject(subject, limit=10)]


def test_a_dismissed_item_stays_as_it_is(song, moderator):
    subject = reported(song)
    reported(song)
    decide(subject, "dismiss", moderator)
    case = find_case(subject)
    assert (case.state, case.open_reports, case.action) == (DECIDED, 0, "dismiss")
    assert Song.fetch(song.id).listed
    facts = {"status": "published", "withdrawn": False}
    assert decisions(subject) == [("dismiss", "It is not yours.", facts, facts)]


def test_a_hidden_item_is_gone_from_everybody(song, moderator):
    decide(reported(song), "hide", moderator)
    hidden = Song.fetch(song.id)
    assert (hidden.withdrawn, hidden.withdrawn_reason, hidden.listed) == (True, "It is not yours.", None)


@pytest.mark.parametrize("action", ["hide", "remove"])
def test_a_release_is_decided_about_with_its_songs(song, moderator, action):
    decide(reported(Release.fetch(song.release_id), "release"), action, moderator)
    assert not Song.fetch(song.id).listed
    assert (Release.fetch(song.release_id).status == REMOVED) == (action == "remove")


def test_an_artist_is_hidden_and_cannot_be_removed(song, moderator):
    subject = reported(Artist.fetch(song.artist_handle), "artist")
    with pytest.raises(Refused):
        decide(subject, "remove", moderator)
    decide(subject, "hide", moderator)
    assert Artist.fetch(song.artist_handle).withdrawn


def test_a_profile_is_hidden(moderator):
    person = make_user("lin")
    save_profile(user_id=person.id, version=0, handle="lin", name="Lin")
    subject = services.report(kind="profile", id="lin", title="@lin", owner_id=person.id, reason="spam").subject
    decide(subject, "hide", moderator)
    assert Profile.fetch("lin").withdrawn
    assert decisions(subject)[0][2:] == ({"withdrawn": False}, {"withdrawn": True})


@pytest.mark.parametrize("action", ["hide", "remove"])
def test_a_playlist_is_hidden_or_removed_with_no_way_back(moderator, action):
    person = make_user("lin")
    playlist = create_playlist(owner=person, title="Rain", visibility="public")
    subject = services.report(kind="playlist", id=playlist.id, title="Rain", owner_id=person.id, reason="spam").subject
    assert services.find("playlist", playlist.id).is_open
    decide(subject, action, moderator)
    assert Playlist.fetch(playlist.id).kept == (action == "hide")
    assert services.find("playlist", playlist.id).is_gone
    assert Playlist.fetch(playlist.id).withdrawn


def test_who_is_suspended_is_out_and_the_item_hidden(song, moderator, cognito):
    decide(reported(song), "suspend", moderator)
    assert not User.fetch(song.owner_id).is_active
    assert cognito == [song.owner_id]
    assert Song.fetch(song.id).withdrawn


def test_the_only_admin_is_not_suspended_and_the_case_stays_open(song, moderator, cognito, monkeypatch):
    subject = reported(song)
    User.fetch(song.owner_id).change(User.groups.set({"admins"}))
    monkeypatch.setattr("accounts.cognito.is_alone_in", lambda group, user_id: True)
    moderator.groups = ["admins"]
    with pytest.raises(LastAdmin):
        decide(subject, "suspend", moderator)
    assert find_case(subject).state == OPEN
    assert not Song.fetch(song.id).withdrawn
    assert [what for what, *_ in decisions(subject)] == ["undone", "suspend"]


def test_moderators_suspend_neither_themselves_nor_staff(song, moderator, cognito):
    subject = reported(song)
    User.fetch(song.owner_id).change(User.groups.set({"moderators"}))
    with pytest.raises(Refused, match="staff"):
        decide(subject, "suspend", moderator)
    with pytest.raises(Refused, match="yourself"):
        decide(subject, "suspend", Face.from_record(User.fetch(song.owner_id)))
    assert decisions(subject) == []


def test_of_two_moderators_at_once_one_wins_and_the_other_is_told(song, moderator):
    subject = reported(song)
    other = Face.from_record(make_user("ada", ["admins"]))
    decide(subject, "hide", moderator)
    with pytest.raises(Conflict):
        decide(subject, "dismiss", other)
    assert len(decisions(subject)) == 1
    assert Song.fetch(song.id).withdrawn


def test_a_decision_that_was_killed_half_way_is_finished_by_making_it_again(song, moderator, monkeypatch):
    subject = reported(song)
    with monkeypatch.context() as broken:
        broken.setattr(deciding, "_carry_out", _killed)
        with pytest.raises(Unavailable):
            decide(subject, "remove", moderator)
    assert find_case(subject).state == DECIDING
    with monkeypatch.context() as broken:
        broken.setattr(deciding, "finish_decision", _killed)
        with pytest.raises(Unavailable):
            decide(subject, "remove", moderator)
    decide(subject, "remove", moderator)
    assert find_case(subject).state == DECIDED
    assert Song.fetch(song.id).status == REMOVED
    facts = {"status": "published", "withdrawn": False}
    assert decisions(subject) == [("remove", "It is not yours.", facts, {**facts, "status": REMOVED})]


def test_what_is_not_there_any_more_can_only_be_dismissed(song, moderator):
    subject = reported(song)
    catalog.remove_song(song=song)
    with pytest.raises(Refused):
        decide(subject, "hide", moderator)
    decide(subject, "dismiss", moderator)


# ---- who is told ----
def test_reporters_and_owner_are_told_by_mail_once(song, moderator):
    subject = reported(song, mail="lin@example.com", language="vi")
    reported(song)
    before = Case.fetch(subject)
    decide(subject, "hide", moderator)
    after = Case.fetch(subject)
    (noted,) = AuditRecord.of_subject(subject, limit=1)
    for _ in range(2):
        events.on_stream_record(a_record(Case, before, after))
    events.on_stream_record(a_record(AuditRecord, None, noted))
    assert [message.to for message in mail.outbox] == [["lin@example.com"], ["ann@example.com"]]
    assert "It is not yours." in mail.outbox[1].body
    assert song.title in mail.outbox[1].subject
    assert [report.mail for report in reports_of(subject)] == [None, None]
    assert all(report.told_at for report in reports_of(subject))


def test_a_dismissal_is_not_news_for_the_owner(song, moderator):
    decide(reported(song), "dismiss", moderator)
    (noted,) = AuditRecord.of_subject(f"song:{song.id}", limit=1)
    events.on_stream_record(a_record(AuditRecord, None, noted))
    assert mail.outbox == []


def test_a_later_report_waits_for_its_own_decision(song, moderator):
    subject = reported(song, mail="lin@example.com")
    decide(subject, "dismiss", moderator)
    decided = Case.fetch(subject)
    reported(song, mail="mai@example.com")
    services.tell_reporters(decided, round=1)
    assert [message.to for message in mail.outbox] == [["lin@example.com"]]
    assert [report.mail for report in reports_of(subject)] == ["mai@example.com", None]


def test_a_title_with_a_line_break_stays_in_its_header(song, moderator):
    subject = catalog.report(
        kind="song", id=song.id, title="a\nBcc: all", reason="spam", mail="lin@example.com"
    ).subject
    decide(subject, "dismiss", moderator)
    services.tell_reporters(Case.fetch(subject), round=1)
    assert "Bcc" not in mail.outbox[0].extra_headers
    assert mail.outbox[0].subject.endswith("“a Bcc: all”")


def test_the_owner_reads_it_on_the_site(song, moderator, client, sign_in):
    decide(reported(song), "hide", moderator)
    sign_in(client, User.fetch(song.owner_id))
    page = client.get("/decisions/").content.decode()
    assert "It is not yours." in page
    assert song.title in page


def test_a_report_of_somebody_gone_is_no_mail(song, moderator):
    decide(reported(song), "hide", moderator)
    (noted,) = AuditRecord.of_subject(f"song:{song.id}", limit=1)
    User.fetch(song.owner_id).remove()
    assert not services.tell_owner(noted)


def _killed(*args, **kwargs):
    raise Unavailable("killed")
