"""After a write the next page shows it, although no index knows of it yet: every Query is answered as before the write."""

import boto3
import pytest

from catalog.models import Release, Song
from musicweb.dynamo.connection import dynamodb_client
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user, sign_in

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def owner():
    return make_user("ann")


@pytest.fixture
def browser(client, owner):
    return sign_in(client, owner)


@pytest.fixture
def artist(owner):
    return make_artist(owner=owner, handle="ann-sings", name="Ann Sings")


@pytest.fixture
def release(artist):
    return make_release(artist=artist, title="First Light")


@pytest.fixture
def late():
    """Call it, and from then on every index answers as it would at that moment."""
    client, tables, asked = dynamodb_client(), {}, []

    def freeze():
        plain = boto3.client("dynamodb")
        for name in plain.list_tables()["TableNames"]:
            tables[name] = plain.describe_table(TableName=name)["Table"], plain.scan(TableName=name)["Items"]

    def remember(params, **_):
        asked.append(params)

    def replay(parsed, **_):
        query = asked.pop()
        if not tables or "IndexName" not in query:
            return
        table, items = tables[query["TableName"]]
        (index,) = (one for one in table["GlobalSecondaryIndexes"] if one["IndexName"] == query["IndexName"])
        partition, order = (part["AttributeName"] for part in index["KeySchema"])
        values = query["ExpressionAttributeValues"].values()
        rows = [item for item in items if item.get(partition) in values and order in item]
        rows.sort(key=lambda item: list(item[order].values()), reverse=not query.get("ScanIndexForward", True))
        parsed.update(Items=rows, Count=len(rows), LastEvaluatedKey={})

    client.meta.events.register("provide-client-params.dynamodb.Query", remember)
    client.meta.events.register("after-call.dynamodb.Query", replay)
    yield freeze
    client.meta.events.unregister("provide-client-params.dynamodb.Query", remember)
    client.meta.events.unregister("after-call.dynamodb.Query", replay)


def text(browser, address):
    return browser.get(address).content.decode()


def send(browser, address, **typed):
    answer = browser.post(address, typed)
    assert answer.status_code == 303, answer.content.decode()


def test_the_indexes_of_these_tests_are_late(artist, late):
    late()
    release = make_release(artist=artist)
    assert [row.id for row in Release.page(Release.by_artist, artist.id, limit=9)] == []
    assert Release.fetch(release.id)


def test_a_new_artist_is_in_the_studio(browser, late):
    late()
    send(browser, "/studio/artists/", name="Ann Whispers", handle="ann-whispers")
    assert "Ann Whispers" in text(browser, "/studio/")


def test_a_new_release_is_in_its_artists_studio(browser, artist, late):
    late()
    form = browser.get("/studio/ann-sings/releases/").context["form"]
    send(
        browser,
        "/studio/ann-sings/releases/",
        title="Second Light",
        release_type="album",
        release_id=form["release_id"].value(),
    )
    assert "Second Light" in text(browser, "/studio/ann-sings/")


def test_a_new_title_of_a_release_is_on_every_page_of_it(browser, release, late):
    late()
    typed = {"title": "Dawn", "release_type": "album", "version": release.version}
    send(browser, f"/studio/releases/{release.id}/", **typed)
    for address in ("/studio/ann-sings/", f"/studio/releases/{release.id}/"):
        assert "Dawn" in text(browser, address)
        assert "First Light" not in text(browser, address)


def test_a_release_just_published_is_at_home_and_at_its_artists(browser, release, late):
    make_song(release=release)
    late()
    send(browser, f"/studio/releases/{release.id}/publication/", action="publish")
    for address in ("/", "/artists/ann-sings/"):
        assert "First Light" in text(browser, address)


def test_what_was_just_deleted_is_nowhere(browser, release, late):
    song = make_song(release=release, title="Slow Rivers")
    send(browser, f"/studio/releases/{release.id}/publication/", action="publish")
    late()
    send(browser, f"/studio/songs/{song.id}/deletion/")
    browser.get("/studio/")  # says once what was deleted
    for address in ("/artists/ann-sings/", f"/studio/releases/{release.id}/"):
        assert "Slow Rivers" not in text(browser, address)
    send(browser, f"/studio/releases/{release.id}/deletion/")
    browser.get("/studio/")
    for address in ("/", "/artists/ann-sings/", "/studio/ann-sings/"):
        assert "First Light" not in text(browser, address)


def test_a_like_is_among_the_likes_and_after_its_end_it_is_not(browser, release, late):
    song = make_song(release=release, title="Slow Rivers")
    send(browser, f"/studio/releases/{release.id}/publication/", action="publish")
    late()
    send(browser, f"/songs/{song.id}/like/", liked="1")
    assert "Slow Rivers" in text(browser, "/library/likes/")
    late()
    send(browser, f"/songs/{song.id}/like/", liked="0")
    assert "Slow Rivers" not in text(browser, "/library/likes/")
    assert Song.fetch(song.id).listed == "1"
