"""Removals that break off at every step in turn, and the deployment between them that takes the data up again.

The stack alone is made: without functions that is quick, and test_deploy.py removes those.
"""

from infra.deploy import functions, keys, stack
from tests.integration import standin
from tests.integration.faults import failing
from tests.integration.rehearsal import SITE_URL
from tests.integration.rehearsal import account as account
from tests.integration.rehearsal import make as make

REMOVAL = [
    ("UpdateStack", {}),
    ("DeleteFunction", {}),
    ("DeleteStack", {"StackName": "-resources", "answer_lost": True}),
]
ADOPTION = [
    ("CreateChangeSet", {}),
    ("ExecuteChangeSet", {"answer_lost": True}),
    ("UpdateStack", {}),
    ("PutObject", {"Key": "static/edge/away.html"}),  # the stack is whole; here it may end
]
REMOVAL_OF_ALL = [
    ("DeleteStack", {}),
    ("DeleteObjects", {}),
    ("DeleteTable", {"nth": 5}),
    ("DeleteBucket", {"answer_lost": True}),
    ("DeleteUserPool", {}),
    ("DeleteParameter", {"nth": 3}),
]
SONGS = "musicweb-production-songs"


def test_a_removal_goes_on_wherever_it_broke_off(account, make):
    of_strangers(account)
    strangers = everything(account)
    site = account.site(account.folder)
    site.parameters["Protection"] = "on"
    stack.deploy(site, keys.ensured(site).parameters())

    data = a_removal_keeps_the_data(account, make, site)
    the_next_deployment_takes_them_up(account, make, site, data)
    a_removal_of_all_breaks_off_at_every_step(make)
    assert everything(account) == strangers
    assert make("undeploy", "--delete-data")[2].startswith("Nothing of musicweb-production is in account")


def a_removal_keeps_the_data(account, make, site):
    outputs = stack.outputs(site)
    pool, bucket = outputs["UserPoolId"], outputs["MediaBucketName"]
    account.person(pool, "ann@example.com", "admins")
    site.client("dynamodb").put_item(TableName=SONGS, Item={"id": {"S": "1"}})
    for body in (b"one", b"two"):
        site.client("s3").put_object(Bucket=bucket, Key="public/song", Body=body)
    site.client("s3").put_object(Bucket=bucket, Key="public/gone", Body=b"")
    site.client("s3").delete_object(Bucket=bucket, Key="public/gone")
    for operation, how in REMOVAL:
        with failing(operation, **how) as failed:
            assert make("undeploy")[0] == 1
        assert failed, operation
    make("undeploy")  # waits for CloudFormation, or finds its work done
    assert stack.described(site) is None
    assert set(functions.names(site).values()) == {"-"}
    assert "is removed already; its data are kept" in make("undeploy")[2]
    return pool, bucket


def the_next_deployment_takes_them_up(account, make, site, data):
    version = standin.version(account.folder, "first")
    for operation, how in ADOPTION:
        with failing(operation, **how) as failed:
            assert make("deploy", version=version)[0] == 1
        assert failed, operation
    outputs, (pool, bucket) = stack.outputs(site), data
    assert (outputs["UserPoolId"], outputs["MediaBucketName"], outputs["SiteUrl"]) == (pool, bucket, SITE_URL)
    assert site.client("dynamodb").get_item(TableName=SONGS, Key={"id": {"S": "1"}})["Item"]
    assert site.client("s3").get_object(Bucket=bucket, Key="public/song")["Body"].read() == b"two"
    groups = account.client("cognito-idp").admin_list_groups_for_user(UserPoolId=pool, Username="ann@example.com")
    assert [one["GroupName"] for one in groups["Groups"]] == ["admins"]


def a_removal_of_all_breaks_off_at_every_step(make):
    for operation, how in REMOVAL_OF_ALL:
        with failing(operation, **how) as failed:
            code, _, err = make("undeploy", "--delete-data")
        assert (code, bool(failed)) == (1, True), (operation, err)
    code, out, _ = make("undeploy", "--delete-data")
    assert code == 0
    assert "not touched, for the template has no such name: table musicweb-production-songs-archive" in out


def of_strangers(account):
    """Of another stage, or of nobody we know, with names that begin alike."""
    for table in ("musicweb-production-songs-archive", "musicweb-production2-songs"):
        account.client("dynamodb").create_table(
            TableName=table, BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )  # fmt: skip
    account.client("s3").create_bucket(Bucket="musicweb-production-media-of-others")
    account.client("s3").put_object(Bucket="musicweb-production-media-of-others", Key="1", Body=b"1")
    account.client("cognito-idp").create_user_pool(PoolName="musicweb-production-of-others")
    account.client("ssm").put_parameter(Name="/musicweb/production2/secret-key-A", Value="1", Type="String")
    account.client("logs").create_log_group(logGroupName="/aws/lambda/musicweb-production2")
    account.client("sqs").create_queue(QueueName="musicweb-production2-uploads")


def everything(account):
    """Names of all that lives or costs in the account."""
    of, ssm = account.client, account.client("ssm").get_paginator("describe_parameters").paginate()
    return sorted(
        [
            *of("dynamodb").list_tables()["TableNames"],
            *(one["Name"] for one in of("s3").list_buckets()["Buckets"]),
            *(one["Name"] for one in of("cognito-idp").list_user_pools(MaxResults=60)["UserPools"]),
            *(one["Name"] for page in ssm for one in page["Parameters"]),
            *(one["logGroupName"] for one in of("logs").describe_log_groups()["logGroups"]),
            *(one.rpartition("/")[2] for one in of("sqs").list_queues().get("QueueUrls", [])),
            *(one["FunctionName"] for one in of("lambda").list_functions()["Functions"]),
            *(one["name"] for one in of("apigateway").get_rest_apis()["items"]),
            *(one["name"] for one in of("apigateway").get_api_keys()["items"]),
            *(one["name"] for one in of("apigateway").get_usage_plans()["items"]),
            *(one["RoleName"] for one in of("iam").list_roles()["Roles"]),
            *(one["TopicArn"] for one in of("sns").list_topics()["Topics"]),
            *(one["AlarmName"] for one in of("cloudwatch").describe_alarms()["MetricAlarms"]),
            *(one["UUID"] for one in of("lambda").list_event_source_mappings()["EventSourceMappings"]),
        ]
    )
