"""Shapes that every app's answers share: pages, problems, and what an operation may answer."""

from typing import Annotated, Any, Generic, TypeVar

from django.conf import settings
from ninja import Schema
from pydantic import Field

from musicweb.dynamo import limits

WRITES_A_MINUTE = 120  # of one user
LIMIT_MAX = settings.PAGE_ROWS
Item = TypeVar("Item")

Limit = Annotated[int, Field(ge=1, le=LIMIT_MAX, description="At most so many items.")]
Cursor = Annotated[
    str, Field(max_length=2000, description="`next` of the page before; without it the list begins.", default="")
]


class PageOut(Schema, Generic[Item]):
    """A part of a list. A page may hold fewer items than asked for, and none, while there is a next one."""

    items: list[Item]
    next: str | None = Field(None, description="The cursor of the following page; null on the last one.")


class Mistake(Schema):
    """What is wrong with one part of a request."""

    at: list[str | int] = Field(description="Where: query, path or body, then the names down to it.")
    message: str


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str = Field(description="A fixed word for programs.")
    detail: str = Field(description="What happened and what to do, in English.")
    errors: list[Mistake] | None = None


class TooOften(Exception):
    """More writes in a minute than a person makes."""


def answers(success: dict[int, Any], *failures: int) -> dict[int, Any]:
    """What an operation may answer: `success`, these `failures`, and those that any may meet."""
    common = {304: None} if 200 in success else {}
    return {**success, **common, **dict.fromkeys(sorted({*failures, 401, 403, 422, 503}), Problem)}


def page_of(following: str | None, items: list[Any]) -> dict[str, Any]:
    """`following` is the cursor of the next page, None on the last one."""
    return {"items": items, "next": following}


def count_write(user_id: str) -> None:
    """One write unit. Raises TooOften."""
    if not limits.allow(f"api:{user_id}", limit=WRITES_A_MINUTE, window_seconds=60):
        raise TooOften
