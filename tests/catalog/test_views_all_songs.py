"""All songs of a release in one form: what two devices do at once, what all songs share, and their order."""

import pytest

from catalog.models import Song
from tests.catalog.music import a_release, a_song, an_artist
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def release(client):
    ann = make_user("ann")
    sign_in(client, ann)
    return a_release(an_artist(ann), public=False)


@pytest.fixture
def songs(release):
    return [a_song(release, title, public=False) for title in ("One", "Two", "Three")]


def address(release) -> str:
    return f"/studio/releases/{release.id}/songs/"


def filled(response) -> dict[str, str]:
    """What a browser would send of the form on this page, as it was shown."""
    sent = {}
    for track in response.context["tracks"]:
        for field in track.form:
            value = field.value()
            shown = track.form.fields[field.name].prepare_value(value)
            if field.name != "explicit":
                sent[field.html_name] = "" if shown is None else str(shown)
            elif shown:
                sent[field.html_name] = "on"
    return sent


def titles(release) -> list[str]:
    found = [Song.fetch(song_id) for song_id in release.tracks.as_dict()]
    return [song.title for song in sorted(found, key=lambda song: song.track_number)]


def test_many_songs_are_edited_at_once(client, release, songs):
    sent = filled(client.get(address(release)))
    sent |= {f"{songs[0].id}-title": "Uno", f"{songs[1].id}-explicit": "on", f"{songs[2].id}-tags": "Hip Hop, Đêm"}
    assert client.post(address(release), sent).status_code == 303
    one, two, three = (Song.fetch(song.id) for song in songs)
    assert (one.title, two.explicit, three.tags) == ("Uno", True, ["hip-hop", "dem"])


def test_what_is_filled_in_for_all_is_written_to_all_and_nothing_else(client, release, songs):
    sent = filled(client.get(address(release)))
    sent |= {"every-tags": "rain", "every-downloadable": "yes", "every-credits": "Mastering: Lan Anh"}
    assert client.post(address(release), sent).status_code == 303
    for song, title in zip(songs, ("One", "Two", "Three"), strict=True):
        stored = Song.fetch(song.id)
        assert (stored.title, stored.tags, stored.downloadable) == (title, ["rain"], True)
        assert stored.credits == [["Mastering", "Lan Anh"]]


def test_a_wrong_field_is_named_and_nothing_is_saved_or_lost(client, release, songs):
    sent = filled(client.get(address(release)))
    sent |= {f"{songs[0].id}-title": "Typed", f"{songs[1].id}-track_number": "-4"}
    response = client.post(address(release), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="Typed"' in page
    assert f'href="#id_{songs[1].id}-track_number"' in page
    assert titles(release) == ["One", "Two", "Three"]


def test_two_devices_that_change_different_fields_lose_nothing(client, release, songs):
    shown_to_both = filled(client.get(address(release)))
    client.post(address(release), {**shown_to_both, f"{songs[0].id}-title": "From the phone"})
    answer = client.post(address(release), {**shown_to_both, f"{songs[0].id}-tags": "from-the-desk"})
    assert answer.status_code == 303
    stored = Song.fetch(songs[0].id)
    assert (stored.title, stored.tags) == ("From the phone", ["from-the-desk"])


def test_the_same_field_on_two_devices_is_said_and_all_else_is_saved(client, release, songs):
    shown_to_both = filled(client.get(address(release)))
    client.post(address(release), {**shown_to_both, f"{songs[0].id}-title": "From the phone"})
    sent = {**shown_to_both, f"{songs[0].id}-title": "From the desk", f"{songs[1].id}-title": "Dos"}
    answer = client.post(address(release), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "From the phone" in page
    assert 'value="From the desk"' in page
    assert titles(release) == ["From the phone", "Dos", "Three"]
    assert client.post(address(release), filled(answer)).status_code == 303
    assert titles(release) == ["From the desk", "Dos", "Three"]


def test_the_order_changes_without_a_script_and_at_the_ends_nothing_happens(client, release, songs):
    for move in (f"{songs[2].id}:up", f"{songs[0].id}:up", "nobody:up", f"{songs[0].id}:sideways"):
        assert client.post(address(release), {**filled(client.get(address(release))), "move": move}).status_code == 303
    assert titles(release) == ["One", "Three", "Two"]


def test_a_song_that_arrived_meanwhile_is_left_alone(client, release, songs):
    sent = filled(client.get(address(release)))
    late = a_song(type(release).fetch(release.id), "Late", public=False)
    assert client.post(address(release), sent).status_code == 303
    assert Song.fetch(late.id).title == "Late"
