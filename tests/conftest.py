"""Fixtures of every test. `tables` is an AWS of moto with this project's tables, buckets and queues."""

import math
import threading
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache as cache_result
from urllib.parse import urlsplit

import boto3
import botocore.session
import pytest
from botocore.client import BaseClient
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.test import override_settings
from django.utils import translation
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.responses import DynamoHandler
from moto.s3.models import s3_backends
from moto.sqs.models import sqs_backends
from pynamodb.models import Model

import musicweb.dynamo.limits  # noqa: F401  its table is known once it is imported
from catalog.queries import site
from musicweb.dynamo.table import Table
from tests import order, people, quick_moto
from tests.environment import ACCOUNT

QUEUES = {
    "UPLOAD_QUEUE": "uploads",
    "UPLOAD_DLQ": "uploads-dlq",
    "PLAYS_QUEUE": "plays",
    "PLAYS_DLQ": "plays-dlq",
}  # setting → name
QUEUE_HOST = urlsplit(f"https://sqs.{settings.AWS_REGION}.amazonaws.com")
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if astray := order.astray(items):
        raise pytest.UsageError("\n".join(astray))
    order.longest_first(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> order.Files | None:
    return order.Files(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session", autouse=True)
def models_of_services_read_once() -> Iterator[None]:
    """Many tests have sessions of their own, for their credentials; each would parse megabytes of JSON for its clients."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore.session, "create_loader", cache_result(botocore.session.create_loader))
        yield


@pytest.fixture(autouse=True)
def site_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every process knows what the site says of itself: pages of tests without tables ask nobody."""
    monkeypatch.setattr(site, "_known", site._Known(until=math.inf))


@pytest.fixture(autouse=True)
def language_of_a_request() -> Iterator[None]:
    """A request's language stays its thread's, also when a test has ended."""
    yield
    translation.deactivate()


@pytest.fixture
def tables(empty_tables: Callable[[], None]) -> Iterator[None]:
    """Empty tables, buckets and queues for one test."""
    with mock_aws():
        empty_tables()
        buckets, known = s3_backends[ACCOUNT]["aws"], sqs_backends[ACCOUNT][settings.AWS_REGION]  # no client: quicker
        for bucket in (settings.UPLOAD_BUCKET, settings.MEDIA_BUCKET):
            buckets.create_bucket(bucket, settings.AWS_REGION)
        names = {f"{kind}_URL": f"musicweb-test-{name}" for kind, name in QUEUES.items()}
        queues = {setting: known.create_queue(name).url(QUEUE_HOST) for setting, name in names.items()}
        with override_settings(**queues):
            cache.clear()
            yield


@pytest.fixture(scope="session")
def moto_in_turn() -> Iterator[None]:
    """DynamoDB keeps transactions apart. moto undoes a failed one by restoring every table as it was before, and
    with that loses what another thread has written meanwhile: so it answers one request at a time."""
    lock, answer = threading.RLock(), DynamoHandler.call_action

    def in_turn(handler: DynamoHandler) -> object:
        with lock:
            return answer(handler)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DynamoHandler, "call_action", in_turn)
        quick_moto.hasten(patch)
        yield


@pytest.fixture(scope="session")
def empty_tables(moto_in_turn: None) -> Callable[[], None]:
    """Gives moto every table, empty. They are created once: that takes a third of a second for each test otherwise."""
    assert apps.ready
    made: dict[str, object] = {}

    def give() -> None:
        backend = dynamodb_backends[ACCOUNT][settings.AWS_REGION]
        for model in every_table():
            model._connection = None  # a connection remembers another test's endpoint
        if made:
            backend.tables.update(deepcopy(made))
            return
        for model in every_table():
            model.create_table(read_capacity_units=5, write_capacity_units=5)
        made.update(deepcopy(backend.tables))

    return give


@cache_result
def aws(service: str) -> BaseClient:
    """A client costs a tenth of a second."""
    return boto3.client(service)


@pytest.fixture
def sign_in() -> Callable[..., object]:
    return people.sign_in


@pytest.fixture
def admin_user(tables: None) -> object:
    return people.make_user("ada", ["admins"])
