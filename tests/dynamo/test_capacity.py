import boto3
import pytest

from musicweb.dynamo.capacity import measured

from .conftest import answering, store_books
from .library.tables import BookRecord

pytestmark = pytest.mark.usefixtures("tables")


def test_reads_and_writes_are_counted_apart():
    with measured() as spent:
        store_books(2)
        BookRecord.fetch("b000")
    assert (spent.requests, spent.write_units > 0, spent.read_units > 0) == (3, True, True)
    assert str(spent).startswith("3 requests")


def test_clients_of_others_are_counted_too():
    with measured() as spent:
        boto3.client("dynamodb").get_item(TableName="library-books", Key={"id": {"S": "b1"}})
    assert spent.requests == 1
    assert spent.calls[0].tables == ("library-books",)


def test_a_failed_request_counts():
    with measured() as spent, answering(400, "ThrottlingException"), pytest.raises(Exception, match="Throttling"):
        BookRecord.fetch("b1")
    assert spent.requests == 1


def test_nothing_is_counted_outside():
    with measured() as spent:
        pass
    store_books(1)
    assert spent.requests == 0


def test_measurements_may_nest():
    with measured() as outer:
        store_books(1)
        with measured() as inner:
            BookRecord.fetch("b000")
    assert (outer.requests, inner.requests) == (2, 1)
