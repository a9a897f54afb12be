import pytest

from musicweb.dynamo.capacity import measured
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.transaction import transact

from .conftest import START, store_books
from .library.tables import BookRecord, LoanRecord

pytestmark = pytest.mark.usefixtures("tables")


def test_writes_to_several_tables_happen_together():
    store_books(1)
    book = BookRecord.fetch("b000")
    with measured() as spent:
        _lend(book)
    assert BookRecord.fetch("b000").lent
    assert LoanRecord.fetch("ann", START).book_id == "b000"
    assert [call.operation for call in spent.calls] == ["TransactWriteItems"]


def test_one_condition_that_does_not_hold_stops_all():
    store_books(1)
    stale = BookRecord.fetch("b000")
    BookRecord.fetch("b000").change(BookRecord.pages.add(1))
    with pytest.raises(Conflict):
        _lend(stale)
    with pytest.raises(NotFound):
        LoanRecord.fetch("ann", START)


def test_an_error_in_the_body_sends_nothing():
    with measured() as spent, pytest.raises(ZeroDivisionError):
        _store(1, then=lambda: 1 / 0)
    assert spent.requests == 0


def test_an_empty_transaction_is_no_request():
    with measured() as spent, transact():
        pass
    assert spent.requests == 0


def test_a_hundred_and_one_writes_are_too_many():
    with pytest.raises(ValueError, match="at most 100"):
        _store(101)


def _lend(book):
    with transact() as writes:
        writes.save(LoanRecord("ann", START, book_id=book.id))
        writes.update(book, actions=[BookRecord.lent.set(True)])


def _store(count, then=lambda: None):
    with transact() as writes:
        for number in range(count):
            writes.save(BookRecord(f"b{number}", title="One", title_key="one"))
        then()
