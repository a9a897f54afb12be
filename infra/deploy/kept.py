"""What is left of a stage without its stack: by `DeletionPolicy: Retain`, or because Lambda wrote a log afterwards.

Names are fixed, so a new stack cannot make these again: `stack.py` imports them, `removal.py` deletes them. Only exact
names of the template count. What merely begins alike is somebody else's, or a restored copy.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from . import keys
from .site import PROJECT_NAME, DeployError, Site

TABLE, BUCKET, POOL, GROUP, LOGS = (
    "AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool", "AWS::Cognito::UserPoolGroup", "AWS::Logs::LogGroup",
)  # fmt: skip
NAMED_BY = {TABLE: "TableName", BUCKET: "BucketName", LOGS: "LogGroupName"}


@dataclass(frozen=True)
class Kept:
    tables: dict[str, str]  # name of the resource in the template → its own
    buckets: dict[str, str]
    logs: dict[str, str]
    groups: dict[str, str]
    pool: str  # its id, or ""
    parameters: list[str]  # of SSM: keys and settings
    alike: list[str] = field(default_factory=list)  # begins as ours and is not

    def __bool__(self) -> bool:
        return bool(self.tables or self.buckets or self.logs or self.pool)

    def lines(self) -> list[str]:
        """For the operator."""
        found = [f"{len(self.tables)} tables: {', '.join(sorted(self.tables.values()))}"] if self.tables else []
        found += [f"bucket {name}" for name in self.buckets.values()]
        found += [f"user pool {self.pool}"] if self.pool else []
        found += [f"log group {name}" for name in self.logs.values()]
        found += [f"{len(self.parameters)} keys and settings: {', '.join(self.parameters)}"] if self.parameters else []
        return found


def found(site: Site) -> Kept:
    """By asking AWS for lists: a dozen requests. Raises DeployError where two user pools could be ours."""
    tables, buckets, logs = (named(site, kind) for kind in (TABLE, BUCKET, LOGS))
    all_tables, all_buckets, all_logs, pool = _all_tables(site), _all_buckets(site), _all_logs(site), _pool(site)
    alike = [f"table {one}" for one in all_tables - set(tables.values()) if one.startswith(f"{site.name}-")]
    alike += [f"bucket {one}" for one in all_buckets - set(buckets.values()) if one.startswith(f"{site.name}-")]
    return Kept(
        tables={logical: name for logical, name in tables.items() if name in all_tables},
        buckets={logical: name for logical, name in buckets.items() if name in all_buckets},
        logs={logical: name for logical, name in logs.items() if name in all_logs},
        groups=_groups(site, pool) if pool else {},
        pool=pool,
        parameters=keys.there(site),
        alike=sorted(alike),
    )


def first_bucket(site: Site) -> str:
    """Where the template lies until the stack has made a bucket for it."""
    return f"{site.name}-first-{site.account()}"


def imports(site: Site, kept: Kept) -> list[dict[str, Any]]:
    """As an import into a stack wants to be told. A bucket that the stack does not retain is not data."""
    retained = {name for name, one in site.declared["Resources"].items() if one.get("DeletionPolicy") == "Retain"}
    by_name = {TABLE: kept.tables, BUCKET: kept.buckets, LOGS: kept.logs}
    entries = [
        _entry(kind, logical, {NAMED_BY[kind]: name})
        for kind, those in by_name.items()
        for logical, name in those.items()
        if logical in retained or kind == LOGS
    ]
    if kept.pool:
        entries += [_entry(POOL, logical, {"UserPoolId": kept.pool}) for logical in _declared(site, POOL)]
        entries += [
            _entry(GROUP, logical, {"UserPoolId": kept.pool, "GroupName": name})
            for logical, name in kept.groups.items()
        ]
    return entries


def _entry(kind: str, logical: str, identifier: dict[str, str]) -> dict[str, Any]:
    return {"ResourceType": kind, "LogicalResourceId": logical, "ResourceIdentifier": identifier}


def _declared(site: Site, kind: str) -> dict[str, dict[str, Any]]:
    resources = site.declared["Resources"]
    return {logical: one["Properties"] for logical, one in resources.items() if one["Type"] == kind}


def named(site: Site, kind: str) -> dict[str, str]:
    """Name of a resource in the template → the one that it has here."""
    values = {"${Project}": PROJECT_NAME, "${Stage}": site.stage, "${AWS::AccountId}": site.account()}
    own = {}
    for logical, properties in _declared(site, kind).items():
        name = properties[NAMED_BY[kind]]["Fn::Sub"]
        for variable, value in values.items():
            name = name.replace(variable, value)
        own[logical] = name
    return own


def _all_tables(site: Site) -> set[str]:
    pages = site.client("dynamodb").get_paginator("list_tables").paginate()
    return {name for page in pages for name in page["TableNames"]}


def _all_buckets(site: Site) -> set[str]:
    """The account's own: a stranger's of the same name is not among them."""
    return {one["Name"] for one in site.client("s3").list_buckets()["Buckets"]}


def _all_logs(site: Site) -> set[str]:
    pages = (
        site.client("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=f"/aws/lambda/{site.name}")
    )
    return {one["logGroupName"] for page in pages for one in page["logGroups"]}


def _pool(site: Site) -> str:
    """The one that was remembered when the stack went, or the only one of the name: names of pools are not unique."""
    pools = site.client("cognito-idp")
    if known := keys.remembered(site).get("UserPoolId"):
        with suppress(pools.exceptions.ResourceNotFoundException):
            pools.describe_user_pool(UserPoolId=known)
            return str(known)
    pages = pools.get_paginator("list_user_pools").paginate(MaxResults=60)
    named = [one["Id"] for page in pages for one in page["UserPools"] if one["Name"] == site.name]
    if len(named) > 1:
        raise DeployError(
            f"Several user pools are called {site.name}: {', '.join(named)}. Which one is the site's cannot be told. "
            "Look at their users in Cognito's console, delete or rename what is not the site's, and run this again."
        )
    return named[0] if named else ""


def _groups(site: Site, pool: str) -> dict[str, str]:
    pages = site.client("cognito-idp").get_paginator("list_groups").paginate(UserPoolId=pool)
    there = {one["GroupName"] for page in pages for one in page["Groups"]}
    declared = {logical: one["GroupName"] for logical, one in _declared(site, GROUP).items()}
    return {logical: name for logical, name in declared.items() if name in there}
