"""Taking a site down. The template's `DeletionPolicy: Retain` keeps tables, music and accounts; this may take them too.

Every part may be gone already: an earlier run may have broken off anywhere, or left the data on purpose.
"""

from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from . import functions, kept, keys, stack
from .console import say, step
from .site import KINDS, DeployError, Site

EMPTIED = ("StaticBucket", "UploadBucket", "DeployBucket")  # a bucket with objects cannot be deleted
GOING = ("DELETE_IN_PROGRESS", "DELETE_FAILED")  # no update can be made any more
WAIT = {"Delay": 2, "MaxAttempts": 300}
GIVEN_EACH_TIME = ("PagesOrigin", "ApiOrigin", "WorkerFunction", "Stage")


def found(site: Site) -> list[str]:
    """What is there of the site, for the operator to read before answering."""
    there = stack.described(site)
    lines = [f"stack {site.stack} ({there['StackStatus']})"] if there else []
    lines += [f"function {name}" for name, version in functions.names(site).items() if version != "-"]
    lines += [f"gateway of {site.function(kind)}" for kind in KINDS if stack.described(site, site.function(kind))]
    left = kept.found(site)
    return [*lines, *left.lines()]


def alike(site: Site) -> list[str]:
    return kept.found(site).alike


def remove(site: Site, *, delete_data: bool) -> None:
    there = stack.described(site)
    if there is not None and there.get("Outputs") and there["StackStatus"] not in {*GOING, *stack.BROKEN}:
        known = keys.ensured(site)
        with step("Template, without gateways and worker"):
            _remember(site, stack.outputs(site))
            stack.deploy(site, known.parameters() | dict.fromkeys(("PagesOrigin", "ApiOrigin", "WorkerFunction"), ""))
    for kind in KINDS:
        with step(site.function(kind)):
            functions.undeploy(site, kind)
    if there is not None:
        with step(site.stack):
            buckets = kept.named(site, kept.BUCKET)
            for name in EMPTIED:
                stack.empty(site, buckets[name])
            stack.delete(site, site.stack)
    if delete_data:
        with step("Data"):
            _delete_data(site)


def _remember(site: Site, outputs: dict[str, str]) -> None:
    """The next deployment takes the data up again, with the parameters of now."""
    secret = {*keys.ensured(site).parameters(), *GIVEN_EACH_TIME}
    parameters = {name: value for name, value in stack.parameters(site).items() if name not in secret and value}
    keys.remember(site, {"UserPoolId": outputs["UserPoolId"], "parameters": parameters})


def _delete_data(site: Site) -> None:
    left = kept.found(site)
    _delete_tables(site, sorted(left.tables.values()))
    for bucket in left.buckets.values():
        stack.delete_bucket(site, bucket)
        say(f"  bucket {bucket}: deleted")
    stack.delete_bucket(site, kept.first_bucket(site))
    if left.pool:
        _delete_pool(site.client("cognito-idp"), left.pool)
        say(f"  user pool {left.pool}: deleted")
    logs = site.client("logs")
    for group in left.logs.values():
        with suppress(logs.exceptions.ResourceNotFoundException):
            logs.delete_log_group(logGroupName=group)
    keys.forget_all(site)  # last: they say which pool was ours
    say(f"  {len(left.tables)} tables, {len(left.logs)} log groups, {len(left.parameters)} keys and settings: deleted")
    for one in left.alike:
        say(f"  not touched, for the template has no such name: {one}")


def _delete_tables(site: Site, tables: list[str]) -> None:
    """Protection off, then deletion, then until all are gone: DynamoDB answers before it has done any of it."""
    dynamodb = site.client("dynamodb")
    for table in tables:
        with suppress(dynamodb.exceptions.ResourceNotFoundException):
            _delete_table(dynamodb, table)
    for table in tables:
        dynamodb.get_waiter("table_not_exists").wait(TableName=table, WaiterConfig=WAIT)


def _delete_table(dynamodb: Any, table: str) -> None:
    described = dynamodb.describe_table(TableName=table)["Table"]
    if described["TableStatus"] == "DELETING":
        return
    if described["TableStatus"] != "ACTIVE":  # while it is changed, DynamoDB refuses
        dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig=WAIT)
    if described.get("DeletionProtectionEnabled"):
        dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
        dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig=WAIT)
    dynamodb.delete_table(TableName=table)


def _delete_pool(pools: Any, pool: str) -> None:
    with suppress(pools.exceptions.ResourceNotFoundException):
        described = pools.describe_user_pool(UserPoolId=pool)["UserPool"]
        if described.get("DeletionProtection") == "ACTIVE":
            pools.update_user_pool(
                UserPoolId=pool, DeletionProtection="INACTIVE"
            )  # forgets its other settings: it goes
        if domain := described.get("Domain"):
            with suppress(ClientError):  # gone with the stack, which pools learn late; else the next line says so
                pools.delete_user_pool_domain(UserPoolId=pool, Domain=domain)
        pools.delete_user_pool(UserPoolId=pool)


def require_something(site: Site, lines: list[str], *, delete_data: bool) -> None:
    """Raises DeployError when there is nothing that this command would remove."""
    if not lines:
        raise DeployError(f"Nothing of {site.name} is in account {site.account()}, region {site.region}.")
    runs = [line for line in lines if line.startswith(("stack ", "function ", "gateway "))]
    if not runs and not delete_data:
        raise DeployError(
            f"{site.name} is removed already; its data are kept. make deploy STAGE={site.stage} takes them up again, "
            f"make undeploy STAGE={site.stage} DELETE_DATA=1 deletes them."
        )
