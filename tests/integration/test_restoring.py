"""A rehearsal: all tables are restored beside the real ones, and hold exactly what those hold."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from musicweb.dynamo import restoring
from musicweb.dynamo.connection import dynamodb_client
from tests.factories import make_release, make_song
from tests.people import make_user, sign_in

PREFIX = "restored-for-a-test-"


@pytest.fixture
def restored_away(aws):
    yield
    for name in restoring.tables_of(PREFIX):
        dynamodb_client().delete_table(TableName=name)


def restore(*options: str) -> list[str]:
    out = io.StringIO()
    call_command("restore", PREFIX, *options, stdout=out)
    return out.getvalue().splitlines()


def test_every_table_comes_back_with_the_same_content(restored_away, client):
    make_song(release=make_release(published=True), title="Mưa", published=True)
    sign_in(client, make_user("rita"))
    *tables, last = restore("--compare")
    recoverable = [name for name in restoring.tables_of(settings.DYNAMO_PREFIX) if restoring.is_recoverable(name)]
    assert len(tables) == len(recoverable) > 20
    assert [line for line in tables if not line.endswith(", equal")] == []
    assert f"{len(tables)} tables restored" in last
    songs = restoring.content_of(PREFIX + "songs")
    assert songs == restoring.content_of(settings.DYNAMO_PREFIX + "songs")
    assert songs.items > 0

    changed = dynamodb_client()
    item = changed.scan(TableName=PREFIX + "songs", Limit=1)["Items"][0]
    changed.put_item(TableName=PREFIX + "songs", Item={**item, "title": {"S": "another"}})
    assert restoring.content_of(PREFIX + "songs").items == songs.items
    assert restoring.content_of(PREFIX + "songs") != songs


@pytest.mark.parametrize("prefix", ["musicweb-test-", "musicweb-test-songs", "musicweb-"])
def test_a_prefix_that_meets_the_real_tables_is_refused(aws, prefix):
    with pytest.raises(CommandError, match="prefix"):
        call_command("restore", prefix)


def test_a_moment_without_its_zone_is_refused(aws):
    with pytest.raises(CommandError, match="zone"):
        call_command("restore", PREFIX, "--at", "2026-11-27T10:00:00")
