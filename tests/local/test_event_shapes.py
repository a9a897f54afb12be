"""Events as AWS really sends them, whole, through the handler: from S3 by SQS, streams, schedules, the REST gateway.

The packaged handler in Lambda's runtime gets HTTP in tests/integration.
"""

import base64
import json
import sys
from types import ModuleType, SimpleNamespace

import boto3
import pytest
from django.conf import settings as django_settings

from catalog.addresses import upload_key
from catalog.models import Release, Song
from musicweb import lambda_handler
from musicweb.lambda_handler import handler
from tests.accounts.conftest import cognito as cognito
from tests.accounts.conftest import id_token
from tests.factories import make_release, make_song, make_upload
from tests.integration import gateway
from tests.people import make_user, session_cookie_for

REGION, ACCOUNT = "us-east-1", "000000000000"
CONTEXT = SimpleNamespace(aws_request_id="8476a536-e9f4-11e8-9739-2dfe598c3fcd", function_name="musicweb-production")


# ---- S3, by way of SQS ----
def sqs(*bodies, queue="uploads"):
    """https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html"""
    return {
        "Records": [
            {
                "messageId": f"059f36b4-87a3-44ab-83d2-66197{number:07}",
                "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "SentTimestamp": "1545082649183",
                    "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                    "ApproximateFirstReceiveTimestamp": "1545082649185",
                },
                "messageAttributes": {},
                "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3",
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:musicweb-test-{queue}",
                "awsRegion": REGION,
            }
            for number, body in enumerate(bodies)
        ]
    }


def created(key, size=1024):
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html"""
    bucket = {
        "name": django_settings.UPLOAD_BUCKET,
        "ownerIdentity": {"principalId": "A3NL1KOZZKExample"},
        "arn": f"arn:aws:s3:::{django_settings.UPLOAD_BUCKET}",
    }
    found = {"key": key, "size": size, "eTag": "d41d8cd98f00b204e9800998ecf8427e", "sequencer": "0055AED6DCD90281E5"}
    record = {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": REGION,
        "eventTime": "2026-11-27T15:00:00.000Z",
        "eventName": "ObjectCreated:CompleteMultipartUpload",
        "userIdentity": {"principalId": "AWS:AROAEXAMPLE:musicweb-production"},
        "requestParameters": {"sourceIPAddress": "203.0.113.5"},
        "responseElements": {
            "x-amz-request-id": "C3D13FE58DE4C810",
            "x-amz-id-2": "FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S",
        },
        "s3": {"s3SchemaVersion": "1.0", "configurationId": "uploads", "bucket": bucket, "object": found},
    }
    return {"Records": [record]}


TEST_EVENT = {
    "Service": "Amazon S3",
    "Event": "s3:TestEvent",
    "Time": "2026-11-27T15:00:00.000Z",
    "Bucket": "musicweb-test-uploads",
    "RequestId": "5582815E1AEA5ADF",
    "HostId": "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE",
}


def failures(answer):
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


def test_s3_s_test_event_and_an_object_nobody_announced_are_done(tables):
    assert handler(sqs(TEST_EVENT, created("u/nobody/01hf")), CONTEXT) == {"batchItemFailures": []}


def test_of_a_batch_of_uploads_the_bad_one_alone_comes_again(tables):
    upload = make_upload(size_bytes=9)
    key = upload_key(upload.owner_id, upload.id)
    boto3.client("s3").put_object(Bucket=django_settings.UPLOAD_BUCKET, Key=key, Body=b"no sound!")
    event = sqs(created(key, 9), "{broken", TEST_EVENT)

    assert failures(handler(event, CONTEXT)) == [event["Records"][1]["messageId"]]
    upload.refresh()
    assert upload.state == "rejected"


def test_of_a_batch_of_plays_the_bad_one_alone_comes_again(tables):
    song = make_song(release=make_release(published=True), published=True)
    play = {
        "kind": "play", "play_id": "0" * 32, "song_id": song.id, "listened_ms": 60_000, "source": "site",
        "visitor": "v", "session_hash": "", "at_ms": 1_795_780_800_000,
    }  # fmt: skip
    event = sqs(play, {"kind": "nobody does this"}, queue="plays")

    assert failures(handler(event, CONTEXT)) == [event["Records"][1]["messageId"]]


def test_an_s3_event_that_comes_past_the_queue_raises(tables):
    with pytest.raises(ValueError, match="Nobody handles"):
        handler(created("u/1/2"), CONTEXT)


# ---- streams ----
def stream(model, *changes):
    """https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html. A change is a name and the images it has."""
    table = model.Meta.table_name
    return {
        "Records": [
            {
                "eventID": f"c4ca4238a0b923820dcc509a6f7584{number:02}",
                "eventName": name,
                "eventVersion": "1.1",
                "eventSource": "aws:dynamodb",
                "awsRegion": REGION,
                "dynamodb": {
                    "ApproximateCreationDateTime": 1795780800.0,
                    "Keys": {"id": next(iter(images.values()))["id"]},
                    **images,
                    "SequenceNumber": f"11100000000000000{number:04}",
                    "SizeBytes": 59,
                    "StreamViewType": "NEW_AND_OLD_IMAGES",
                },
                "eventSourceARN": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}/stream/2026-11-27T00:00:00.000",
            }
            for number, (name, images) in enumerate(changes)
        ]
    }


def image(record):
    """As Lambda sends it: JSON, with bytes in Base64."""
    plain = record.serialize(null_check=False)
    return json.loads(json.dumps(plain, default=lambda value: base64.b64encode(value).decode()))


def test_insert_modify_and_remove_of_a_stream_are_taken(tables):
    song = make_song(release=make_release(published=True), published=True)
    old = image(song)
    new = {**old, "title": {"S": "Another"}}
    event = stream(
        Song,
        ("INSERT", {"NewImage": old}),
        ("MODIFY", {"OldImage": old, "NewImage": new}),
        ("REMOVE", {"OldImage": new}),
    )

    assert handler(event, CONTEXT) == {"batchItemFailures": []}


def test_a_stream_comes_again_from_the_record_that_failed(tables):
    good = image(make_release(published=True))
    event = stream(
        Release,
        ("INSERT", {"NewImage": good}),
        ("MODIFY", {"OldImage": {"id": {"S": "x"}, "version": {"X": "?"}}, "NewImage": good}),
        ("INSERT", {"NewImage": good}),
    )

    assert failures(handler(event, CONTEXT)) == ["111000000000000000001"]


def test_a_stream_of_a_table_made_anew_has_another_arn_and_is_heard_all_the_same(tables):
    event = stream(Release, ("INSERT", {"NewImage": image(make_release(published=True))}))
    event["Records"][0]["eventSourceARN"] = event["Records"][0]["eventSourceARN"].replace("2026-11-27", "2027-01-01")

    assert handler(event, CONTEXT) == {"batchItemFailures": []}


# ---- schedules ----
@pytest.mark.parametrize("detail", [{}, {"reason": "missed"}])
def test_a_schedule_sweeps(tables, detail):
    event = {
        "version": "0", "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "detail-type": "Scheduled Event", "source": "aws.events",
        "account": ACCOUNT, "time": "2026-11-27T15:00:00Z", "region": REGION, "resources": ["arn:aws:scheduler:::schedule/x"], "detail": detail,
    }  # fmt: skip

    assert set(handler(event, CONTEXT)) >= {"playlists"}


# ---- the REST gateway ----
@pytest.fixture
def http(tables, monkeypatch):
    """With the settings that Zappa bakes into a package, beside the package's own tests in tests/integration."""
    baked = ModuleType("zappa_settings")
    known = {
        "LOG_LEVEL": "INFO", "PROJECT_NAME": "musicweb", "API_STAGE": "production", "ENVIRONMENT_VARIABLES": {},
        "DJANGO_SETTINGS": "musicweb.settings", "BINARY_SUPPORT": True, "CONTEXT_HEADER_MAPPINGS": {}, "DEBUG": False,
        "EXCEPTION_HANDLER": None, "DOMAIN": None, "APP_TYPE": None,
    }  # fmt: skip
    vars(baked).update(known)
    monkeypatch.setitem(sys.modules, "zappa_settings", baked)
    lambda_handler._zappa.cache_clear()
    yield lambda *args, **more: gateway.response(handler(gateway.request(*args, **more), CONTEXT))
    lambda_handler._zappa.cache_clear()


def test_several_cookies_arrive_and_several_leave_once_each(http):
    user = make_user("ann")
    answer = http(
        "/library/likes/", cookies={django_settings.SESSION_COOKIE_NAME: session_cookie_for(user), "theme": "dark"}
    )
    assert answer.status == 200
    assert 'data-theme="dark"' in answer.text

    leaving = http("/auth/login/").headers["set-cookie"]
    assert len(leaving) == len({cookie.partition("=")[0] for cookie in leaving})


def test_a_binary_body_arrives_byte_for_byte(http):
    """A form whose text is no ASCII, in Base64 as the gateway sends every body."""
    form = "play_id=6f1c&song_id=%C3%A9\xff".encode("latin-1")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": django_settings.SITE_URL}
    answer = http("/plays/", "POST", body=form, headers=headers)

    assert answer.status == 422
    assert set(json.loads(answer.content)["errors"]) == {"play_id", "song_id", "listened_ms", "source"}


def test_claims_of_the_gateway_s_authorizer_prove_nothing_without_the_token(http, cognito):
    user = make_user("ann")
    event = gateway.request("/api/v1/accounts/me")
    claims = {"sub": user.id, "email": user.email, "token_use": "id", "cognito:groups": "admins"}
    event["requestContext"]["authorizer"] = {"claims": claims}
    refused = gateway.response(handler(event, CONTEXT))
    event["headers"]["Authorization"] = f"Bearer {id_token(sub=user.id)}"
    event["multiValueHeaders"]["Authorization"] = [event["headers"]["Authorization"]]
    passed = gateway.response(handler(event, CONTEXT))

    assert (refused.status, refused.headers["content-type"]) == (401, ["application/problem+json"])
    assert (passed.status, json.loads(passed.content)["email"]) == (200, user.email)
    assert passed.headers["x-request-id"] == [CONTEXT.aws_request_id]
