"""The stack of `infra/template.yaml`. It remembers its parameters: what is not given keeps the value it has."""

import time
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from musicweb.local.stack import load

from .site import DeployError, Site

SETTLE_SECONDS = 3600  # CloudFront and OpenSearch take their time
POLL_SECONDS = 0.5  # grows to a few seconds
BROKEN = {"ROLLBACK_COMPLETE", "CREATE_FAILED", "REVIEW_IN_PROGRESS"}  # of a first creation: nothing to keep


def described(site: Site, name: str | None = None) -> dict[str, Any] | None:
    try:
        stacks = site.client("cloudformation").describe_stacks(StackName=name or site.stack)["Stacks"]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise
    found: dict[str, Any] = stacks[0]
    return None if found["StackStatus"] == "DELETE_COMPLETE" else found


def outputs(site: Site) -> dict[str, str]:
    """Raises DeployError when nothing was deployed."""
    stack = described(site)
    if stack is None or not stack.get("Outputs"):
        raise DeployError(f"The stack {site.stack} is not there yet: make deploy STAGE={site.stage}")
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def parameters(site: Site) -> dict[str, str]:
    """What the stack has, with what this run gives; those of `NoEcho` are left out."""
    stack = described(site)
    known = {one["ParameterKey"]: one["ParameterValue"] for one in (stack or {}).get("Parameters", [])}
    hidden = {name for name, declared in load(site.template)["Parameters"].items() if declared.get("NoEcho")}
    return {name: value for name, value in (known | site.parameters).items() if name not in hidden}


def deploy(site: Site, given: dict[str, str]) -> dict[str, str]:
    """Create or update it, wait, and return its outputs. Raises DeployError with the resource that failed."""
    stack = described(site)
    if stack is not None and stack["StackStatus"] in BROKEN:
        delete(site, site.stack)
        stack = None
    if stack is not None:
        _settled(site, site.stack)  # a run before may have left while it worked
    temporary = _bucket_for_first_time(site) if stack is None else None
    bucket = temporary or outputs(site)["DeployBucketName"]
    request = _request(site, stack, bucket, given)
    cloudformation = site.client("cloudformation")
    try:
        if stack is None:
            cloudformation.create_stack(**request)
        else:
            cloudformation.update_stack(**request)
        _settled(site, site.stack)
    except ClientError as error:
        if "No updates" not in str(error):
            raise DeployError(f"CloudFormation refused the template: {error}") from error
    if temporary:
        empty(site, temporary)
        site.client("s3").delete_bucket(Bucket=temporary)
    return outputs(site)


def delete(site: Site, name: str, keep: list[str] | None = None) -> None:
    """Returns when it is gone. `keep` only works on a stack whose deletion has failed."""
    site.client("cloudformation").delete_stack(StackName=name, **({"RetainResources": keep} if keep else {}))
    deadline, pause = time.monotonic() + SETTLE_SECONDS, POLL_SECONDS
    while (stack := described(site, name)) is not None and time.monotonic() < deadline:
        if stack["StackStatus"] == "DELETE_FAILED":
            raise DeployError(f"{name} could not be deleted: {_reasons(site, name)}")
        time.sleep(pause)
        pause = min(pause * 1.5, 5)


def changes(site: Site) -> list[str]:
    """What a deployment would do to the stack's resources, by reading alone."""
    ours = load(site.template)["Resources"]
    if described(site) is None:
        return [f"create the stack {site.stack} with up to {len(ours)} resources"]
    found = site.client("cloudformation").list_stack_resources(StackName=site.stack)
    there = {one["LogicalResourceId"] for one in found["StackResourceSummaries"]}
    while "NextToken" in found:
        found = site.client("cloudformation").list_stack_resources(StackName=site.stack, NextToken=found["NextToken"])
        there |= {one["LogicalResourceId"] for one in found["StackResourceSummaries"]}
    lines = [f"remove {name}" for name in sorted(there - ours.keys())]
    lines += [
        f"add {name} ({ours[name]['Type']})" for name in sorted(ours.keys() - there) if "Condition" not in ours[name]
    ]
    return lines or ["no resource is added or removed; properties may change"]


def empty(site: Site, bucket: str) -> None:
    """With all versions."""
    s3 = site.client("s3")
    with suppress(s3.exceptions.NoSuchBucket):
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            keys = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
            if keys:
                s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})


def _request(site: Site, stack: dict[str, Any] | None, bucket: str, given: dict[str, str]) -> dict[str, Any]:
    s3 = site.client("s3")
    s3.put_object(Bucket=bucket, Key="template.yaml", Body=site.template.read_bytes())
    declared = load(site.template)["Parameters"]
    values = {"Stage": site.stage, **site.parameters, **given}
    if unknown := values.keys() - declared.keys():
        raise DeployError(f"The template has no parameter {', '.join(sorted(unknown))}.")
    known = {one["ParameterKey"] for one in (stack or {}).get("Parameters", [])}
    kept = [{"ParameterKey": name, "UsePreviousValue": True} for name in declared if name in known - values.keys()]
    request = {
        "StackName": site.stack,
        "TemplateURL": f"{s3.meta.endpoint_url}/{bucket}/template.yaml",  # it is over the 51,200 bytes of a request
        "Parameters": [*kept, *({"ParameterKey": key, "ParameterValue": value} for key, value in values.items())],
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    }
    role = next(
        (one["OutputValue"] for one in (stack or {}).get("Outputs", []) if one["OutputKey"] == "StackRoleArn"), ""
    )
    if role and f"/{site.name}-deploy/" in site.client("sts").get_caller_identity()["Arn"]:
        request["RoleARN"] = role  # a workflow of GitHub has few rights of its own
    return request


def _bucket_for_first_time(site: Site) -> str:
    """For the template until the stack has made its own."""
    bucket = f"{site.name}-first-{site.account()}"
    s3 = site.client("s3")
    where = {} if site.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": site.region}}
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=bucket, **where)
    return bucket


def _settled(site: Site, name: str) -> None:
    deadline, pause = time.monotonic() + SETTLE_SECONDS, POLL_SECONDS
    while time.monotonic() < deadline:
        stack = described(site, name)
        status = stack["StackStatus"] if stack else "gone"
        if not status.endswith("_IN_PROGRESS"):
            break
        time.sleep(pause)
        pause = min(pause * 1.5, 5)
    if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"):
        raise DeployError(f"{name} is {status}: {_reasons(site, name)}. Mend it and run the same command again.")
    if status == "UPDATE_ROLLBACK_COMPLETE" and (reasons := _reasons(site, name, latest=True)):
        raise DeployError(f"{name} went back to what it was: {reasons}. Mend it and run the same command again.")


def _reasons(site: Site, name: str, *, latest: bool = False) -> str:
    events = site.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    if latest:  # newest first: those of the last operation only
        began = [
            n
            for n, one in enumerate(events)
            if one["ResourceStatus"] == "UPDATE_IN_PROGRESS" and one["LogicalResourceId"] == name
        ]
        events = events[: began[0]] if began else events
    failed = [
        one
        for one in events
        if "FAILED" in one["ResourceStatus"] and "cancelled" not in str(one.get("ResourceStatusReason"))
    ]
    return "; ".join(
        f"{one['LogicalResourceId']}: {one.get('ResourceStatusReason', 'no reason given')}" for one in failed[:3]
    )
