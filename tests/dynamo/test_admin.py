import re
from html import unescape

import pytest
from django.contrib.admin.models import CHANGE
from django.contrib.admin.utils import quote
from django.urls import reverse

from musicweb.dynamo.capacity import measured
from musicweb.dynamo.history import LogRecord

from .conftest import START, store_books
from .library.tables import BookRecord, LoanRecord

pytestmark = pytest.mark.usefixtures("library")
LIST = "/admin/library/book/"
FORM = {"title": "New title", "genre": "novel", "pages": "7", "shelf": ""}


def titles(response):
    assert response.status_code == 200
    return re.findall(r"field-heading[^>]*>(?:<a[^>]*>)?([^<]+)", response.content.decode())


def link(response, number):
    """The address of another page, as the page links it."""
    found = re.search(rf'href="(\?[^"]*p=[^"]*)"[^>]*>{number}<', response.content.decode())
    return LIST + unescape(found[1]) if found else None


def messages(response):
    return [str(message) for message in response.context["messages"]]


def change(book_id="b000"):
    return reverse("admin:library_book_change", args=[book_id])


def seen_version(response):
    return re.search(r'name="seen_version" value="(\d+)"', response.content.decode())[1]


# ---- the list ----
def test_pages_are_reached_by_key_forth_and_back(admin_client):
    store_books(25)
    first = admin_client.get(LIST)
    assert "10+ books" in first.content.decode()
    second = admin_client.get(link(first, 2))
    third = admin_client.get(link(second, 3))
    assert [len(titles(page)) for page in (first, second, third)] == [10, 10, 5]
    assert titles(first)[0] == "Title 024"
    assert len({*titles(first), *titles(second), *titles(third)}) == 25
    assert "25 books" in third.content.decode()
    assert titles(admin_client.get(link(third, 2))) == titles(second)
    assert titles(admin_client.get(link(second, 1))) == titles(first)
    assert link(third, 4) is None


@pytest.mark.parametrize("query", ["", "?q=title+01", "?genre__exact=poems", "?lent__exact=0", "?o=1", "?o=-1"])
def test_a_list_costs_four_requests_at_most(admin_client, query):
    store_books(40)
    with measured() as spent:
        response = admin_client.get(LIST + query)
    assert len(titles(response)) == 10
    assert spent.requests <= 4
    assert not {call.operation for call in spent.calls} & {"Scan"}


def test_search_is_by_the_start_of_the_title_in_any_case(admin_client):
    store_books(12)
    assert titles(admin_client.get(LIST + "?q=TITLE+01")) == ["Title 010", "Title 011"]
    assert titles(admin_client.get(LIST + "?q=010")) == []


def test_filters_go_through_indexes_and_what_the_model_allows(admin_client):
    store_books(9)
    BookRecord.fetch("b006").change(BookRecord.lent.set(True))
    assert titles(admin_client.get(LIST + "?genre__exact=poems")) == ["Title 006", "Title 003", "Title 000"]
    assert titles(admin_client.get(LIST + "?genre__exact=poems&lent__exact=1")) == ["Title 006"]
    assert titles(admin_client.get(LIST + "?lent__exact=1&q=title")) == ["Title 006"]
    day = "added_at__gte=2026-01-01+02:00:00%2B00:00&added_at__lt=2026-01-01+04:00:00%2B00:00"
    assert titles(admin_client.get(f"{LIST}?{day}")) == ["Title 003", "Title 002"]


def test_sorting_is_by_what_an_index_is_sorted_by(admin_client):
    store_books(3)
    assert titles(admin_client.get(LIST + "?o=1")) == ["Title 000", "Title 001", "Title 002"]
    assert titles(admin_client.get(LIST + "?o=-1")) == ["Title 002", "Title 001", "Title 000"]
    page = admin_client.get(LIST).content.decode()
    assert "sortable column-heading" in page
    assert "sortable column-lent" not in page


@pytest.mark.parametrize(
    "query",
    ["?title__regex=x", "?o=1&genre__exact=novel", "?p=x", "?p=2~forged", "?p=2~aforged", "?added_at__gte=soon"],
)
def test_what_no_index_answers_shows_the_plain_list_and_says_why(admin_client, query):
    store_books(2)
    response = admin_client.get(LIST + query, follow=True)
    if response.status_code == 400:
        return  # Django itself refuses lookups a list does not offer
    assert titles(response) == ["Title 001", "Title 000"]
    assert "cannot be shown that way" in messages(response)[0]


# ---- forms ----
def test_adding_stores_an_item_and_notes_it(admin_client, admin_user):
    assert admin_client.get(LIST + "add/").status_code == 200
    response = admin_client.post(LIST + "add/", FORM)
    assert response.status_code == 302
    (row,) = BookRecord.page(BookRecord.by_title, "book", limit=2)
    assert (row.title, row.title_key) == ("New title", "new title")
    assert [entry.actor for entry in LogRecord.newest_by(admin_user.pk, limit=9)] == ["admin"]


def test_changing_writes_and_notes_what_changed(admin_client):
    store_books(1)
    page = admin_client.get(change())
    response = admin_client.post(change(), {**FORM, "seen_version": seen_version(page)})
    assert response.status_code == 302
    assert (BookRecord.fetch("b000").title, BookRecord.fetch("b000").pages) == ("New title", 7)
    history = admin_client.get(reverse("admin:library_book_history", args=["b000"])).content.decode()
    assert "Changed Title, Genre and Pages." in history
    assert "ada@example.com" in history


def test_a_stale_form_is_refused_and_keeps_what_was_typed(admin_client):
    store_books(1)
    page = admin_client.get(change())
    BookRecord.fetch("b000").change(BookRecord.pages.set(99))
    response = admin_client.post(change(), {**FORM, "seen_version": seen_version(page)})
    content = response.content.decode()
    assert "Somebody else changed this" in content
    assert 'value="New title"' in content
    assert BookRecord.fetch("b000").title == "Title 000"


def test_saving_a_refused_form_again_keeps_ones_own(admin_client):
    store_books(1)
    page = admin_client.get(change())
    BookRecord.fetch("b000").change(BookRecord.pages.set(99))
    refused = admin_client.post(change(), {**FORM, "seen_version": seen_version(page)})
    admin_client.post(change(), {**FORM, "seen_version": seen_version(refused)})
    assert BookRecord.fetch("b000").title == "New title"


def test_a_conflict_at_the_last_moment_saves_nothing_and_says_so(admin_client, monkeypatch):
    store_books(1)
    from .library.models import Book

    save = Book.save

    def somebody_is_faster(self, **options):
        BookRecord.fetch("b000").change(BookRecord.pages.set(99))
        save(self, **options)

    monkeypatch.setattr(Book, "save", somebody_is_faster)
    response = admin_client.post(change(), FORM, follow=True)
    assert "Nothing was saved" in messages(response)[0]
    assert BookRecord.fetch("b000").title == "Title 000"


def test_errors_of_a_form_are_shown_in_it(admin_client):
    store_books(1)
    response = admin_client.post(change(), {**FORM, "title": "", "genre": "none"})
    assert b"This field is required" in response.content
    assert b"not one of the available choices" in response.content


def test_an_item_that_is_not_there_is_said_to_be_gone(admin_client):
    response = admin_client.get(change("nowhere"), follow=True)
    assert "doesn’t exist" in messages(response)[0]


def test_deleting_asks_and_deletes(admin_client):
    store_books(1)
    address = reverse("admin:library_book_delete", args=["b000"])
    assert b"Are you sure" in admin_client.get(address).content
    assert admin_client.post(address, {"post": "yes"}).status_code == 302
    assert BookRecord.page(BookRecord.by_title, "book", limit=1).rows == []


def test_an_item_with_a_composite_key_has_a_form_and_a_history(admin_client):
    from .library.models import Loan

    loan = Loan.objects.create(reader="ann/b", since=START, book_id="b1")
    address = reverse("admin:library_loan_change", args=[quote(loan.pk)])
    assert b'value="b1"' in admin_client.get(address).content
    assert admin_client.post(address, {"book_id": "b2", "note": "late"}).status_code == 302
    assert LoanRecord.fetch("ann/b", START).book_id == "b2"
    history = admin_client.get(reverse("admin:library_loan_history", args=[quote(loan.pk)]))
    assert b"Changed Book id and Note." in history.content


# ---- actions and what happened ----
def test_an_action_holds_for_the_rows_that_were_ticked(admin_client):
    store_books(3, lent=True)
    ticked = {"action": "shelve", "_selected_action": ["b000", "b002"], "index": 0, "select_across": 1}
    assert admin_client.post(LIST, ticked).status_code == 302
    assert [BookRecord.fetch(key).lent for key in ("b000", "b001", "b002")] == [False, True, False]
    assert [row.message for row in LogRecord.newest_of(_book("b002"), limit=3)] == ["Shelved."]


def test_several_are_deleted_after_a_question(admin_client):
    store_books(3)
    ticked = {"action": "delete_selected", "_selected_action": ["b000", "b002"]}
    assert b"Are you sure" in admin_client.post(LIST, ticked).content
    response = admin_client.post(LIST, {**ticked, "post": "yes"}, follow=True)
    assert messages(response) == ["Successfully deleted 2 books."]
    assert titles(response) == ["Title 001"]


def test_recent_actions_are_ones_own_newest_first(admin_client, admin_user):
    store_books(1)
    admin_client.post(change(), FORM)
    admin_client.post(reverse("admin:library_book_delete", args=["b000"]), {"post": "yes"})
    LogRecord.write(type(admin_user)(id="other", email="x@example.com"), [_book("b9")], CHANGE, "Somebody else's.")
    page = admin_client.get("/admin/").content.decode()
    assert page.index("deletelink") < page.index('changelink">\n')
    assert f'href="{change()}"' in page


def test_the_history_shows_a_hundred_rows_a_page(admin_client, admin_user):
    store_books(1)
    book = _book("b000")
    for number in range(102):
        LogRecord.write(admin_user, [book], CHANGE, f"Change {number:03}.")
    address = reverse("admin:library_book_history", args=["b000"])
    first, second = admin_client.get(address), admin_client.get(address + "?p=2")
    assert first.content.decode().count("Change 0") + first.content.decode().count("Change 1") == 100
    assert b"Change 001." in second.content
    assert b"Change 002." not in second.content
    assert b"Change 101." in admin_client.get(address + "?p=nonsense").content


def _book(key):
    from .library.models import Book

    return Book(id=key, title=key)
