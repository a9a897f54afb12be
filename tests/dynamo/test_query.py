import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db.models import Q

from musicweb.dynamo.capacity import measured
from musicweb.dynamo.errors import BadCursor
from musicweb.dynamo.query import UnsupportedQuery

from .conftest import START, store_books

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def books():
    from .library.models import Book

    return Book.objects


def ids(rows):
    return [row.pk for row in rows]


@pytest.mark.parametrize(
    ("asked", "index", "filters"),
    [
        ({}, "by_added", []),
        ({"order": "-title_key"}, "by_title", []),
        ({"genre": "novel"}, "by_genre", []),
        ({"genre": "novel", "order": "-added_at"}, "by_genre", []),
        ({"title_key__startswith": "t"}, "by_title", []),
        ({"added_at__gte": START}, "by_added", []),
        ({"genre": "novel", "lent": True}, "by_genre", ["lent"]),
        ({"lent": True, "order": "title_key"}, "by_title", ["lent"]),
    ],
)
def test_the_planner_takes_the_index_that_answers(books, asked, index, filters):
    order = [asked.pop("order")] if "order" in asked else []
    plan = books.filter(**asked).order_by(*order).plan()
    assert plan.source.index.Meta.index_name == index
    assert [part.field.name for part in plan.filters] == filters


@pytest.mark.parametrize(
    ("asked", "order", "missing"),
    [
        ({"shelf": "A"}, "", "hash key “shelf”"),
        ({"genre": "novel"}, "title_key", "hash key “genre” and range key “title_key”"),
        ({}, "pages", "hash key “kind” and range key “pages”"),
        ({"genre": "novel", "shelf": "A"}, "-added_at", "range key “added_at”, and name shelf in `filterable`"),
    ],
)
def test_an_unsupported_query_names_the_missing_index(books, asked, order, missing):
    with pytest.raises(UnsupportedQuery, match="No index of BookRecord answers") as raised:
        list(books.filter(**asked).order_by(*[order] if order else []))
    assert missing in str(raised.value)


def test_a_filter_on_what_the_index_does_not_carry_is_not_planned(books):
    with pytest.raises(UnsupportedQuery):
        books.filter(pages=1).order_by("title_key").plan()


def test_lookups_dynamodb_lacks_are_refused(books):
    for asked in ({"title__regex": "x"}, {"title__icontains": "x"}, {"author": "x"}):
        with pytest.raises(UnsupportedQuery):
            books.filter(**asked)
    with pytest.raises(UnsupportedQuery):
        books.filter(~Q(genre="novel"))
    with pytest.raises(UnsupportedQuery):
        books.filter(Q(genre="novel") | Q(title_key="x"))
    with pytest.raises(UnsupportedQuery):
        books.order_by("title_key", "added_at").plan()
    with pytest.raises(AttributeError, match="annotate"):
        books.all().annotate()


def test_a_senseless_value_is_djangos_validation_error(books):
    with pytest.raises(ValidationError):
        books.filter(added_at__gte="soon")


def test_an_unsupported_query_is_a_field_error():
    assert issubclass(UnsupportedQuery, FieldError)


def test_a_key_is_one_strong_get(books):
    store_books(2)
    with measured() as spent:
        book = books.get(pk="b001")
    assert (book.title, book.pages) == ("Title 001", 1)
    assert [call.operation for call in spent.calls] == ["GetItem"]


def test_keys_are_one_batch_and_the_other_conditions_still_hold(books):
    store_books(4)
    with measured() as spent:
        found = ids(books.filter(pk__in=["b003", "b000", "b001", "gone"], genre="poems").order_by("-added_at"))
    assert found == ["b003", "b000"]
    assert [call.operation for call in spent.calls] == ["BatchGetItem"]


def test_no_such_key_does_not_exist(books):
    for key in ("gone", "", "x" * 3000):
        with pytest.raises(books.model.DoesNotExist):
            books.get(pk=key)


def test_more_than_one_is_too_many_to_get(books):
    store_books(2)
    with pytest.raises(books.model.MultipleObjectsReturned):
        books.get(title_key__startswith="title")


def test_two_bounds_become_a_range_without_its_end(books):
    store_books(5)
    chosen = books.filter(added_at__gte=START.replace(hour=1), added_at__lt=START.replace(hour=3))
    assert ids(chosen.order_by("added_at")) == ["b001", "b002"]


def test_a_bound_too_many_is_refused(books):
    with pytest.raises(UnsupportedQuery, match="two bounds"):
        list(books.filter(added_at__gte=START, added_at__gt=START))


def test_or_of_equals_on_one_field_is_in(books):
    store_books(4)
    assert ids(books.filter(Q(pages=1) | Q(pages=3)).order_by("added_at")) == ["b001", "b003"]


def test_pages_go_forth_and_back(books):
    store_books(7)
    newest = books.order_by("-added_at")
    first = newest.page(3)
    second = newest.page(3, first.next)
    third = newest.page(3, second.next)
    assert [ids(page.items) for page in (first, second, third)] == [
        ["b006", "b005", "b004"],
        ["b003", "b002", "b001"],
        ["b000"],
    ]
    assert (first.previous, third.next) == (None, None)
    back = newest.page(3, third.previous)
    assert ids(back.items) == ids(second.items)
    start = newest.page(3, back.previous)
    assert (ids(start.items), start.previous) == (ids(first.items), None)
    assert ids(newest.page(3, start.next).items) == ids(second.items)


def test_every_page_is_one_query(books):
    store_books(7)
    newest = books.order_by("-added_at")
    with measured() as spent:
        page = newest.page(3)
        newest.page(3, page.next)
    assert spent.requests == 2


def test_a_filtered_page_asks_twice_at_most(books):
    store_books(230, lent=False)
    with measured() as spent:
        page = books.filter(lent=True).order_by("added_at").page(10)
    assert (page.items, bool(page.next), spent.requests) == ([], True, 2)


def test_filtered_pages_lose_no_row_between_them(books):
    store_books(30)
    chosen, found, cursor = books.filter(pages__gte=11).order_by("added_at"), [], None
    while True:
        page = chosen.page(4, cursor)
        found += ids(page.items)
        cursor = page.next
        if cursor is None:
            break
    assert found == [f"b{number:03}" for number in range(11, 30)]


def test_a_bad_cursor_of_a_page_is_refused(books):
    for cursor in ("x", "a", "ax", "bx"):
        with pytest.raises(BadCursor):
            books.order_by("added_at").page(3, cursor)


def test_counting_and_slicing_read_rows(books):
    store_books(5)
    listed = books.order_by("added_at")
    assert (listed.count(), ids(listed[1:3]), listed[4].pk, listed.first().pk) == (5, ["b001", "b002"], "b004", "b000")
    assert not listed.none().exists()
    assert listed.exists()


def test_a_list_without_end_is_refused(books, monkeypatch):
    monkeypatch.setattr("musicweb.dynamo.query.ROWS_MAX", 4)
    store_books(6)
    with pytest.raises(UnsupportedQuery, match="More than 4 rows"):
        list(books.order_by("added_at"))


def test_deleting_a_queryset_deletes_its_rows(books):
    store_books(3)
    assert books.filter(pk__in=["b000", "b001"]).delete()[0] == 2
    assert ids(books.order_by("added_at")) == ["b002"]
