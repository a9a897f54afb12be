"""Fixtures of every test. `tables` is an AWS of moto with this project's tables, buckets and queues."""

from collections.abc import Callable, Iterator

import boto3
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from moto import mock_aws
from pynamodb.models import Model

import musicweb.dynamo.limits  # noqa: F401  its table is known once it is imported
from musicweb.dynamo.table import Table
from tests import people

pytest_plugins = ["musicweb.dynamo.pytest_plugin"]


def every_table() -> list[type[Model]]:
    """The models of this project, one for each physical table."""
    found: dict[str, type[Model]] = {}
    pending: list[type] = [Table, Model]
    while pending:
        for model in pending.pop().__subclasses__():
            pending.append(model)
            name = getattr(getattr(model, "Meta", None), "table_name", "")
            known = found.get(name)
            if name.startswith(settings.DYNAMO_PREFIX) and (
                known is None or len(model.get_attributes()) > len(known.get_attributes())
            ):
                found[name] = model
    return list(found.values())


@pytest.fixture
def tables() -> Iterator[None]:
    """Empty tables, buckets and queues for one test."""
    assert apps.ready
    with mock_aws():
        for model in every_table():
            model._connection = None  # a connection remembers another test's endpoint
            model.create_table(read_capacity_units=5, write_capacity_units=5)
        s3 = boto3.client("s3")
        for bucket in (settings.UPLOAD_BUCKET, settings.MEDIA_BUCKET):
            s3.create_bucket(Bucket=bucket)
        sqs = boto3.client("sqs")
        queues = {
            "UPLOAD_QUEUE_URL": sqs.create_queue(QueueName="musicweb-test-uploads")["QueueUrl"],
            "UPLOAD_DLQ_URL": sqs.create_queue(QueueName="musicweb-test-uploads-dlq")["QueueUrl"],
            "PLAYS_QUEUE_URL": sqs.create_queue(QueueName="musicweb-test-plays")["QueueUrl"],
            "PLAYS_DLQ_URL": sqs.create_queue(QueueName="musicweb-test-plays-dlq")["QueueUrl"],
        }
        with override_settings(**queues):
            cache.clear()
            yield


@pytest.fixture
def sign_in() -> Callable[..., object]:
    return people.sign_in


@pytest.fixture
def admin_user(tables: None) -> object:
    return people.make_user("ada", ["admins"])
