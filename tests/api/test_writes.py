"""Likes and history, as programs change them."""

import json
from uuid import uuid4

import pytest
from django.conf import settings

from musicweb.lambda_handler import handler
from playlists.services import pause_history
from tests.conftest import aws
from tests.factories import make_artist, make_release, make_song
from tests.people import make_user


@pytest.fixture
def song(program):
    return make_song(release=make_release(published=True), title="Heard", published=True)


def heard(ask, song, **changed):
    body = {"play_id": str(uuid4()), "song_id": song.id, "listened_ms": 60_000, **changed}
    return ask("POST", "history", data=json.dumps(body), content_type="application/json")


def work():
    """What the queue of plays holds, given to the worker as Lambda gives it."""
    queue_url = settings.PLAYS_QUEUE_URL
    found = aws("sqs").receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get("Messages", [])
    arn = f"arn:aws:sqs:us-east-1:000000000000:{queue_url.rpartition('/')[2]}"
    records = [
        {"messageId": one["MessageId"], "body": one["Body"], "eventSource": "aws:sqs", "eventSourceARN": arn}
        for one in found
    ]
    assert handler({"Records": records}, None) == {"batchItemFailures": []}


def test_a_like_is_made_listed_and_taken_back_and_each_may_be_repeated(program, song):
    ask = program()
    for _ in range(2):
        assert ask("PUT", f"likes/{song.id}").status_code == 204
    assert [one["song"]["title"] for one in ask("GET", "likes").json()["items"]] == ["Heard"]

    for _ in range(2):
        assert ask("DELETE", f"likes/{song.id}").status_code == 204
    assert ask("GET", "likes").json()["items"] == []


def test_what_one_cannot_see_cannot_be_liked(program):
    draft = make_song(release=make_release(artist=make_artist(owner=make_user("owner"))))

    assert program()("PUT", f"likes/{draft.id}").status_code == 404


def test_a_play_is_counted_and_listed_once_whatever_the_times_it_is_sent(program, song):
    ask, play_id = program(), str(uuid4())
    for _ in range(2):
        assert heard(ask, song, play_id=play_id).status_code == 202
    work()

    (entry,) = ask("GET", "history").json()["items"]
    assert entry["song"]["title"] == "Heard"
    assert ask("GET", f"history/{entry['key']}").json() == entry
    assert ask("DELETE", f"history/{entry['key']}").status_code == 204
    assert ask("GET", f"history/{entry['key']}").status_code == 404


def test_nothing_is_listed_while_the_history_is_paused(program, song):
    ask = program()
    pause_history(user_id=ask.user.id)
    heard(ask, song)
    work()

    assert ask("GET", "history").json()["items"] == []


def test_somebody_else_s_history_is_not_there(program, song):
    ask = program()
    heard(ask, song)
    work()
    (entry,) = ask("GET", "history").json()["items"]

    assert program(make_user("bob"))("GET", f"history/{entry['key']}").status_code == 404


def test_more_writes_than_a_person_makes_are_put_off(program, song, monkeypatch):
    monkeypatch.setattr("musicweb.api.answers.WRITES_A_MINUTE", 2)
    ask = program()
    answers = [ask("PUT", f"likes/{song.id}") for _ in range(3)]

    assert [one.status_code for one in answers] == [204, 204, 429]
    assert (answers[-1].json()["code"], answers[-1]["Retry-After"]) == ("too_often", "60")
