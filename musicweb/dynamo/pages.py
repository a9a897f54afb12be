"""What the admin's templates want to know of pages that have keys instead of numbers."""

from collections.abc import Iterator

from django.core.paginator import Paginator

from .query import KeyPage


class AtLeast(int):
    """A number of results that is known only to be exceeded."""

    def __str__(self) -> str:
        return f"{int(self)}+"


class KeyPages:
    """The pages one can reach by key from this one: first, previous, next."""

    ELLIPSIS = Paginator.ELLIPSIS
    num_pages = None  # nobody counted

    def __init__(self, page: KeyPage) -> None:
        self.page = page

    def get_elided_page_range(self, number: int) -> Iterator[int | str]:
        if number > 2:
            yield 1
        if number > 3:
            yield str(self.ELLIPSIS)
        if number == 2 or (number > 2 and self.page.previous):
            yield number - 1
        yield number
        if self.page.next:
            yield number + 1
