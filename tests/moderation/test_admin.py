"""The queue of reported items, the decision about one, and the audit, as moderators see them."""

import re
from html import unescape

import pytest
from django.contrib.admin.utils import quote
from django.urls import reverse

from catalog import services as catalog
from catalog.models import Song
from catalog.queries.reports import find_case
from musicweb.dynamo.audit import AuditRecord
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
QUEUE = "/admin/moderation/case/"
AUDIT = "/admin/moderation/decision/"


@pytest.fixture
def moderator(client):
    return sign_in(client, make_user("mo", ["moderators"]))


@pytest.fixture
def song(tables):
    return make_song(release=make_release(artist=make_artist(owner=make_user("ann")), published=True), published=True)


def reported(song, **facts) -> str:
    item = {"kind": "song", "id": song.id, "title": song.title, "owner_id": song.owner_id, "reason": "copyright"}
    return catalog.report(**{**item, **facts}).subject


def page_of(subject: str) -> str:
    return reverse("admin:moderation_case_change", args=[quote(subject)])


def texts(response):
    return [unescape(str(message)) for message in response.context["messages"]]


def test_the_queue_shows_what_waits_newest_first_and_the_rest_when_asked(moderator, song):
    reported(song, title="First")
    second = reported(song, id="two", title="Second")
    assert [str(case) for case in moderator.get(QUEUE).context["cl"].result_list] == ["Second", "First"]
    moderator.post(page_of(second), {"action": "dismiss", "why": "Fine.", "round": 1})
    assert [str(case) for case in moderator.get(QUEUE).context["cl"].result_list] == ["First"]
    decided = moderator.get(QUEUE, {"state": "decided"}).context["cl"].result_list
    assert [str(case) for case in decided] == ["Second"]
    assert len(moderator.get(QUEUE, {"state": "all"}).context["cl"].result_list) == 2


def test_the_page_shows_the_item_its_reports_and_its_history(moderator, song):
    subject = reported(song, text="Mine <b>!", mail="lin@example.com")
    AuditRecord.append(subject=subject, what="restore", by=_Ada, why="Once before.")
    page = moderator.get(page_of(subject)).content.decode()
    assert f'href="/songs/{song.id}-slow-rivers/"' in page
    assert "Mine &lt;b&gt;!" in page
    assert "Once before." in page
    assert "It is my work" in page
    assert "lin@example.com" not in page  # that an answer is wanted is enough
    assert re.search(r'name="round" value="1"', page)


def test_a_moderator_decides_on_the_page(moderator, song):
    subject = reported(song)
    response = moderator.post(page_of(subject), {"action": "hide", "why": "Not yours.", "round": 1}, follow=True)
    assert texts(response) == ["Decided, and everybody concerned is told."]
    assert Song.fetch(song.id).withdrawn
    (noted,) = AuditRecord.of_subject(subject, limit=5)
    assert (noted.what, noted.actor_name) == ("hide", "mo@example.com")
    page = moderator.get(page_of(subject)).content.decode()
    assert 'name="action"' not in page


def test_a_decision_needs_a_reason(moderator, song):
    subject = reported(song)
    response = moderator.post(page_of(subject), {"action": "hide", "why": " ", "round": 1})
    assert response.status_code == 422
    assert find_case(subject).state == "open"


def test_who_comes_second_is_told(moderator, song):
    subject = reported(song)
    moderator.post(page_of(subject), {"action": "dismiss", "why": "Fine.", "round": 1})
    reported(song)
    response = moderator.post(page_of(subject), {"action": "hide", "why": "Not yours.", "round": 1}, follow=True)
    assert texts(response)[-1].startswith("Somebody else has decided about this")
    assert not Song.fetch(song.id).withdrawn


def test_the_audit_is_read_and_never_written(moderator, song):
    subject = reported(song)
    AuditRecord.append(subject=subject, what="restore", by=_Ada, why="Once before.", title="Slow Rivers")
    (decision,) = moderator.get(AUDIT).context["cl"].result_list
    address = reverse("admin:moderation_decision_change", args=[quote(decision.pk)])
    page = moderator.get(address)
    assert "Once before." in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    assert moderator.post(address, {"why": "Another."}).status_code == 403


class _Ada:
    pk = "ada"

    @staticmethod
    def get_username() -> str:
        return "ada@example.com"


@pytest.mark.parametrize(("action", "after"), [("withdraw", True), ("restore", False)])
def test_the_actions_of_the_catalogues_lists_are_in_the_audit_too(moderator, song, action, after):
    sent = {"_selected_action": [song.id], "action": action, "reason": "Not yours."}
    moderator.post("/admin/catalog/song/", sent)
    (noted,) = AuditRecord.of_subject(f"song:{song.id}", limit=5)
    assert (noted.owner_id, noted.before, noted.after) == (song.owner_id, {"withdrawn": False}, {"withdrawn": after})
    assert noted.why == ("Not yours." if action == "withdraw" else "")


def test_suspending_is_in_the_audit_without_a_name(client, song, monkeypatch):
    monkeypatch.setattr("accounts.cognito.disable", lambda user_id: None)
    sign_in(client, make_user("ada", ["admins"]))
    client.post("/admin/accounts/user/", {"_selected_action": [song.owner_id], "action": "suspend"})
    (noted,) = AuditRecord.of_subject(f"user:{song.owner_id}", limit=5)
    assert (noted.what, noted.before, noted.after) == ("suspend", {"is_active": True}, {"is_active": False})
    assert "ann@example.com" not in str(noted.serialize())
