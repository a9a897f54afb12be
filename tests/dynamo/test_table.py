from itertools import chain

import pytest

from musicweb.dynamo.capacity import measured
from musicweb.dynamo.errors import BadCursor, Conflict, NotFound
from musicweb.dynamo.table import Table

from .conftest import START, store_books
from .library.tables import TABLES, BookRecord, LoanRecord, ScanRecord

pytestmark = pytest.mark.usefixtures("tables")


def ids(page):
    return [row.id for row in page]


def walk(limit, **options):
    """The ids of every page, one after the other."""
    pages, cursor = [], None
    while True:
        page = BookRecord.page(BookRecord.by_added, "book", limit=limit, after=cursor, **options)
        pages.append(ids(page))
        cursor = page.next
        if cursor is None:
            return pages


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 6, 7])
def test_pages_join_to_the_whole_list_and_only_the_last_has_no_next(count):
    store_books(count)
    pages = walk(3)
    assert [*chain(*pages)] == [f"b{number:03}" for number in range(count)]
    assert len(pages) == max(1, -(-count // 3))


def test_newest_first_turns_the_order():
    store_books(5)
    assert walk(2, newest_first=True) == [["b004", "b003"], ["b002", "b001"], ["b000"]]


def test_a_page_is_exactly_one_query():
    store_books(7)
    with measured() as spent:
        page = BookRecord.page(BookRecord.by_title, "book", limit=3)
        BookRecord.page(BookRecord.by_title, "book", limit=3, after=page.next)
    assert [call.operation for call in spent.calls] == ["Query", "Query"]


def test_a_page_with_a_filter_is_still_one_query_and_continues_after_the_rows_it_dropped():
    store_books(7)
    with measured() as spent:
        page = BookRecord.page(BookRecord.by_added, "book", limit=3, only=BookRecord.pages >= 5)
    assert (ids(page), spent.requests) == ([], 1)
    assert [*chain(*walk(3, only=BookRecord.pages >= 5))] == ["b005", "b006"]


def test_where_bounds_the_sort_key():
    store_books(5)
    page = BookRecord.page(BookRecord.by_title, "book", limit=9, where=BookRecord.title_key.startswith("title 003"))
    assert ids(page) == ["b003"]


def test_the_table_itself_is_read_by_its_hash_key():
    for day in (1, 2, 3):
        LoanRecord("ann", START.replace(day=day), book_id=f"b{day}").put_new()
    LoanRecord("bob", START, book_id="b9").put_new()
    first = LoanRecord.page(None, "ann", limit=2, fresh=True)
    assert [row.book_id for row in first] == ["b1", "b2"]
    assert [row.book_id for row in LoanRecord.page(None, "ann", limit=2, after=first.next)] == ["b3"]


def test_keys_of_bytes_fit_into_a_cursor():
    for digit in range(3):
        ScanRecord("b1", bytes([255, digit])).put_new()
    first = ScanRecord.page(None, "b1", limit=2)
    assert [row.digest for row in ScanRecord.page(None, "b1", limit=2, after=first.next)] == [b"\xff\x02"]


@pytest.mark.parametrize("change", [str.upper, str.swapcase, lambda cursor: cursor[:-1], lambda cursor: "x"])
def test_a_changed_cursor_is_refused(change):
    store_books(3)
    cursor = BookRecord.page(BookRecord.by_added, "book", limit=1).next
    with pytest.raises(BadCursor):
        BookRecord.page(BookRecord.by_added, "book", limit=1, after=change(cursor))


def test_a_cursor_of_another_list_is_refused():
    store_books(4)
    cursor = BookRecord.page(BookRecord.by_genre, "novel", limit=1).next
    prefix = BookRecord.title_key.startswith("t")
    others = [
        (BookRecord.by_genre, "poems", None),
        (BookRecord.by_title, "book", None),
        (BookRecord.by_title, "book", prefix),
    ]
    for source, key, where in others:
        with pytest.raises(BadCursor):
            BookRecord.page(source, key, limit=1, after=cursor, where=where)


def test_a_row_gives_the_cursor_that_continues_after_it():
    store_books(4)
    row = BookRecord.fetch("b001")
    cursor = BookRecord.cursor_at(BookRecord.by_added, "book", row)
    assert ids(BookRecord.page(BookRecord.by_added, "book", limit=9, after=cursor)) == ["b002", "b003"]


def test_a_get_is_strong_and_costs_twice_unless_it_may_be_stale():
    store_books(1)
    with measured() as spent:
        BookRecord.fetch("b000")
        BookRecord.fetch("b000", fresh=False)
    assert [call.operation for call in spent.calls] == ["GetItem", "GetItem"]


def test_a_taken_key_is_not_stored_again():
    store_books(1)
    with pytest.raises(Conflict):
        BookRecord("b000", title="Other").put_new()
    assert BookRecord.fetch("b000").title == "Title 000"


@pytest.mark.parametrize(
    "write",
    [
        lambda book: book.put(),
        lambda book: book.change(BookRecord.title.set("Mine")),
        lambda book: book.remove(),
    ],
    ids=["put", "change", "remove"],
)
def test_a_stale_version_is_a_conflict(write):
    store_books(1)
    mine, theirs = BookRecord.fetch("b000"), BookRecord.fetch("b000")
    theirs.change(BookRecord.title.set("Theirs"))
    with pytest.raises(Conflict):
        write(mine)
    assert BookRecord.fetch("b000").title == "Theirs"


def test_a_change_takes_over_what_is_stored_then():
    store_books(1)
    book = BookRecord.fetch("b000")
    book.change(BookRecord.pages.add(5))
    assert (book.pages, book.version) == (5, 2)


def test_a_condition_guards_a_change():
    store_books(1)
    with pytest.raises(Conflict):
        BookRecord.fetch("b000").change(BookRecord.lent.set(True), condition=BookRecord.pages > 100)


def test_a_removed_item_is_gone():
    store_books(1)
    BookRecord.fetch("b000").remove()
    with pytest.raises(NotFound):
        BookRecord.fetch("b000")


@pytest.mark.parametrize("model", TABLES)
def test_no_table_is_ever_scanned(model):
    with pytest.raises(NotImplementedError):
        model.scan()


def test_all_tables_share_one_client():
    clients = {id(model._get_connection().connection.client) for model in TABLES}
    assert len(clients) == 1


def test_tables_are_billed_by_request():
    assert all(model.Meta.billing_mode == "PAY_PER_REQUEST" for model in Table.__subclasses__())


def test_the_client_follows_the_environment(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert BookRecord._get_connection().connection.client.meta.endpoint_url == "http://127.0.0.1:9"


def test_facts_are_set_and_none_takes_one_away():
    store_books(1)
    book = BookRecord.fetch("b000")
    book.change(*BookRecord.setting({"title": "Rivers", "shelf": "B2"}))
    book.change(*BookRecord.setting({"shelf": None, "pages": 7}))
    stored = BookRecord.fetch(book.id)
    assert (stored.title, stored.shelf, stored.pages) == ("Rivers", None, 7)
