"""Deploys `infra/template.yaml` to the emulator, which lacks some types and drops some properties.

- Types it lacks are swapped for a handle that makes nothing, so that references to them still hold.
- Policies that deny plain HTTP go: the emulator speaks nothing else.
- Roles also trust the account's root, because no Lambda service is there to assume them.
- Reads of a stream are allowed on any stream: it does not see which one a request is about.
- TTL, lifecycle rules and point-in-time recovery, which its CloudFormation drops silently, are applied
  afterwards. It has no refresh-token rotation at all.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.config import Config
from botocore.exceptions import ClientError

from .emulator import ACCOUNT, REGION, ROOT_KEY, ROOT_SECRET
from .folder import TEMPLATE, LocalError

LACKING = {
    "AWS::Budgets::Budget",
    "AWS::CloudFront::KeyGroup",
    "AWS::CloudFront::PublicKey",
    "AWS::Cognito::ManagedLoginBranding",
    "AWS::Cognito::UserPoolIdentityProvider",
    "AWS::IAM::OIDCProvider",
    "AWS::PricingPlanManager::Subscription",
}
LACKING_NAMES = {"MailKey1", "MailKey2", "MailKey3"}  # made of what its mail identities do not tell
HANDLE = "AWS::CloudFormation::WaitConditionHandle"
VISIBILITY_SECONDS = 30  # the local worker renews a message while it works on it
DEPLOY_SECONDS = 120
SMALL = {  # what a developer's machine needs no part of
    "Edge": "off",
    "Protection": "off",
    "Watching": "off",
    "UploadVisibilitySeconds": str(VISIBILITY_SECONDS),
    "PlaysVisibilitySeconds": str(VISIBILITY_SECONDS),
}
VERSION = "3"  # of what this module adds to the template; part of the digest
Template = dict[str, Any]


def client(service: str, endpoint: str) -> Any:
    """A client of the emulator's root user, whatever the environment says."""
    return boto3.client(
        service,  # type: ignore[call-overload]
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=ROOT_KEY,
        aws_secret_access_key=ROOT_SECRET,
        config=Config(s3={"addressing_style": "path"}, retries={"mode": "standard"}),
    )


def deploy(
    endpoint: str,
    *,
    stage: str,
    app_url: str,
    path: Path = TEMPLATE,
    project: str = "musicweb",
    more: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Create or update the stack and return its outputs. Raises LocalError with the resource that failed.

    `more` are parameters of the template, for instance Edge; those of SMALL are what a developer's machine has.
    """
    cloudformation = client("cloudformation", endpoint)
    template = adapted(load(path))
    name = f"{project}-{stage}"
    parameters = {**SMALL, "Project": project, "Stage": stage, "AppUrl": app_url, **(more or {})}
    request = {
        "StackName": name,
        "TemplateURL": _stored(endpoint, f"{name}-templates", template),
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    }
    if exists(endpoint, stage=stage, project=project):
        try:
            cloudformation.update_stack(**request)
        except ClientError as error:
            if "No updates" not in str(error):
                raise
    else:
        cloudformation.create_stack(**request)
    stack = _settled(cloudformation, name)
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    _apply_what_was_dropped(endpoint, template, f"{project}-{stage}-")
    return outputs


def _stored(endpoint: str, bucket: str, template: Template) -> str:
    """The template's address in a bucket: CloudFormation takes no more than 51,200 bytes with a request, here and on AWS."""
    s3 = client("s3", endpoint)
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):  # of a run before
        s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="template.json", Body=json.dumps(template).encode())
    return f"{endpoint}/{bucket}/template.json"


def exists(endpoint: str, *, stage: str, project: str = "musicweb") -> bool:
    try:
        stacks = client("cloudformation", endpoint).describe_stacks(StackName=f"{project}-{stage}")["Stacks"]
    except ClientError:
        return False
    return any(stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE") for stack in stacks)


def digest(app_url: str, path: Path = TEMPLATE) -> str:
    """Changes when the stack needs an update."""
    return hashlib.sha256(path.read_bytes() + app_url.encode() + VERSION.encode()).hexdigest()


def load(path: Path = TEMPLATE) -> Template:
    """The template with its short tags in their long form."""
    return parsed(path.read_text())


def parsed(text: str) -> Template:
    template: Template = yaml.load(text, Loader=_Loader)  # noqa: S506  a SafeLoader
    return template


def tables(path: Path = TEMPLATE, *, prefix: str) -> list[dict[str, Any]]:
    """The template's tables as CreateTable wants them: for engines that know no CloudFormation."""
    found = []
    for resource in load(path)["Resources"].values():
        if resource["Type"] == "AWS::DynamoDB::Table":
            properties = resource["Properties"]
            definition = {key: properties[key] for key in ("AttributeDefinitions", "KeySchema")}
            definition |= {"TableName": prefix + _own_part(properties["TableName"]), "BillingMode": "PAY_PER_REQUEST"}
            if "GlobalSecondaryIndexes" in properties:
                definition["GlobalSecondaryIndexes"] = [
                    {key: value for key, value in index.items() if key != "ProvisionedThroughput"}
                    for index in properties["GlobalSecondaryIndexes"]
                ]
            if "StreamSpecification" in properties:
                definition["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
            found.append(definition)
    return found


def adapted(template: Template) -> Template:
    for name, resource in template["Resources"].items():
        kind, properties = resource["Type"], resource.get("Properties", {})
        if kind in LACKING or name in LACKING_NAMES:
            _replace_by_nothing(resource)
        elif kind in ("AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy"):
            _allow_plain_http(resource)
        elif kind == "AWS::IAM::Role":
            for policy in properties["Policies"]:
                for statement in policy["PolicyDocument"]["Statement"]:
                    if statement.get("Sid") == "Streams":
                        statement["Resource"] = "*"
            trust = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
            properties["AssumeRolePolicyDocument"]["Statement"].append(
                {"Effect": "Allow", "Principal": trust, "Action": "sts:AssumeRole"}
            )
    return template


def _replace_by_nothing(resource: dict[str, Any]) -> None:
    kept: dict[str, Any] = {key: resource[key] for key in ("Condition", "DependsOn") if key in resource}
    resource.clear()
    resource.update({"Type": HANDLE, **kept})


def _allow_plain_http(resource: dict[str, Any]) -> None:
    """Without the statement that denies it. What only an `!If` is left of exists under its condition."""
    document = resource["Properties"]["PolicyDocument"]
    rest = [statement for statement in document["Statement"] if statement.get("Sid") != "Tls"]
    if not rest:
        _replace_by_nothing(resource)
    elif all("Fn::If" in statement for statement in rest):
        (statement,) = rest
        resource["Condition"], document["Statement"] = statement["Fn::If"][0], [statement["Fn::If"][1]]
    else:
        document["Statement"] = rest


def _settled(cloudformation: Any, name: str) -> dict[str, Any]:
    deadline = time.monotonic() + DEPLOY_SECONDS
    while time.monotonic() < deadline:
        stack: dict[str, Any] = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        if stack["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
            return stack
        if not stack["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(0.1)
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = [
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for event in events
        if "FAILED" in event["ResourceStatus"]
    ]
    raise LocalError(
        f"The embedded AWS refused infra/template.yaml ({failed[-1] if failed else 'no reason given'}). “make reset” starts afresh."
    )


def _apply_what_was_dropped(endpoint: str, template: Template, prefix: str) -> None:
    dynamodb, s3 = client("dynamodb", endpoint), client("s3", endpoint)
    for resource in template["Resources"].values():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::DynamoDB::Table":
            table = prefix + _own_part(properties["TableName"])
            if "TimeToLiveSpecification" in properties:
                _enable_expiry(dynamodb, table, properties["TimeToLiveSpecification"])
            if "PointInTimeRecoverySpecification" in properties:
                dynamodb.update_continuous_backups(
                    TableName=table, PointInTimeRecoverySpecification=properties["PointInTimeRecoverySpecification"]
                )
        elif resource["Type"] == "AWS::S3::Bucket":
            bucket = f"{prefix}{_own_part(properties['BucketName'])}-{ACCOUNT}"
            rules = [_as_the_api_names_it(rule) for rule in properties["LifecycleConfiguration"]["Rules"]]
            s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": rules})


def _own_part(name: dict[str, str]) -> str:
    """`songs` of `${Project}-${Stage}-songs`, `media` of `${Project}-${Stage}-media-${AWS::AccountId}`."""
    return name["Fn::Sub"].removeprefix("${Project}-${Stage}-").removesuffix("-${AWS::AccountId}")


def _enable_expiry(dynamodb: Any, table: str, specification: dict[str, Any]) -> None:
    described = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    if described.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
        dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=specification)


def _as_the_api_names_it(rule: dict[str, Any]) -> dict[str, Any]:
    renamed: dict[str, Any] = {"ID": rule["Id"], "Status": rule["Status"], "Filter": {"Prefix": rule.get("Prefix", "")}}
    if "ExpirationInDays" in rule:
        renamed["Expiration"] = {"Days": rule["ExpirationInDays"]}
    if "ExpiredObjectDeleteMarker" in rule:
        renamed["Expiration"] = {"ExpiredObjectDeleteMarker": rule["ExpiredObjectDeleteMarker"]}
    for same in ("AbortIncompleteMultipartUpload", "NoncurrentVersionExpiration"):
        if same in rule:
            renamed[same] = rule[same]
    return renamed


class _Loader(yaml.SafeLoader):
    """Understands CloudFormation's `!Ref`, `!Sub`, `!GetAtt`…"""


def _tagged(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        text = loader.construct_scalar(node)
        return {name: str(text).split(".", 1) if suffix == "GetAtt" else text}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)  # noqa: S101  there are three kinds of nodes
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _tagged)
