"""What outlives a stack: it can be imported into the next one, told from a stranger's, and deleted."""

import re
from types import SimpleNamespace

import boto3
import pytest
from botocore.client import BaseClient
from moto import mock_aws

from infra.deploy import kept, keys, removal, stack
from infra.deploy.site import DeployError, Site, _client
from musicweb.local.stack import load

IMPORTABLE = {kept.TABLE, kept.BUCKET, kept.POOL, kept.GROUP}
SITE = Site(stage="dev")


@pytest.fixture
def account():
    with mock_aws():
        _client.cache_clear()
        yield
    _client.cache_clear()


def retained():
    return {name: one for name, one in load()["Resources"].items() if one.get("DeletionPolicy") == "Retain"}


def named_in(value):
    """What a template's expression refers to."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("Ref", "Condition") and isinstance(inner, str):
                yield inner
            elif key == "Fn::If":
                yield inner[0]
                yield from named_in(inner[1:])
            elif key == "Fn::GetAtt":
                yield inner[0]
            elif key == "Fn::Sub" and isinstance(inner, str):
                yield from re.findall(r"\$\{(\w+)[.}]", inner)
            else:
                yield from named_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named_in(inner)


def test_whatever_is_retained_can_be_imported_again():
    assert {one["Type"] for one in retained().values()} == IMPORTABLE


def test_the_import_s_template_speaks_of_nothing_that_is_not_in_it():
    """An import may make nothing else."""
    logs = {name for name, one in load()["Resources"].items() if one["Type"] == kept.LOGS}
    template = stack.import_template(load(), {*retained(), *logs})
    known = {*template["Parameters"], *template["Conditions"], *template["Resources"]}

    assert set(template["Resources"]) == {*retained(), *logs}
    assert set(named_in(template["Resources"])) - known <= {
        "AWS::NoValue",
        "AWS::Region",
        "AWS::Partition",
        "AWS::AccountId",
    }
    assert all("DeletionPolicy" in one and "DependsOn" not in one for one in template["Resources"].values())


def test_the_people_s_pool_is_the_one_that_was_remembered(account):
    pools = boto3.client("cognito-idp", "us-east-1")
    ours, other = (pools.create_user_pool(PoolName="musicweb-dev")["UserPool"]["Id"] for _ in range(2))
    with pytest.raises(DeployError, match=re.escape(ours)):
        kept.found(SITE)
    keys.remember(SITE, {"UserPoolId": other})

    assert kept.found(SITE).pool == other


def test_a_name_that_begins_alike_is_a_stranger_s(account):
    schema = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    }
    for name in ("musicweb-dev-songs", "musicweb-dev-r1-songs", "musicweb-dev2-songs"):
        boto3.client("dynamodb", "us-east-1").create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **schema)
    found = kept.found(SITE)

    assert found.tables == {"SongsTable": "musicweb-dev-songs"}
    assert found.alike == ["table musicweb-dev-r1-songs"]


def test_a_table_is_deleted_when_it_is_at_rest_and_without_protection(monkeypatch):
    monkeypatch.setattr("botocore.waiter.time", SimpleNamespace(sleep=lambda seconds: None))
    states, calls = iter(["UPDATING", "UPDATING", "ACTIVE", "UPDATING", "ACTIVE"]), []

    def answered(self, operation, given):
        calls.append(operation)
        return (
            {"Table": {"TableStatus": next(states), "DeletionProtectionEnabled": True}}
            if operation == "DescribeTable"
            else {}
        )

    monkeypatch.setattr(BaseClient, "_make_api_call", answered)
    removal._delete_table(boto3.client("dynamodb", "us-east-1"), "musicweb-dev-songs")

    assert [one for one in calls if one != "DescribeTable"] == ["UpdateTable", "DeleteTable"]
    assert next(states, None) is None


def test_a_bucket_goes_with_earlier_versions_and_what_marks_deletions(account):
    s3 = boto3.client("s3", "us-east-1")
    s3.create_bucket(Bucket="media")
    s3.put_bucket_versioning(Bucket="media", VersioningConfiguration={"Status": "Enabled"})
    for body in (b"1", b"2"):
        s3.put_object(Bucket="media", Key="song", Body=body)
    s3.delete_object(Bucket="media", Key="song")
    for _ in range(2):  # gone is as good
        stack.delete_bucket(SITE, "media")

    assert s3.list_buckets()["Buckets"] == []


def test_what_s3_does_not_delete_is_said(account, monkeypatch):
    s3, call = boto3.client("s3", "us-east-1"), BaseClient._make_api_call
    s3.create_bucket(Bucket="media")
    s3.put_object(Bucket="media", Key="song", Body=b"1")

    def answered(self, operation, given):
        if operation == "DeleteObjects":  # it answers 200 all the same
            return {"Errors": [{"Key": "song", "Code": "AccessDenied", "Message": "Access Denied"}]}
        return call(self, operation, given)

    monkeypatch.setattr(BaseClient, "_make_api_call", answered)
    with pytest.raises(DeployError, match="S3 did not delete song of media: Access Denied"):
        stack.empty(SITE, "media")
