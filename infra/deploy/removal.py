"""Taking a site down. The template's `DeletionPolicy: Retain` keeps tables, music and accounts; this may take them too."""

from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from . import functions, keys, stack, zappa_settings
from .console import step
from .site import KINDS, Site

EMPTIED = ("StaticBucketName", "UploadBucketName", "DeployBucketName")  # a bucket with objects cannot be deleted


def remove(site: Site, outputs: dict[str, str], *, delete_data: bool) -> None:
    known = keys.ensured(site)
    with step("Template, without gateways and worker"):
        given = {"PagesOrigin": "", "ApiOrigin": "", "WorkerFunction": ""}
        if delete_data:
            given["Protection"] = "off"
        stack.deploy(site, known.parameters() | given)
    settings = zappa_settings.write(site, outputs, known, keys.settings(site), "-")
    for kind in KINDS:
        with step(site.function(kind)):
            functions.undeploy(site, settings, kind)
    with step(site.stack):
        for name in EMPTIED:
            stack.empty(site, outputs[name])
        stack.delete(site, site.stack)
    if delete_data:
        with step("Data"):
            _delete_data(site, outputs)


def _delete_data(site: Site, outputs: dict[str, str]) -> None:
    dynamodb, s3 = site.client("dynamodb"), site.client("s3")
    for page in dynamodb.get_paginator("list_tables").paginate():
        for table in page["TableNames"]:
            if table.startswith(outputs["TablePrefix"]):
                dynamodb.delete_table(TableName=table)
    stack.empty(site, outputs["MediaBucketName"])
    with suppress(s3.exceptions.NoSuchBucket):
        s3.delete_bucket(Bucket=outputs["MediaBucketName"])
    pools = site.client("cognito-idp")
    with suppress(pools.exceptions.ResourceNotFoundException):
        _delete_pool(pools, outputs["UserPoolId"])
    keys.forget_all(site)


def _delete_pool(pools: Any, pool: str) -> None:
    domain = pools.describe_user_pool(UserPoolId=pool)["UserPool"].get("Domain")
    if domain:
        with suppress(ClientError):  # gone with the stack
            pools.delete_user_pool_domain(UserPoolId=pool, Domain=domain)
    pools.delete_user_pool(UserPoolId=pool)
