"""Each role may do what its function does, and nothing else: the embedded AWS enforces the template's policies.

What a function does with its role is shown by the tests that use it: `web_function` and `worker_function` all over this
folder, and the REST API's here. Beside that, the matrix: what is for whom.
"""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from django.conf import settings
from django.test import Client, override_settings

from tests.embedded import EmbeddedAWS
from tests.factories import make_release, make_song
from tests.integration.roles import acting_as
from tests.people import make_user

ROLES = ("Web", "Api", "Worker")
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "403"}
KEY = {"id": {"S": "nobody"}}
NOBODY = "nobody@example.org"
PASSWORD = "Correct-horse-9-battery"
Act = Callable[[Any, EmbeddedAWS], object]


def table(name: str) -> str:
    return settings.DYNAMO_PREFIX + name


def dynamo(operation: str, **arguments: Any) -> Act:
    return lambda session, aws: getattr(session.client("dynamodb"), operation)(
        **{**arguments, "TableName": table(arguments["TableName"])}
    )


def put(name: str, **key: str) -> Act:
    return dynamo("put_item", TableName=name, Item={field: {"S": value} for field, value in key.items()})


def get(name: str, **key: str) -> Act:
    return dynamo("get_item", TableName=name, Key={field: {"S": value} for field, value in key.items()})


def s3(operation: str, bucket: str, key: str, **more: Any) -> Act:
    return lambda session, aws: getattr(session.client("s3"), operation)(
        Bucket=aws.outputs[f"{bucket}BucketName"], Key=key, **more
    )


def sqs(operation: str, queue: str, **more: Any) -> Act:
    return lambda session, aws: getattr(session.client("sqs"), operation)(QueueUrl=aws.outputs[f"{queue}Url"], **more)


def cognito(operation: str, **more: Any) -> Act:
    return lambda session, aws: getattr(session.client("cognito-idp"), operation)(
        UserPoolId=aws.outputs["UserPoolId"], **more
    )


def other(service: str, operation: str, **more: Any) -> Act:
    return lambda session, aws: getattr(session.client(service), operation)(**more)


def stream(name: str) -> Act:
    return lambda session, aws: session.client("dynamodbstreams").describe_stream(
        StreamArn=aws.outputs[f"{name}StreamArn"]
    )


MATRIX: dict[str, tuple[Act, set[str]]] = {
    # tables
    "reads a song": (get("songs", id="nobody"), {"Web", "Api", "Worker"}),
    "writes a song": (put("songs", id="nobody"), {"Web", "Worker"}),
    "writes a like": (put("likes", u="nobody", s="none"), {"Web", "Api", "Worker"}),
    "writes a limit": (put("limits", key="nobody"), {"Web", "Api"}),
    "reads a session": (get("sessions", key="nobody"), {"Web", "Worker"}),
    "reads a report": (get("reports", subject="nobody", id="none"), {"Web", "Worker"}),
    "reads an invitation": (get("invitations", code_hash="nobody"), {"Web", "Worker"}),
    "notes a decision": (put("audit", subject="nobody", time="0"), {"Web"}),
    "changes a decision": (
        dynamo("update_item", TableName="audit", Key={"subject": {"S": "nobody"}, "time": {"S": "0"}}),
        set(),
    ),
    "scans a table": (dynamo("scan", TableName="songs"), set()),
    "deletes a table": (dynamo("delete_table", TableName="songs"), set()),
    "hears of changes": (stream("Songs"), {"Worker"}),
    # files
    "leaves an upload": (s3("put_object", "Upload", "u/nobody/1", Body=b"x"), {"Web"}),
    "writes beside the uploads": (s3("put_object", "Upload", "elsewhere", Body=b"x"), set()),
    "writes a rendition": (s3("put_object", "Media", "public/nobody/1", Body=b"x"), {"Web", "Worker"}),
    "writes beside the media": (s3("put_object", "Media", "elsewhere", Body=b"x"), set()),
    "deletes a version": (s3("delete_object", "Media", "public/nobody/1", VersionId="null"), set()),
    "writes a script": (s3("put_object", "Static", "static/js/player.js", Body=b"x"), set()),
    "writes a package": (s3("put_object", "Deploy", "package.zip", Body=b"x"), set()),
    # queues
    "says a play": (sqs("send_message", "PlaysQueue", MessageBody="{}"), {"Web", "Api", "Worker"}),
    "takes plays": (sqs("receive_message", "PlaysQueue", VisibilityTimeout=0), {"Web", "Worker"}),
    "lays a stream's failure aside": (sqs("send_message", "StreamDlq", MessageBody="{}"), {"Worker"}),
    "takes a stream's failures": (sqs("receive_message", "StreamDlq", VisibilityTimeout=0), set()),
    "empties a queue": (sqs("purge_queue", "PlaysQueue"), set()),
    # people
    "looks a person up": (cognito("admin_get_user", Username=NOBODY), {"Web"}),
    "makes an admin": (cognito("admin_add_user_to_group", Username=NOBODY, GroupName="admins"), {"Web"}),
    "makes a person": (cognito("admin_create_user", Username=NOBODY), set()),
    "sets a password": (cognito("admin_set_user_password", Username=NOBODY, Password=PASSWORD), set()),
    "deletes a person": (cognito("admin_delete_user", Username=NOBODY), {"Worker"}),
    "opens the pool": (cognito("update_user_pool"), set()),
    # the account
    "makes a role": (other("iam", "create_role", RoleName="x", AssumeRolePolicyDocument="{}"), set()),
    "becomes another role": (
        lambda session, aws: session.client("sts").assume_role(
            RoleArn=aws.outputs["WorkerRoleArn" if "web" in _name(session) else "WebRoleArn"], RoleSessionName="another"
        ),
        set(),
    ),
    "calls the worker": (
        lambda session, aws: session.client("lambda").invoke(
            FunctionName=f"{settings.DYNAMO_PREFIX}worker", Payload=json.dumps({"raw_command": "1"}).encode()
        ),
        set(),
    ),
    "reads another stage's secrets": (other("ssm", "get_parameters", Names=["/musicweb/elsewhere/secret-key"]), set()),
    "changes the stack": (other("cloudformation", "delete_stack", StackName="musicweb-test"), set()),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_its_function_does_and_nothing_else(aws, role):
    """In one test for each role: the rows are many, and quick."""
    session = aws.role(role)
    found = {name for name, (act, _) in MATRIX.items() if _allowed(act, session, aws)}

    assert found == {name for name, (_, allowed) in MATRIX.items() if role in allowed}


def test_the_api_s_role_suffices_for_all_that_the_api_does(aws):
    """A token of Cognito's own; songs, artists, people, the account, likes and history."""
    song = make_song(release=make_release(published=True), published=True)
    headers = {"Authorization": f"Bearer {_token(aws, sub_of=lambda sub: make_user(f'api-{sub[:8]}', user_id=sub))}"}
    with override_settings(API_CLIENT_IDS=[*settings.API_CLIENT_IDS, _script(aws)]), acting_as(aws.role("Api")):
        browser = Client()
        reads = (
            "songs",
            "artists",
            "accounts/me",
            "likes",
            "history",
            f"songs/{song.id}",
            f"artists/{song.artist_handle}",
        )
        statuses = {path: browser.get(f"/api/v1/{path}", headers=headers).status_code for path in reads}
        assert statuses == dict.fromkeys(reads, 200)
        play = {"play_id": str(uuid4()), "song_id": song.id, "listened_ms": 30_000}
        liked = browser.put(f"/api/v1/likes/{song.id}", headers=headers).status_code
        listened = browser.post("/api/v1/history", play, content_type="application/json", headers=headers).status_code
        unliked = browser.delete(f"/api/v1/likes/{song.id}", headers=headers).status_code
        forgotten = browser.delete("/api/v1/history/1700000000000-abc", headers=headers).status_code

    assert (liked, listened, unliked, forgotten) == (204, 202, 204, 204)


def _allowed(act: Act, session: Any, aws: EmbeddedAWS) -> bool:
    """Whatever else is wrong with a call, the policy let it through."""
    try:
        act(session, aws)
    except ClientError as error:
        return error.response["Error"]["Code"] not in DENIED
    return True


def _name(session: Any) -> str:
    return str(session.client("sts").get_caller_identity()["Arn"])


_scripts: dict[str, str] = {}


def _script(aws: EmbeddedAWS) -> str:
    """A client of the pool that takes passwords, as docs/api.md tells to make one."""
    if aws.url not in _scripts:
        made = aws.client("cognito-idp").create_user_pool_client(
            UserPoolId=aws.outputs["UserPoolId"], ClientName="script", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
        )
        _scripts[aws.url] = made["UserPoolClient"]["ClientId"]
    return _scripts[aws.url]


def _token(aws: EmbeddedAWS, *, sub_of: Callable[[str], object]) -> str:
    """An ID token of somebody new, who has been at the site."""
    idp, email = aws.client("cognito-idp"), f"{uuid4().hex[:8]}@example.com"
    where = {"UserPoolId": aws.outputs["UserPoolId"], "Username": email}
    known = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    made = idp.admin_create_user(**where, MessageAction="SUPPRESS", UserAttributes=known)["User"]
    idp.admin_set_user_password(**where, Password=PASSWORD, Permanent=True)
    sub_of(next(one["Value"] for one in made["Attributes"] if one["Name"] == "sub"))
    answer = idp.initiate_auth(
        ClientId=_script(aws),
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
    )
    return answer["AuthenticationResult"]["IdToken"]
