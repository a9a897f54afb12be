"""Releases that publish themselves on their day: invisible before, public then, and exactly once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from catalog import events, queries, services
from catalog.errors import Refused
from catalog.models import Release, Song
from musicweb.dynamo.errors import NotFound
from tests.catalog.changes import Changes
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")
EVERYBODY = AnonymousUser()
SOON = (timezone.now().date() + timedelta(days=3)).isoformat()


@pytest.fixture
def release():
    """Finished, with its day to come, and published."""
    song = make_song(title="Slow Rivers")
    release = dated(Release.fetch(song.release_id), SOON)
    services.publish_release(release=release)
    return Release.fetch(release.id)


def dated(release, day):
    return services.edit_release(release=release, version=release.version, release_date=day)


def its_day_comes(release) -> datetime:
    moment = timezone.now() - timedelta(seconds=1)
    release.refresh(consistent_read=True)
    release.change(Release.publish_at.set(moment))
    return moment


def test_before_its_day_nobody_sees_it_and_the_sweep_leaves_it(release):
    assert release.status == "scheduled"
    assert release.publish_at == datetime.combine(date.fromisoformat(SOON), datetime.min.time(), UTC)
    assert events.sweep()["published"] == 0
    with pytest.raises(NotFound):
        queries.release_page(release.id, EVERYBODY)
    assert not queries.new_releases().rows


def test_on_its_day_it_is_public_with_its_songs_from_that_moment(release):
    moment = its_day_comes(release)
    assert events.sweep()["published"] == 1
    page = queries.release_page(release.id, EVERYBODY)
    assert page.record.published_at == moment
    assert all(row.listed for row in page.tracks)
    assert page.tracks
    assert [row.id for row in queries.new_releases()] == [release.id]


def test_sweeping_again_and_an_index_that_lags_change_nothing(release, stale_indexes):
    its_day_comes(release)
    with stale_indexes():
        assert events.sweep()["published"] == 1
        version = Release.fetch(release.id).version
        assert events.sweep()["published"] == 0
    assert Release.fetch(release.id).version == version


def test_a_sweep_that_was_killed_is_finished_by_the_stream(release, monkeypatch):
    its_day_comes(release)
    changes = Changes()
    with monkeypatch.context() as killed:
        killed.setattr("catalog.services.schedule.settle_release", lambda release_id: None)
        events.sweep()
    changes.deliver()
    assert all(Song.fetch(song_id).listed for song_id in release.tracks.as_dict())


def test_its_artist_may_think_again(release):
    services.unpublish_release(release=release)
    its_day_comes_anyway = Release.fetch(release.id)
    assert (its_day_comes_anyway.status, its_day_comes_anyway.scheduled) == ("draft", None)
    assert events.sweep()["published"] == 0


def test_a_song_taken_back_meanwhile_stays_away(release):
    (song_id,) = release.tracks.as_dict()
    services.unpublish_song(song=Song.fetch(song_id))
    its_day_comes(release)
    events.sweep()
    assert not Song.fetch(song_id).listed


def test_another_day_moves_it_and_a_past_one_publishes_it(release):
    later = (date.fromisoformat(SOON) + timedelta(days=30)).isoformat()
    assert dated(release, later).publish_at.date().isoformat() == later
    assert dated(Release.fetch(release.id), "1994-05-01").listed


def test_without_a_day_it_is_a_draft_again(release):
    assert dated(release, None).status == "draft"


def test_a_day_to_come_is_refused_for_what_is_public():
    release = make_release(published=True)
    with pytest.raises(Refused, match="date_ahead"):
        dated(release, SOON)


def test_a_past_day_is_shown_and_publishes_at_once(client):
    song = make_song(title="Slow Rivers")
    release = dated(Release.fetch(song.release_id), "1987-03-04")
    services.publish_release(release=release)
    page = client.get(queries.release_page(release.id, EVERYBODY).release.url).content.decode()
    assert '<time datetime="1987-03-04">' in page


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1859-12-31", "2026-02-30", "tomorrow", "2026"])
def test_a_senseless_day_is_refused_at_its_field(client, day):
    owner = make_user("ann")
    release = make_release(artist=make_artist(owner=owner))
    sent = {"title": "Kept", "release_type": "ep", "release_date": day, "version": release.version}
    response = sign_in(client, owner).post(f"/studio/releases/{release.id}/", sent)
    assert response.status_code == 422
    assert response.context["form"].errors["release_date"]
    assert 'value="Kept"' in response.content.decode()


def test_the_studio_says_when_it_publishes(client, release):
    owner = make_user("ann", user_id=release.owner_id + "x")
    release.change(Release.owner_id.set(owner.id))
    page = sign_in(client, owner).get(f"/studio/releases/{release.id}/").content.decode()
    assert "Publishes on" in page
