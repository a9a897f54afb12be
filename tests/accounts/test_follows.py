"""Following artists and people: the button, the list, and the news on the home page."""

import pytest
from django.test import Client

from accounts import events, services
from accounts.queries import followed, followed_news
from catalog import services as catalog
from catalog.models import Release
from catalog.services.edit import edit_artist
from tests.catalog.changes import Changes, record
from tests.factories import make_artist, make_release
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def bob():
    return make_user("bob")


@pytest.fixture
def browser(bob) -> Client:
    return sign_in(Client(), bob)


def follow(browser: Client, address: str, following: str = "1", **headers):
    return browser.post(f"{address}follow/", {"following": following}, **headers)


def test_following_an_artist_brings_their_newest_release_home(browser, bob):
    artist = make_artist(handle="ann")
    make_release(artist=artist, title="Old Tides", published=True)
    make_release(artist=artist, title="New Tides", published=True)
    assert follow(browser, "/artists/ann/").status_code == 303
    home = browser.get("/").content.decode()
    assert "New from those you follow" in home
    assert [news.news_title for news in followed_news(bob.id)] == ["New Tides"]


def test_a_release_published_later_is_told_to_followers(browser, bob):
    release = make_release(artist=make_artist(handle="ann"), title="Out Now")
    follow(browser, "/artists/ann/")
    assert followed_news(bob.id) == []
    changes = Changes()
    catalog.publish_release(release=release)
    changes.deliver(times=2)
    assert [news.news_id for news in followed_news(bob.id)] == [release.id]


def test_what_is_withdrawn_is_gone_from_home_at_once_and_the_one_before_comes_back(browser, bob):
    artist = make_artist(handle="ann")
    make_release(artist=artist, title="Before", published=True)
    last = make_release(artist=artist, title="Withdrawn One", published=True)
    follow(browser, "/artists/ann/")
    changes = Changes()
    catalog.withdraw("release", last.id, "rights", "mod")
    assert "Withdrawn One" not in browser.get("/").content.decode()
    changes.deliver()
    assert [news.news_title for news in followed_news(bob.id)] == ["Before"]


def test_an_edited_title_reaches_followers(browser, bob):
    release = make_release(artist=make_artist(handle="ann"), title="Draft Name", published=True)
    follow(browser, "/artists/ann/")
    changes = Changes()
    catalog.edit_release(release=Release.fetch(release.id), version=int(release.version), title="Right Name")
    changes.deliver()
    assert [news.news_title for news in followed_news(bob.id)] == ["Right Name"]


def test_unfollowing_takes_the_news_away_on_the_next_page(browser, bob):
    make_release(artist=make_artist(handle="ann"), title="Out", published=True)
    follow(browser, "/artists/ann/")
    follow(browser, "/artists/ann/", "0")
    follow(browser, "/artists/ann/", "0")
    assert "New from those you follow" not in browser.get("/").content.decode()
    assert len(followed(bob.id, "artist")) == 0


def test_who_is_renamed_takes_the_followers_along(browser, bob):
    artist = make_artist(handle="ann")
    make_release(artist=artist, title="Out", published=True)
    follow(browser, "/artists/ann/")
    changes = Changes()
    edit_artist(artist=artist, version=int(artist.version), name="Annabel", handle="annabel")
    changes.deliver(times=2)
    rows = followed(bob.id, "artist").rows
    assert [(row.handle, row.name, row.news_title) for row in rows] == [("annabel", "Annabel", "Out")]
    assert 'aria-pressed="true"' in browser.get("/artists/annabel/").content.decode()


def test_the_button_is_answered_alone_to_htmx(browser):
    make_artist(handle="ann")
    answer = follow(browser, "/artists/ann/", HTTP_HX_REQUEST="true")
    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith("<form")
    assert 'value="0" aria-pressed="true"' in answer.content.decode()


def test_a_withdrawn_artist_cannot_be_followed_but_always_unfollowed(browser):
    make_artist(handle="ann")
    catalog.withdraw("artist", "ann", "rights", "mod")
    assert follow(browser, "/artists/ann/").status_code == 410
    assert follow(browser, "/artists/ann/", "0").status_code == 303
    assert follow(browser, "/artists/nobody/").status_code == 404


def test_following_people_lists_them(browser, bob):
    services.save_profile(user_id=make_user("cat").id, version=0, handle="cat", name="Cat")
    follow(browser, "/people/cat/")
    assert "Cat" in browser.get("/account/following/?list=people").content.decode()
    assert 'aria-pressed="true"' in browser.get("/people/cat/").content.decode()


def test_a_person_who_is_renamed_is_still_followed(browser, bob):
    cat = make_user("cat")
    old = services.save_profile(user_id=cat.id, version=0, handle="cat", name="Cat")
    follow(browser, "/people/cat/")
    services.save_profile(user_id=cat.id, version=1, handle="kit", name="Kit")
    before, after = old.serialize(), type(old).fetch("cat").serialize()
    events.on_stream_record(record(type(old).Meta.table_name, before, after))
    events.on_stream_record(record(type(old).Meta.table_name, before, after))
    assert [(row.handle) for row in followed(bob.id, "person")] == ["kit"]
