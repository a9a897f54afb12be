import pytest

from musicweb.dynamo import connection
from musicweb.dynamo.batch import Want, get_all, get_together
from musicweb.dynamo.capacity import measured
from musicweb.dynamo.errors import Throttled

from .conftest import START, answering, store_books
from .library.tables import BookRecord, LoanRecord, ReaderRecord

pytestmark = pytest.mark.usefixtures("tables")


def test_items_of_several_tables_come_in_the_order_asked_by_one_request():
    store_books(3)
    LoanRecord("ann", START, book_id="b001").put_new()
    wants = [
        Want(BookRecord, "b002"),
        Want(LoanRecord, ("ann", START), fresh=True),
        Want(BookRecord, "nowhere"),
        Want(BookRecord, "b000"),
    ]
    with measured() as spent:
        second, loan, nothing, first = get_together(wants)
    assert (second.id, loan.book_id, nothing, first.id) == ("b002", "b001", None, "b000")
    assert [call.operation for call in spent.calls] == ["BatchGetItem"]


def test_the_same_item_may_be_wanted_twice():
    store_books(1)
    one, other = get_together([Want(BookRecord, "b000"), Want(BookRecord, "b000", fresh=True)])
    assert one.title == other.title == "Title 000"


def test_keys_that_cannot_exist_are_not_asked_for():
    store_books(1)
    with measured() as spent:
        assert get_together([Want(BookRecord, ""), Want(BookRecord, "x" * 3000)]) == [None, None]
    assert spent.requests == 0


def test_nothing_wanted_is_no_request():
    with measured() as spent:
        assert get_together([]) == []
    assert spent.requests == 0


def test_a_hundred_and_one_items_are_too_many():
    with pytest.raises(ValueError, match="At most 100"):
        get_together([Want(ReaderRecord, f"r{number}") for number in range(101)])


def test_what_dynamodb_leaves_over_is_asked_for_again():
    store_books(2)
    left = {"library-books": {"Keys": [{"id": {"S": "b001"}}], "ConsistentRead": False}}
    seen = []

    def leave_one_over(params, **kwargs):
        seen.append([key["id"]["S"] for key in params["RequestItems"]["library-books"]["Keys"]])
        if len(seen) == 1:
            params["RequestItems"]["library-books"]["Keys"] = [{"id": {"S": "b000"}}]

    def say_so(parsed, **kwargs):
        if len(seen) == 1:
            parsed["UnprocessedKeys"] = left

    events = connection.dynamodb_client().meta.events
    events.register("before-parameter-build.dynamodb.BatchGetItem", leave_one_over)
    events.register("after-call.dynamodb.BatchGetItem", say_so)
    try:
        rows = get_together([Want(BookRecord, "b000"), Want(BookRecord, "b001")])
    finally:
        events.unregister("before-parameter-build.dynamodb.BatchGetItem", leave_one_over)
        events.unregister("after-call.dynamodb.BatchGetItem", say_so)
    assert [row.id for row in rows] == ["b000", "b001"]
    assert seen == [["b000", "b001"], ["b001"]]


def test_keys_left_over_again_and_again_are_throttled():
    left = {"library-books": {"Keys": [{"id": {"S": "b000"}}]}}
    with answering(200, "", Responses={}, UnprocessedKeys=left), pytest.raises(Throttled):
        get_together([Want(BookRecord, "b000")])


def test_any_number_is_read_a_hundred_at_a_time():
    store_books(103)
    with measured() as spent:
        rows = get_all([Want(BookRecord, f"b{number:03}") for number in (*range(103), 999)])
    assert [row and row.id for row in rows] == [*(f"b{number:03}" for number in range(103)), None]
    assert spent.requests == 2
