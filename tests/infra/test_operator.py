"""What the operator reads when something is not as it should be: one paragraph, exit code 1, no traceback."""

import json
import os
import subprocess
import sys
import time

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError
from moto import mock_aws

from infra.deploy import lock, stack
from infra.deploy.__main__ import main
from infra.deploy.site import DeployError, Site, _client

COMMANDS = ["status", "plan", "deploy", "rollback", "rotate", "undeploy", "manage"]
SITE = Site(stage="dev")


@pytest.fixture
def stacks(monkeypatch):
    """What CloudFormation knows, by name; moto's needs a package that is not here."""
    known, call = {}, BaseClient._make_api_call

    def answered(self, operation, given):
        if operation != "DescribeStacks":
            return call(self, operation, given)
        if given["StackName"] not in known:
            raise refused("ValidationError", f"Stack with id {given['StackName']} does not exist")
        return {"Stacks": [known[given["StackName"]]]}

    monkeypatch.setattr(BaseClient, "_make_api_call", answered)
    return known


@pytest.fixture
def account(stacks, monkeypatch):
    for name in ("AWS_REGION", "AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        _client.cache_clear()
        yield stacks
    _client.cache_clear()


@pytest.fixture
def said(account, capsys):
    """What a command says at its end; it ends with exit code 1."""

    def run(command, *more, stage="dev"):
        assert main([command, "--stage", stage, *more]) == 1
        return capsys.readouterr().err.strip()

    return run


@pytest.fixture
def refusing(monkeypatch):
    """From now on AWS answers every call, or those of one operation, with this error."""

    def begin(error, operation=None):
        call = BaseClient._make_api_call

        def refuse(self, name, given):
            if operation in (None, name):
                raise error
            return call(self, name, given)

        monkeypatch.setattr(BaseClient, "_make_api_call", refuse)

    return begin


def refused(code, message="…"):
    return ClientError({"Error": {"Code": code, "Message": message}}, "GetCallerIdentity")


def a_stack(status="UPDATE_COMPLETE", **outputs):
    named = [{"OutputKey": name, "OutputValue": value} for name, value in outputs.items()]
    return {"StackName": SITE.stack, "StackStatus": status, "Outputs": named}


@pytest.mark.parametrize("command", ["status", "rollback", "rotate", "manage"])
def test_where_nothing_is_deployed_the_first_command_is_named(said, command):
    words = said(command, *(["check"] if command == "manage" else []))

    assert words.startswith(
        "The stack musicweb-dev-resources is not there yet in account 000000000000, region us-east-1"
    )
    assert "make deploy STAGE=dev" in words


def test_where_nothing_is_there_is_nothing_to_remove(said):
    assert said("undeploy", "--yes") == "Nothing of musicweb-dev is in account 000000000000, region us-east-1."


@pytest.mark.parametrize(("stage", "words"), [("", "Which stage?"), ("prod", "There is no stage “prod”")])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_stage_must_be_said(said, command, stage, words):
    assert said(command, stage=stage) == f"{words}: say STAGE=production or STAGE=dev."


@pytest.mark.parametrize("command", COMMANDS)
def test_a_region_must_be_one(said, monkeypatch, command):
    monkeypatch.setenv("AWS_REGION", "us-east-9")

    assert said(command).startswith("AWS has no region “us-east-9”: set AWS_REGION")


@pytest.mark.parametrize("command", ["plan", "deploy"])
def test_with_cloudfront_it_is_virginia(said, monkeypatch, command):
    monkeypatch.setenv("AWS_REGION", "eu-west-1")

    assert "set AWS_REGION=us-east-1" in said(command, "--yes")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NoCredentialsError(), "AWS does not know you"),
        (
            refused("ExpiredToken", "The security token included in the request is expired"),
            "sign in again with “aws sso login”",
        ),
        (refused("InvalidClientTokenId"), "AWS does not know you"),
        (refused("AccessDenied", "User: arn:… is not authorized"), "You may not do that in this account"),
        (EndpointConnectionError(endpoint_url="https://sts…"), "AWS cannot be reached"),
        (refused("ServiceUnavailable"), "Run the same command again"),
        (KeyboardInterrupt(), "Stopped. The same command goes on where it was."),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, BaseException) else "",
)
@pytest.mark.parametrize("command", ["status", "plan", "deploy", "rollback", "rotate", "undeploy"])
def test_an_error_of_aws_is_explained(said, refusing, command, error, words):
    refusing(error)

    assert words in said(command, "--yes")


def test_without_any_credentials_at_all(tmp_path):
    """As in a shell: no keys, no profile, no traceback."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    nobody = {"HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    command = [sys.executable, "-m", "infra.deploy", "status", "--stage", "dev"]
    done = subprocess.run(command, env=kept | nobody, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.startswith("AWS does not know you, or no longer (Unable to locate credentials)")
    assert "Traceback" not in done.stderr


def test_there_must_be_a_version_to_go_back_to(said, stacks):
    boto3.client("s3", "us-east-1").create_bucket(Bucket="deploys")
    stacks[SITE.stack] = a_stack(DeployBucketName="deploys")

    assert said("rollback", "--yes").startswith("There is no version to go back to")
    assert said("rotate", "--yes") == "No version serves yet. First: make deploy STAGE=dev"


def test_a_command_must_be_said(said):
    assert said("manage").startswith("Which command?")


def test_two_at_once_are_one_too_many(account):
    boto3.client("ssm", "us-east-1").put_parameter(
        Name="/musicweb/dev/running",
        Value=json.dumps(
            {"doing": "make deploy", "by": "user/ann", "host": "ann-s", "pid": 1, "since": time.time() - 130}
        ),
        Type="String",
    )
    with (
        pytest.raises(DeployError, match="make deploy by user/ann on ann-s, for 2 minutes") as refusal,
        lock.held(SITE, "make rollback"),
    ):
        pass
    assert "aws ssm delete-parameter --name /musicweb/dev/running" in str(refusal.value)


@pytest.mark.parametrize(
    "gone", [{"host": "elsewhere", "since": 0}, {"pid": 2**22 + 1}], ids=["hours ago", "ended here"]
)
def test_a_run_that_was_ended_by_force_is_in_nobody_s_way(account, gone):
    ssm = boto3.client("ssm", "us-east-1")
    with lock.held(SITE, "make deploy"):
        found = json.loads(ssm.get_parameter(Name="/musicweb/dev/running")["Parameter"]["Value"])
        ssm.put_parameter(Name="/musicweb/dev/running", Value=json.dumps(found | gone), Overwrite=True)
        with lock.held(SITE, "make rollback"):
            pass
    with lock.held(SITE, "make deploy"):  # and it is free again
        pass


def test_a_stack_that_somebody_else_changes_is_explained(account, refusing):
    account[SITE.stack] = a_stack(DeployBucketName="deploys")
    boto3.client("s3", "us-east-1").create_bucket(Bucket="deploys")
    busy = f"Stack:{SITE.stack} is in UPDATE_IN_PROGRESS state and can not be updated."
    refusing(refused("ValidationError", busy), "UpdateStack")

    with pytest.raises(DeployError, match="Somebody else began to change musicweb-dev-resources a moment ago"):
        stack.deploy(SITE, {})


@pytest.mark.parametrize(
    ("status", "words"),
    [("DELETE_FAILED", "make undeploy STAGE=dev"), ("UPDATE_ROLLBACK_FAILED", "continue-update-rollback")],
)
def test_a_stack_that_a_person_must_mend_says_how(account, monkeypatch, status, words):
    account[SITE.stack] = a_stack(status)
    monkeypatch.setattr(stack, "_reasons", lambda site, name: "Cdn: no reason given")

    with pytest.raises(DeployError, match=words):
        stack.deploy(SITE, {})


@pytest.mark.parametrize("status", sorted(stack.BROKEN))
def test_a_stack_that_is_made_anew_is_planned_as_a_new_one(account, status):
    """CloudFormation may have no template of one whose import or creation broke off."""
    account[SITE.stack] = a_stack(status)

    (line,) = stack.changes(SITE)
    assert line.startswith("create the stack musicweb-dev-resources")


def test_an_update_that_was_rolled_back_may_be_tried_again(account):
    """Only what this run did is judged: else one failure would forbid every later deployment."""
    account[SITE.stack] = a_stack("UPDATE_ROLLBACK_COMPLETE")

    assert stack._ready(SITE) == account[SITE.stack]
