"""An announcement on every page, and the switch that makes the site read-only."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalog.models import Song
from catalog.queries import SiteState, site, site_state
from catalog.services import set_site_state
from catalog.services.notices import forget_hidden, note_hidden, open_notice
from musicweb.dynamo.audit import SITE, AuditRecord
from musicweb.dynamo.capacity import measured
from musicweb.dynamo.transaction import transact
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
ANNOUNCED = SiteState(announcement="Back at <ten>.", announcement_id="abc", level="warning")


def another_process(monkeypatch) -> None:
    monkeypatch.setattr(site, "_known", site._Known())


def test_an_announcement_is_on_every_page_and_may_be_dismissed_in_this_browser(client):
    set_site_state(ANNOUNCED)
    for address in ("/", "/search/", "/nothing/"):
        assert "Back at &lt;ten&gt;." in client.get(address).content.decode()
    response = client.get("/announcements/abc/dismissal/?next=/search/")
    assert response["Location"] == "/search/"
    page = client.get("/")
    assert "Back at" not in page.content.decode()
    assert page["Cache-Control"].startswith("public")
    set_site_state(SiteState(announcement="Another.", announcement_id="def"))
    assert "Another." in client.get("/").content.decode()


def test_an_announcement_ends_by_itself(client):
    set_site_state(SiteState(announcement="Old.", announcement_id="a", until=timezone.now() - timedelta(seconds=1)))
    assert "Old." not in client.get("/").content.decode()


def test_pages_that_read_the_notice_anyway_bring_the_announcement_along_for_nothing(client, monkeypatch):
    song = make_song(release=make_release(published=True), published=True)
    set_site_state(ANNOUNCED)
    another_process(monkeypatch)
    with measured() as spent:
        page = client.get(f"/songs/{song.id}-slow-rivers/").content.decode()
    assert "Back at" in page
    assert spent.requests == 1


def test_a_page_that_reads_nothing_asks_once_in_a_while(client, monkeypatch):
    set_site_state(ANNOUNCED)
    another_process(monkeypatch)
    with measured() as spent:
        for _ in range(3):
            assert "Back at" in client.get("/search/").content.decode()
    assert spent.requests == 1


def test_hiding_leaves_the_announcement_alone_and_the_other_way_round(monkeypatch):
    set_site_state(ANNOUNCED)
    open_notice()
    with transact() as writes:
        note_hidden(writes, "one")
    set_site_state(SiteState(read_only=True))
    with transact() as writes:
        forget_hidden(writes, "one")
    another_process(monkeypatch)
    assert site_state() == SiteState(read_only=True)


# ---- maintenance ----
@pytest.fixture
def listener(client):
    return sign_in(client, make_user("lin"))


@pytest.fixture
def read_only():
    set_site_state(SiteState(read_only=True))


def test_while_it_is_maintained_pages_are_read_and_say_so(listener, read_only):
    page = listener.get("/library/likes/")
    assert page.status_code == 200
    assert "The site is being worked on" in page.content.decode()


def test_whatever_would_write_is_refused_and_what_was_typed_is_kept(listener, read_only):
    make_artist(owner=make_user("ann"), handle="ann")
    sent = {"name": "Lin & Mai", "handle": "lin", "password": "secret-one"}
    response = listener.post("/studio/artists/", sent)
    page = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "Lin &amp; Mai" in page
    assert "secret-one" not in page
    assert 'action="/studio/artists/"' in page


def test_a_script_is_told_to_wait(listener, read_only):
    release = make_release()
    response = listener.post(
        f"/studio/releases/{release.id}/uploads/",
        "{}",
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert response.json()["code"] == "read_only"


def test_a_forged_form_is_refused_before_it_is_shown(listener, read_only):
    listener.handler.enforce_csrf_checks = True
    response = listener.post("/studio/artists/", {"name": "Forged"})
    assert response.status_code == 403
    assert "Forged" not in response.content.decode()


def test_the_admin_goes_on_and_one_may_sign_out(client, read_only):
    song = make_song(release=make_release(published=True), published=True)
    sign_in(client, make_user("mo", ["moderators"]))
    client.post("/admin/catalog/song/", {"_selected_action": [song.id], "action": "withdraw"})
    assert Song.fetch(song.id).withdrawn
    assert Client().post("/auth/logout/").status_code in (302, 303)


def test_the_command_switches_and_says_how_it_is():
    said = StringIO()
    for switch in (["on"], [], ["off"]):
        call_command("maintenance", *switch, stdout=said)
    assert said.getvalue().splitlines() == [
        "The site is read-only.",
        "The site is read-only.",
        "The site reads and writes.",
    ]
    assert [noted.what for noted in AuditRecord.of_subject(SITE, limit=5)] == ["read-write", "read-only"]


def test_what_is_known_is_kept_while_dynamodb_does_not_answer(monkeypatch):
    set_site_state(ANNOUNCED)
    monkeypatch.setattr(site, "_known", site._Known(site._known.state, until=0))
    monkeypatch.setattr("catalog.models.Notice.fetch", _unavailable)
    assert site_state() == ANNOUNCED


def _unavailable(*args, **kwargs):
    from musicweb.dynamo.errors import Unavailable

    raise Unavailable("down")
