"""One client of a kind for the whole process; they are safe in threads and slow to make.

boto3, with S3's transfers in parts, is loaded with the first of S3's alone: most starts of a function never need it.
"""

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.config import Config

from musicweb.dynamo.budget import keep_to_budget, timeouts

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client, S3ServiceResource
    from mypy_boto3_sqs import SQSClient

# S3 takes its time to put large parts together; s3v4 because presigned addresses with AWS's older signature are refused in new regions.
_CONFIG = Config(connect_timeout=1, read_timeout=30, retries={"mode": "standard"}, signature_version="s3v4")
_QUICK = Config(**timeouts(), retries={"mode": "standard"})  # type: ignore[arg-type]  # its own two
Place = tuple[str | None, str | None, str | None]  # region, endpoint, access key: tests change them


def s3() -> "S3Client":
    return _s3(_where())


def s3_resource() -> "S3ServiceResource":
    """The same for django-storages. Only its `meta.client` is safe in threads."""
    return _s3_resource(_where())


def sqs() -> "SQSClient":
    return _sqs(_where())


def ses() -> Any:
    return _quick("sesv2", _where())


def cloudfront() -> Any:
    return _quick("cloudfront", _where())


def ssm() -> Any:
    return _quick("ssm", _where())


def _where() -> Place:
    environment = os.environ
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION")
    return region, environment.get("AWS_ENDPOINT_URL"), environment.get("AWS_ACCESS_KEY_ID")


@lru_cache(maxsize=4)
def _s3(where: Place) -> "S3Client":
    import boto3

    client = boto3.session.Session().client("s3", region_name=where[0], endpoint_url=where[1], config=_CONFIG)
    return cast("S3Client", keep_to_budget(client))


@lru_cache(maxsize=4)
def _s3_resource(where: Place) -> "S3ServiceResource":
    import boto3

    resource = boto3.session.Session().resource("s3", region_name=where[0], endpoint_url=where[1], config=_CONFIG)
    keep_to_budget(resource.meta.client)
    return resource


@lru_cache(maxsize=4)
def _sqs(where: Place) -> "SQSClient":
    return cast("SQSClient", keep_to_budget(_quick("sqs", where)))


@lru_cache(maxsize=16)
def _quick(service: str, where: Place) -> Any:
    region, endpoint, _ = where
    return botocore.session.get_session().create_client(
        service, region_name=region, endpoint_url=endpoint, config=_QUICK
    )
