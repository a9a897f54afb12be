"""The one entry of every function: what it takes, what it refuses, and what it says about a batch."""

import json

import pytest
from django.conf import settings

from musicweb.lambda_handler import _without_doubled_cookies, handler

TEST_EVENT = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "uploads"}


def message(number, body):
    return {
        "messageId": f"m{number}",
        "eventSource": "aws:sqs",
        "body": body if isinstance(body, str) else json.dumps(body),
    }


def uploaded(key):
    record = {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": settings.UPLOAD_BUCKET}, "object": {"key": key, "size": 1}},
    }
    return {"Records": [record]}


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"Records": []},
        {"Records": [{"eventSource": "aws:sns"}]},
        {"detail-type": "Object Created"},
        {"command": "catalog.events.sweep"},
    ],
)
def test_an_event_that_nobody_handles_raises_so_that_aws_keeps_it(event):
    with pytest.raises(ValueError, match="Nobody handles"):
        handler(event, None)


def test_zappa_s_way_to_run_any_code_is_closed():
    with pytest.raises(PermissionError):
        handler({"raw_command": "print(1)"}, None)


def test_s3_s_question_whether_anybody_listens_is_acknowledged():
    assert handler({"Records": [message(1, TEST_EVENT)]}, None) == {"batchItemFailures": []}


def test_a_message_that_fails_is_named_and_its_neighbours_are_done(tables):
    event = {
        "Records": [
            message(1, TEST_EVENT),
            message(2, "no json"),
            message(3, {"no": "records"}),
            message(4, uploaded("u/no/one")),
        ]
    }

    assert handler(event, None) == {"batchItemFailures": [{"itemIdentifier": "m2"}, {"itemIdentifier": "m3"}]}


def test_a_stream_stops_at_the_record_that_fails(tables):
    broken = {
        "eventSource": "aws:dynamodb",
        "eventName": "MODIFY",
        "eventSourceARN": "x",
        "dynamodb": {"SequenceNumber": "17"},
    }
    later = broken | {"dynamodb": {"SequenceNumber": "18"}}

    assert handler({"Records": [broken, later]}, None) == {"batchItemFailures": [{"itemIdentifier": "17"}]}


def test_every_cookie_is_set_once_and_none_is_lost():
    answer = {
        "headers": {"Set-Cookie": "a=1", "X": "1"},
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2", "a=1"], "X": ["1"]},
    }

    assert _without_doubled_cookies(answer) == {
        "headers": {"X": "1"},
        "multiValueHeaders": {"X": ["1"], "Set-Cookie": ["a=1", "b=2"]},
    }
