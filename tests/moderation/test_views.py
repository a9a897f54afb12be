"""Anybody may report what everybody may see; a flood is told to wait."""

import re

import pytest

from catalog import services as catalog
from catalog.models import Report
from catalog.queries.reports import find_case, reports_of
from musicweb.moderation.views import reports
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
SENT = {"reason": "copyright", "text": "It is mine.", "mail": "lin@example.com"}


@pytest.fixture
def song():
    return make_song(release=make_release(published=True), published=True)


def form_of(kind: str, key: str) -> str:
    return f"/reports/new/?kind={kind}&id={key}"


def test_the_pages_of_songs_releases_and_artists_lead_to_the_form_without_a_cookie(client, song):
    for address, form in (
        (f"/songs/{song.id}-slow-rivers/", form_of("song", song.id)),
        (f"/releases/{song.release_id}-first-light/", form_of("release", song.release_id)),
        (f"/artists/{song.artist_handle}/", form_of("artist", song.artist_handle)),
    ):
        page = client.get(address)
        assert form.replace("&", "&amp;") in page.content.decode()
        assert not page.cookies
        assert client.get(form).status_code == 200


def test_the_form_is_kept_by_nobody(client, song):
    page = client.get(form_of("song", song.id))
    assert "no-store" in page["Cache-Control"]
    assert "csrftoken" in page.cookies


def test_a_report_reaches_the_moderators_and_its_sender_gets_a_number(client, song):
    response = client.post(form_of("song", song.id), SENT)
    assert response.status_code == 303
    page = client.get(response["Location"]).content.decode()
    (report,) = reports_of(f"song:{song.id}")
    assert (report.reason, report.text, report.mail) == ("copyright", "It is mine.", "lin@example.com")
    assert re.search(r"<strong>[0-9A-Z]{5}-[0-9A-Z]{5}</strong>", page)
    case = find_case(f"song:{song.id}")
    assert (case.title, case.owner_id) == (song.title, song.owner_id)


def test_a_wrong_report_is_said_at_its_field_and_nothing_typed_is_lost(client, song):
    response = client.post(form_of("song", song.id), {"reason": "other", "text": "", "mail": "lin at example"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "lin at example" in page
    assert "Say in a sentence what is wrong." in page
    assert find_case(f"song:{song.id}") is None


def test_a_report_without_a_token_is_refused(song, client):
    client.handler.enforce_csrf_checks = True
    assert client.post(form_of("song", song.id), SENT).status_code == 403


@pytest.mark.parametrize("kind", ["song", "release", "artist", "profile", "playlist", "user", ""])
def test_what_is_not_there_cannot_be_reported(client, kind):
    assert client.get(form_of(kind, "nothing")).status_code == 404
    assert client.post(form_of(kind, "nothing"), SENT).status_code == 404


def test_what_is_private_cannot_be_reported_and_what_is_hidden_is_gone(client, song):
    draft = make_song(release=make_release())
    assert client.get(form_of("song", draft.id)).status_code == 404
    catalog.withdraw(kind="song", id=song.id, reason="", by="mo")
    assert client.get(form_of("song", song.id)).status_code == 410


def test_a_flood_from_one_address_is_told_to_wait_and_keeps_what_it_typed(client, song, monkeypatch):
    monkeypatch.setattr(reports, "OF_ONE_ADDRESS", 3)
    answers = [client.post(form_of("song", song.id), SENT) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 429, 429]
    assert answers[-1]["Retry-After"] == "3600"
    assert "Wait an hour" in answers[-1].content.decode()
    assert "It is mine." in answers[-1].content.decode()
    assert len(reports_of(f"song:{song.id}")) == 3
    assert client.post(form_of("song", song.id), SENT, REMOTE_ADDR="203.0.113.9").status_code == 303


def test_a_flood_about_one_item_from_everywhere_is_told_that_it_is_known(client, song, monkeypatch):
    monkeypatch.setattr(reports, "OF_ONE_ITEM", 2)
    send = [client.post(form_of("song", song.id), SENT, REMOTE_ADDR=f"203.0.113.{n}") for n in range(4)]
    assert [answer.status_code for answer in send] == [303, 303, 429, 429]
    assert "the moderators know" in send[-1].content.decode()


def test_of_an_address_nothing_is_stored(client, song):
    client.post(form_of("song", song.id), {**SENT, "mail": ""}, REMOTE_ADDR="203.0.113.9")
    (report,) = reports_of(f"song:{song.id}")
    assert "203.0.113.9" not in str(Report.fetch(report.subject, report.id).serialize())


def test_ones_decisions_are_empty_at_first(client):
    sign_in(client, make_user("lin"))
    assert "Nothing was decided" in client.get("/decisions/").content.decode()


def test_an_artist_who_moved_is_reported_under_the_new_handle(client):
    artist = make_artist(handle="before")
    catalog.edit_artist(artist=artist, version=artist.version, handle="after")
    client.post(form_of("artist", "before"), SENT)
    assert find_case("artist:after") is not None
