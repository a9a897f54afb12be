import pytest

from musicweb.dynamo.capacity import measured
from musicweb.dynamo.errors import Conflict

from .conftest import START, store_books
from .library.tables import BookRecord, LoanRecord

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def book():
    from .library.models import Book

    store_books(1, shelf="A", tags={"old", "rare"})
    return Book.objects.get(pk="b000")


@pytest.fixture
def loans():
    from .library.models import Loan

    return Loan.objects


def test_a_model_has_a_field_for_each_attribute_it_does_not_hide(book):
    names = {field.name for field in book._meta.fields}
    assert names == {"id", "title", "title_key", "genre", "pages", "lent", "shelf", "tags", "added_at", "version"}
    assert not book._meta.managed


def test_only_what_changed_is_written(book):
    BookRecord("b000").update([BookRecord.shelf.set("B")], add_version_condition=False)
    book.refresh_from_db()
    other = BookRecord.fetch("b000")
    assert (book.shelf, other.shelf, other.tags) == ("B", "B", {"old", "rare"})
    book.title = "New"
    book.save()
    assert (BookRecord.fetch("b000").title, BookRecord.fetch("b000").title_key) == ("New", "new")


def test_saving_without_a_change_writes_nothing(book):
    with measured() as spent:
        book.save()
    assert spent.requests == 0


def test_an_emptied_attribute_is_removed(book):
    book.shelf = ""
    book.save()
    assert "shelf" not in BookRecord.fetch("b000").serialize()


def test_a_stale_object_is_not_saved(book):
    other = type(book).objects.get(pk=book.pk)
    other.pages = 9
    other.save()
    book.pages = 8
    with pytest.raises(Conflict):
        book.save()


def test_saving_twice_in_a_row_works(book):
    for pages in (1, 2, 3):
        book.pages = pages
        book.save()
    assert (BookRecord.fetch("b000").pages, book.version) == (3, 4)


def test_a_deleted_object_is_not_brought_back(book, loans):
    BookRecord.fetch("b000").remove()
    book.pages = 5
    with pytest.raises(Conflict):
        book.save()
    loan = loans.create(reader="ann", since=START, book_id="b1")
    LoanRecord("ann", START).remove()
    loan.note = "late"
    with pytest.raises(Conflict):
        loan.save()


def test_a_key_is_created_once(book):
    with pytest.raises(Conflict):
        type(book).objects.create(id="b000", title="Other", genre="novel")


def test_update_fields_writes_no_others(book):
    book.pages, book.lent = 7, True
    book.save(update_fields=["pages"])
    stored = BookRecord.fetch("b000")
    assert (stored.pages, stored.lent) == (7, False)


def test_fields_an_index_does_not_carry_are_read_once_when_touched(book):
    listed = type(book).objects.order_by("title_key").first()
    with measured() as spent:
        assert listed.title == "Title 000"
        assert spent.requests == 0
        assert (listed.shelf, listed.pages) == ("A", 0)
    assert spent.requests == 1


def test_saving_a_row_of_a_partial_index_keeps_what_it_does_not_carry(book):
    listed = type(book).objects.order_by("title_key").first()
    listed.lent = True
    listed.save()
    stored = BookRecord.fetch("b000")
    assert (stored.lent, stored.shelf, stored.tags) == (True, "A", {"old", "rare"})


def test_a_composite_key_is_one_text_safe_in_an_address(loans):
    loan = loans.create(reader="ann~b/ö", since=START, book_id="b1")
    assert loan.pk == "ann%7Eb%2F%C3%B6~2026-01-01T00%3A00%3A00.000000%2B0000"
    again = loans.get(pk=loan.pk)
    assert (again.reader, again.since, again.book_id) == ("ann~b/ö", START, "b1")
    again.note = "late"
    again.save()
    assert loans.filter(pk__in=[loan.pk, "nobody~never", "x"])[0].note == "late"
    again.delete()
    with pytest.raises(loans.model.DoesNotExist):
        loans.get(pk=loan.pk)


@pytest.mark.parametrize("key", ["ann", "ann~", "~", "ann~yesterday", "a~b~c", ""])
def test_a_text_that_is_no_composite_key_does_not_exist(loans, key):
    with pytest.raises(loans.model.DoesNotExist):
        loans.get(pk=key)


def test_a_partition_is_listed_in_the_order_of_its_range_key(loans):
    for day in (3, 1, 2):
        loans.create(reader="ann", since=START.replace(day=day), book_id=f"b{day}")
    assert [loan.book_id for loan in loans.filter(reader="ann").order_by("-since")] == ["b3", "b2", "b1"]
    assert [loan.book_id for loan in loans.filter(reader="ann", since__gte=START.replace(day=2))] == ["b2", "b3"]


def test_a_refreshed_object_that_is_gone_does_not_exist(book):
    BookRecord.fetch("b000").remove()
    with pytest.raises(type(book).DoesNotExist):
        book.refresh_from_db()
