"""The stack of `infra/template.yaml`. It remembers its parameters: what is not given keeps the value it has.

Names in it are fixed, so what an earlier stack has retained is first imported (`kept.py`), then the rest is made around it.
"""

import json
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from musicweb.local.stack import parsed

from . import differences, kept, keys
from .console import say
from .site import DeployError, Site

SETTLE_SECONDS = 3600  # CloudFront and OpenSearch take their time
POLL_SECONDS = 0.5  # grows to a few seconds
BROKEN = {  # of a first creation or import: nothing runs in it, and what it retains is imported into the next
    "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "REVIEW_IN_PROGRESS", "IMPORT_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_FAILED",
}  # fmt: skip
GOOD = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"}


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
        raise DeployError(
            f"The stack {site.stack} is not there yet in account {site.account()}, region {site.region}: "
            f"make deploy STAGE={site.stage}"
        )
    return _outputs(stack)


def parameters(site: Site) -> dict[str, str]:
    """What the stack has, or had when it was removed, with what this run gives; those of `NoEcho` are left out."""
    stack = described(site)
    known = {one["ParameterKey"]: one["ParameterValue"] for one in (stack or {}).get("Parameters", [])}
    known = known or keys.remembered(site).get("parameters", {})
    hidden = {name for name, declared in site.declared["Parameters"].items() if declared.get("NoEcho")}
    return {name: value for name, value in (known | site.parameters).items() if name not in hidden}


def deploy(site: Site, given: dict[str, str]) -> dict[str, str]:
    """Create or update it, wait, and return its outputs. Raises DeployError with the resource that failed."""
    if unknown := (site.parameters.keys() | given.keys()) - site.declared["Parameters"].keys():
        raise DeployError(f"The template has no parameter {', '.join(sorted(unknown))}.")
    stack = _ready(site)
    bucket = _outputs(stack or {}).get("DeployBucketName") or _bucket_for_first_time(site)
    if stack is None and (left := kept.found(site)):
        _adopt(site, bucket, left, given)
        stack = described(site)
    request = _request(site, stack, _stored(site, bucket, site.template.read_bytes()), given)
    cloudformation = site.client("cloudformation")
    try:
        if stack is None:
            cloudformation.create_stack(**request)
        else:
            cloudformation.update_stack(**request)
        _settled(site, site.stack)
    except ClientError as error:
        if "No updates" not in str(error):
            raise DeployError(_refusal(site, error)) from error
    return outputs(site)


def _ready(site: Site) -> dict[str, Any] | None:
    """The stack, when CloudFormation is done with it; None when it is to be made. Raises DeployError where a person is needed."""
    stack = described(site)
    if stack is not None and stack["StackStatus"] in BROKEN:
        delete(site, site.stack)
        return None
    if stack is not None and stack["StackStatus"].endswith("_IN_PROGRESS"):
        say(f"  CloudFormation is still at work on {site.stack} ({stack['StackStatus']}): waiting for it.")
        _awaited(site, site.stack)
        return _ready(site)
    if stack is not None and stack["StackStatus"] == "DELETE_FAILED":
        raise DeployError(f"The removal of {site.stack} broke off. Finish it first: make undeploy STAGE={site.stage}")
    if stack is not None and stack["StackStatus"] not in GOOD:
        raise DeployError(
            f"{site.stack} is {stack['StackStatus']}: {_reasons(site, site.stack)}. Mend that, then: "
            f"aws cloudformation continue-update-rollback --stack-name {site.stack} --region {site.region}"
        )
    return stack


def _adopt(site: Site, bucket: str, left: kept.Kept, given: dict[str, str]) -> None:
    """A stack of nothing but what is there. An import may make nothing else, so the rest comes with an update."""
    say("  An earlier stack has left data, which this one takes up:")
    for line in left.lines():
        say(f"    {line}")
    entries = kept.imports(site, left)
    template = import_template(site.declared, {one["LogicalResourceId"] for one in entries})
    request = _request(site, None, _stored(site, bucket, json.dumps(template).encode()), given)
    cloudformation = site.client("cloudformation")
    cloudformation.create_change_set(
        **request, ChangeSetName="adopt", ChangeSetType="IMPORT", ResourcesToImport=entries
    )
    described = {"Status": "CREATE_PENDING"}
    pauses = _pauses()
    while described["Status"] in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
        time.sleep(next(pauses))
        described = cloudformation.describe_change_set(StackName=site.stack, ChangeSetName="adopt")
    if described["Status"] != "CREATE_COMPLETE":
        reason = described.get("StatusReason", "no reason given")
        raise DeployError(f"What an earlier stack has left could not be taken up: {reason}. Nothing was changed.")
    cloudformation.execute_change_set(StackName=site.stack, ChangeSetName="adopt")
    _settled(site, site.stack)


def import_template(template: dict[str, Any], names: set[str]) -> dict[str, Any]:
    """Those resources alone, as they are; rules and outputs speak of others."""
    found = {key: template[key] for key in ("AWSTemplateFormatVersion", "Parameters", "Conditions")}
    resources = {name: dict(one) for name, one in template["Resources"].items() if name in names}
    for one in resources.values():
        one.pop("DependsOn", None)
    return {**found, "Resources": resources}


def _refusal(site: Site, error: ClientError) -> str:
    if "_IN_PROGRESS state" in str(error):
        return (
            f"Somebody else began to change {site.stack} a moment ago. Wait until that is done "
            f"(make status STAGE={site.stage}) and run this again."
        )
    return f"CloudFormation refused the template: {error}"


def delete(site: Site, name: str, keep: list[str] | None = None) -> None:
    """Returns when it is gone. `keep` only works on a stack whose deletion has failed."""
    site.client("cloudformation").delete_stack(StackName=name, **({"RetainResources": keep} if keep else {}))
    for pause in _pauses():
        stack = described(site, name)
        if stack is None:
            return
        if stack["StackStatus"] == "DELETE_FAILED":
            raise DeployError(
                f"{name} could not be deleted: {_reasons(site, name)}. Mend it and run the same command again."
            )
        time.sleep(pause)


def standing(site: Site) -> dict[str, Any] | None:
    """None where there is no stack, and where the next deployment makes it anew."""
    stack = described(site)
    return None if stack is not None and stack["StackStatus"] in BROKEN else stack


def changes(site: Site) -> list[str]:
    """What a deployment would do to the stack's resources, by reading alone."""
    ours = site.declared["Resources"]
    if standing(site) is None:
        return [f"create the stack {site.stack} with up to {len(ours)} resources"]
    cloudformation = site.client("cloudformation")
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=site.stack)
    there = {one["LogicalResourceId"] for page in pages for one in page["StackResourceSummaries"]}
    had = cloudformation.get_template(StackName=site.stack, TemplateStage="Original")["TemplateBody"]
    before = parsed(had) if isinstance(had, str) else had  # botocore reads JSON by itself
    return differences.between(before["Resources"], ours, there=there)


def empty(site: Site, bucket: str) -> None:
    """With all versions."""
    s3 = site.client("s3")
    with suppress(s3.exceptions.NoSuchBucket):
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            names = [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
            if names:
                answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": names, "Quiet": True})
                if refused := answer.get("Errors"):
                    raise DeployError(f"S3 did not delete {refused[0]['Key']} of {bucket}: {refused[0].get('Message')}")


def delete_bucket(site: Site, bucket: str) -> None:
    """With all versions of everything; it may be gone. Raises DeployError for what S3 does not delete."""
    s3 = site.client("s3")
    empty(site, bucket)
    with suppress(s3.exceptions.NoSuchBucket):
        s3.delete_bucket(Bucket=bucket)


def _outputs(stack: dict[str, Any]) -> dict[str, str]:
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _stored(site: Site, bucket: str, template: bytes) -> str:
    """Its address: it is over the 51,200 bytes of a request."""
    s3 = site.client("s3")
    s3.put_object(Bucket=bucket, Key="template.yaml", Body=template)
    return f"{s3.meta.endpoint_url}/{bucket}/template.yaml"


def _request(site: Site, stack: dict[str, Any] | None, template_url: str, given: dict[str, str]) -> dict[str, Any]:
    declared = site.declared["Parameters"]
    before = keys.remembered(site).get("parameters", {}) if stack is None else {}
    values = {
        **{name: before[name] for name in declared.keys() & before.keys()},
        "Stage": site.stage,
        **site.parameters,
        **given,
    }
    known = {one["ParameterKey"] for one in (stack or {}).get("Parameters", [])}
    kept = [{"ParameterKey": name, "UsePreviousValue": True} for name in declared if name in known - values.keys()]
    request = {
        "StackName": site.stack,
        "TemplateURL": template_url,
        "Parameters": [*kept, *({"ParameterKey": key, "ParameterValue": value} for key, value in values.items())],
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
    }
    role = _outputs(stack or {}).get("StackRoleArn")
    if role and f"/{site.name}-deploy/" in site.client("sts").get_caller_identity()["Arn"]:
        request["RoleARN"] = role  # a workflow of GitHub has few rights of its own
    return request


def _bucket_for_first_time(site: Site) -> str:
    """For the template until the stack has made its own."""
    bucket, s3 = kept.first_bucket(site), site.client("s3")
    where = {} if site.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": site.region}}
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=bucket, **where)
    return bucket


def _pauses() -> Iterator[float]:
    """Seconds to sleep, for at most SETTLE_SECONDS. Raises DeployError then."""
    deadline, pause = time.monotonic() + SETTLE_SECONDS, POLL_SECONDS
    while time.monotonic() < deadline:
        yield pause
        pause = min(pause * 1.5, 5)
    raise DeployError(
        "CloudFormation has been at work for an hour. Look at its console, and run the same command again."
    )


def _awaited(site: Site, name: str) -> str:
    """Its status when CloudFormation is done with it."""
    for pause in _pauses():
        stack = described(site, name)
        status: str = stack["StackStatus"] if stack else "gone"
        if not status.endswith("_IN_PROGRESS"):
            break
        time.sleep(pause)
    return status


def _settled(site: Site, name: str) -> None:
    status = _awaited(site, name)
    if status not in GOOD:
        reasons = _reasons(site, name) if status != "gone" else "somebody removed it"
        raise DeployError(f"{name} is {status}: {reasons}. Mend it and run the same command again.")
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
