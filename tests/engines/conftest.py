"""`dynamodb_local`: empty tables of the template in DynamoDB Local, whose capacity figures are right."""

from collections.abc import Iterator

import boto3
import pytest
from django.conf import settings

from musicweb.local import stack
from musicweb.local.ports import any_free
from tests.embedded import first_port, forget_connections, missing_tool
from tests.engines import dynamodb


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker("engine")


@pytest.fixture(scope="session")
def dynamodb_engine() -> Iterator[dynamodb.DynamoDBLocal]:
    if line := dynamodb.missing():
        missing_tool(line)
    engine = dynamodb.DynamoDBLocal(any_free(start=first_port()))
    yield engine
    engine.stop()


@pytest.fixture
def dynamodb_local(dynamodb_engine: dynamodb.DynamoDBLocal, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The endpoint, with every table of the template in it, empty."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_engine.url)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    client = stack.client("dynamodb", dynamodb_engine.url)
    definitions = stack.tables(prefix=settings.DYNAMO_PREFIX)
    for definition in definitions:
        client.create_table(**definition)
    forget_connections()
    yield dynamodb_engine.url
    for definition in definitions:
        client.delete_table(TableName=definition["TableName"])
    forget_connections()
