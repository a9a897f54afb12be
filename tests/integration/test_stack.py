"""The deployed template: what each role may do, who may upload from where, and what reaches the queue."""

import json
import urllib.error
import urllib.request

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from django.conf import settings

from musicweb.local import stack

KEY = {"id": {"S": "nobody"}}


def table(name):
    return settings.DYNAMO_PREFIX + name


def refused(call, **arguments):
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return error.value.response["Error"]["Code"]


@pytest.mark.parametrize("role", ["Web", "Worker"])
def test_both_functions_read_and_write_music(aws, role):
    dynamodb = aws.role(role).client("dynamodb")

    dynamodb.put_item(TableName=table("songs"), Item=KEY | {"kind": {"S": "test"}, "created_at": {"S": "0"}})
    assert dynamodb.get_item(TableName=table("songs"), Key=KEY)["Item"]
    query = {"KeyConditionExpression": "kind = :kind", "ExpressionAttributeValues": {":kind": {"S": "test"}}}
    assert dynamodb.query(TableName=table("songs"), IndexName="by_created", **query)["Count"] == 1
    dynamodb.delete_item(TableName=table("songs"), Key=KEY)


@pytest.mark.parametrize("role", ["Web", "Worker"])
def test_no_function_reads_a_whole_table_or_deletes_one(aws, role):
    dynamodb = aws.role(role).client("dynamodb")

    assert refused(dynamodb.scan, TableName=table("songs")) == "AccessDeniedException"
    assert refused(dynamodb.delete_table, TableName=table("songs")) == "AccessDeniedException"


def test_the_worker_reads_the_streams(aws):
    streams = aws.role("Worker").client("dynamodbstreams")

    for name in ("Artists", "Releases", "Songs"):
        assert streams.describe_stream(StreamArn=aws.outputs[f"{name}StreamArn"])["StreamDescription"]["Shards"]


def test_the_worker_makes_no_people_and_writes_no_audit(aws):
    """It reads sessions (whose play is it?) and ends accounts, but gives nobody a way in."""
    session = aws.role("Worker")
    cognito, pool = session.client("cognito-idp"), aws.outputs["UserPoolId"]
    who = {"UserPoolId": pool, "Username": "x@example.org"}

    assert refused(cognito.admin_create_user, **who) == "AccessDeniedException"
    assert refused(cognito.admin_add_user_to_group, **who, GroupName="admins") == "AccessDeniedException"
    assert refused(cognito.admin_enable_user, **who) == "AccessDeniedException"
    assert refused(session.client("dynamodb").put_item, TableName=table("audit"), Item=KEY) == "AccessDeniedException"


def test_the_web_function_reads_no_stream_and_creates_no_user(aws):
    session = aws.role("Web")

    assert (
        refused(session.client("dynamodbstreams").describe_stream, StreamArn=aws.outputs["SongsStreamArn"])
        == "AccessDeniedException"
    )
    assert (
        refused(
            session.client("cognito-idp").admin_create_user,
            UserPoolId=aws.outputs["UserPoolId"],
            Username="x@example.org",
        )
        == "AccessDeniedException"
    )


def test_the_web_function_runs_a_whole_multipart_upload_below_u_only(aws):
    s3 = aws.role("Web").client("s3")
    bucket = settings.UPLOAD_BUCKET
    upload = s3.create_multipart_upload(Bucket=bucket, Key="u/owner/one")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="u/owner/one", UploadId=upload, PartNumber=1, Body=b"music")

    assert s3.list_parts(Bucket=bucket, Key="u/owner/one", UploadId=upload)["Parts"][0]["ETag"] == part["ETag"]
    assert s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
    s3.abort_multipart_upload(Bucket=bucket, Key="u/owner/one", UploadId=upload)
    assert refused(s3.put_object, Bucket=bucket, Key="elsewhere", Body=b"x") == "AccessDenied"
    assert refused(s3.put_object, Bucket=settings.MEDIA_BUCKET, Key="elsewhere", Body=b"x") == "AccessDenied"


def test_the_worker_takes_uploads_and_leaves_renditions(aws):
    aws.client("s3").put_object(Bucket=settings.UPLOAD_BUCKET, Key="u/owner/two", Body=b"music")
    s3 = aws.role("Worker").client("s3")

    s3.copy_object(
        Bucket=settings.MEDIA_BUCKET, Key="private/a/originals/s", CopySource=f"{settings.UPLOAD_BUCKET}/u/owner/two"
    )
    s3.delete_object(Bucket=settings.UPLOAD_BUCKET, Key="u/owner/two")
    assert s3.get_object(Bucket=settings.MEDIA_BUCKET, Key="private/a/originals/s")["Body"].read() == b"music"
    assert refused(s3.put_object, Bucket=settings.UPLOAD_BUCKET, Key="u/owner/two", Body=b"x") == "AccessDenied"


def test_a_missing_object_is_missing_and_not_forbidden(aws):
    for role in ("Web", "Worker"):
        assert (
            refused(aws.role(role).client("s3").head_object, Bucket=settings.MEDIA_BUCKET, Key="public/none") == "404"
        )


def test_a_presigned_address_of_the_web_function_works_and_a_plain_one_does_not(aws):
    s3 = aws.role("Web").client("s3")
    s3.put_object(Bucket=settings.MEDIA_BUCKET, Key="private/a/one", Body=b"music")
    address = s3.generate_presigned_url("get_object", Params={"Bucket": settings.MEDIA_BUCKET, "Key": "private/a/one"})

    assert urllib.request.urlopen(address).read() == b"music"
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(address.partition("?")[0])
    assert error.value.code == 403


@pytest.mark.parametrize(("origin", "allowed"), [("site", True), ("https://evil.example", False)])
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_only_the_site_s_own_pages_may_upload(aws, origin, allowed, method):
    asked = aws.app_url if origin == "site" else origin
    preflight = urllib.request.Request(
        f"{aws.url}/{settings.UPLOAD_BUCKET}/u/o/1",
        method="OPTIONS",
        headers={
            "Origin": asked,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "content-type",
        },
    )
    try:
        answer = urllib.request.urlopen(preflight)
    except urllib.error.HTTPError as error:
        answer = error

    assert (answer.headers.get("Access-Control-Allow-Origin") == asked) is allowed


def test_a_page_can_read_the_etag_of_the_part_it_sent(aws):
    s3 = aws.role("Web").client("s3", config=Config(signature_version="s3v4"))
    upload = s3.create_multipart_upload(Bucket=settings.UPLOAD_BUCKET, Key="u/o/3")["UploadId"]
    place = {"Bucket": settings.UPLOAD_BUCKET, "Key": "u/o/3", "UploadId": upload, "PartNumber": 1}
    address = s3.generate_presigned_url("upload_part", Params=place)
    put = urllib.request.Request(address, data=b"part", method="PUT", headers={"Origin": aws.app_url})

    answer = urllib.request.urlopen(put)

    assert answer.headers["ETag"]
    assert "etag" in answer.headers["Access-Control-Expose-Headers"].lower()


def test_a_finished_upload_reaches_the_queue(aws):
    sqs = aws.role("Worker").client("sqs")
    s3 = aws.client("s3")
    s3.put_object(Bucket=settings.UPLOAD_BUCKET, Key="u/owner/queued", Body=b"music")

    keys = []
    while messages := sqs.receive_message(
        QueueUrl=settings.UPLOAD_QUEUE_URL, MaxNumberOfMessages=10, WaitTimeSeconds=1
    ).get("Messages"):
        for message in messages:
            keys += [record["s3"]["object"]["key"] for record in json.loads(message["Body"]).get("Records", [])]
            sqs.delete_message(QueueUrl=settings.UPLOAD_QUEUE_URL, ReceiptHandle=message["ReceiptHandle"])
    assert "u/owner/queued" in keys


def test_a_message_is_tried_four_times_and_then_laid_aside(aws):
    queue = aws.client("sqs").get_queue_attributes(QueueUrl=settings.UPLOAD_QUEUE_URL, AttributeNames=["All"])[
        "Attributes"
    ]
    redrive = json.loads(queue["RedrivePolicy"])

    assert int(redrive["maxReceiveCount"]) == 4
    assert redrive["deadLetterTargetArn"].endswith("uploads-dlq")


def test_items_expire_although_the_emulator_s_cloudformation_forgets_it(aws):
    expiring = {"sessions", "user_sessions", "releases", "songs", "uploads"}
    found = {
        definition["TableName"].removeprefix(settings.DYNAMO_PREFIX)
        for definition in stack.tables(prefix=settings.DYNAMO_PREFIX)
        if aws.client("dynamodb").describe_time_to_live(TableName=definition["TableName"])["TimeToLiveDescription"][
            "TimeToLiveStatus"
        ]
        == "ENABLED"
    }

    assert found >= expiring


def test_unfinished_uploads_are_cleared_away(aws):
    rules = aws.client("s3").get_bucket_lifecycle_configuration(Bucket=settings.UPLOAD_BUCKET)["Rules"]

    # Parts wait a week for whoever goes on another day.
    assert rules[0]["AbortIncompleteMultipartUpload"]["DaysAfterInitiation"] == 8


def test_the_stack_follows_the_site_to_another_address(aws):
    before = aws.app_url
    aws.deploy("http://127.0.0.1:8123")
    client = aws.client("cognito-idp").describe_user_pool_client(
        UserPoolId=aws.outputs["UserPoolId"], ClientId=aws.outputs["UserPoolClientId"]
    )["UserPoolClient"]
    cors = aws.client("s3").get_bucket_cors(Bucket=settings.UPLOAD_BUCKET)["CORSRules"][0]
    aws.deploy(before)

    assert client["CallbackURLs"] == ["http://127.0.0.1:8123/auth/oidc/cognito/login/callback/"]
    assert client["LogoutURLs"] == ["http://127.0.0.1:8123/"]
    assert cors["AllowedOrigins"] == ["http://127.0.0.1:8123"]


def test_the_pool_has_the_groups_that_the_settings_give_permissions_to(aws):
    groups = aws.client("cognito-idp").list_groups(UserPoolId=aws.outputs["UserPoolId"])["Groups"]

    assert [group["GroupName"] for group in sorted(groups, key=lambda group: -group["Precedence"])] == list(
        settings.ROLES
    )
