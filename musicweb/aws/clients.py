"""One boto3 client of a kind for the whole process; they are safe in threads and slow to make."""

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config

from musicweb.dynamo.budget import keep_to_budget, timeouts

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client, S3ServiceResource
    from mypy_boto3_sqs import SQSClient

# S3 takes its time to put large parts together; s3v4 because presigned addresses with AWS's older signature are refused in new regions.
_CONFIG = Config(connect_timeout=1, read_timeout=30, retries={"mode": "standard"}, signature_version="s3v4")
_QUEUES = Config(**timeouts(), retries={"mode": "standard"})  # type: ignore[arg-type]  # its own two


def s3() -> "S3Client":
    return _s3(*_where())


def s3_resource() -> "S3ServiceResource":
    """The same for django-storages. Only its `meta.client` is safe in threads."""
    return _s3_resource(*_where())


def sqs() -> "SQSClient":
    return _sqs(*_where())


def ses() -> Any:
    return _ses(*_where())


def cloudfront() -> Any:
    return _cloudfront(*_where())


def ssm() -> Any:
    return _ssm(*_where())


def _where() -> tuple[str | None, str | None, str | None]:
    environment = os.environ
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    return region, environment.get("AWS_ENDPOINT_URL"), environment.get("AWS_ACCESS_KEY_ID")


@lru_cache(maxsize=4)
def _s3(region: str | None, endpoint_url: str | None, account: str | None) -> "S3Client":
    client = boto3.session.Session().client("s3", region_name=region, endpoint_url=endpoint_url, config=_CONFIG)
    return cast("S3Client", keep_to_budget(client))


@lru_cache(maxsize=4)
def _s3_resource(region: str | None, endpoint_url: str | None, account: str | None) -> "S3ServiceResource":
    resource = boto3.session.Session().resource("s3", region_name=region, endpoint_url=endpoint_url, config=_CONFIG)
    keep_to_budget(resource.meta.client)
    return resource


@lru_cache(maxsize=4)
def _sqs(region: str | None, endpoint_url: str | None, account: str | None) -> "SQSClient":
    client = boto3.session.Session().client("sqs", region_name=region, endpoint_url=endpoint_url, config=_QUEUES)
    return cast("SQSClient", keep_to_budget(client))


@lru_cache(maxsize=4)
def _ses(region: str | None, endpoint_url: str | None, account: str | None) -> Any:
    return boto3.session.Session().client("sesv2", region_name=region, endpoint_url=endpoint_url, config=_QUEUES)


@lru_cache(maxsize=4)
def _cloudfront(region: str | None, endpoint_url: str | None, account: str | None) -> Any:
    return boto3.session.Session().client("cloudfront", region_name=region, endpoint_url=endpoint_url, config=_QUEUES)


@lru_cache(maxsize=4)
def _ssm(region: str | None, endpoint_url: str | None, account: str | None) -> Any:
    return boto3.session.Session().client("ssm", region_name=region, endpoint_url=endpoint_url, config=_QUEUES)
