"""People and one's own account for programs."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router, Schema
from pydantic import Field

from accounts import queries
from accounts.errors import ProfileMoved
from accounts.faces import User
from accounts.rows import PersonRow
from musicweb.api.answers import LIMIT_MAX, Cursor, Limit, PageOut, answers, page_of
from musicweb.api.bearer import caller
from musicweb.dynamo.errors import NotFound
from musicweb.templatetags.musicweb import absolute

router = Router()
Handle = Annotated[str, Field(max_length=100)]
ME = "me"


class UserBrief(Schema):
    handle: str
    name: str
    url: str


class UserOut(UserBrief):
    bio: str
    links: list[str]
    avatar_url: str
    following: bool = Field(description="Whether the caller follows them.")


class AccountOut(Schema):
    id: str
    email: str
    name: str
    roles: list[str]
    handle: str = Field(description="Of the profile; empty before there is one.")
    stored_bytes: int
    created_at: datetime


@router.get("/users", response=answers({200: PageOut[UserBrief]}, 400), url_name="api-users", tags=["users"])
def list_users(request: HttpRequest, cursor: Cursor = "", limit: Limit = LIMIT_MAX) -> Any:
    """The people whom the caller follows, by handle."""
    found = queries.followed(caller(request).pk, "person", after=cursor, limit=limit)
    items = [
        {"handle": one.handle, "name": one.name, "url": absolute(reverse("person", args=[one.handle]))} for one in found
    ]
    return page_of(found.next, items)


@router.get(
    "/users/{handle}", response=answers({200: UserOut, 308: None}, 404, 410), url_name="api-user", tags=["users"]
)
def read_user(request: HttpRequest, handle: Handle) -> Any:
    """A person's public profile. A handle that was given up redirects to the new one."""
    try:
        page = queries.profile_page(handle, caller(request))
    except ProfileMoved as moved:
        return HttpResponse(status=308, headers={"Location": absolute(f"/api/v1/users/{moved.to}")})
    person = PersonRow.of_profile(page.profile)
    return {
        "handle": person.handle,
        "name": person.name,
        "url": absolute(person.url),
        "bio": page.profile.bio,
        "links": [link.url for link in person.links],
        "avatar_url": absolute(person.avatar_300),
        "following": page.following,
    }


@router.get("/accounts", response=answers({200: PageOut[AccountOut]}), url_name="api-accounts", tags=["accounts"])
def list_accounts(request: HttpRequest) -> Any:
    """The accounts that the caller may see: their own."""
    return {"items": [_own(caller(request))], "next": None}


@router.get(
    "/accounts/{account_id}", response=answers({200: AccountOut}, 404), url_name="api-account", tags=["accounts"]
)
def read_account(request: HttpRequest, account_id: Annotated[str, Field(max_length=100)]) -> Any:
    """The caller's account, by its id or as “me”."""
    if account_id not in (ME, caller(request).pk):
        raise NotFound(account_id)
    return _own(caller(request))


def _own(user: User) -> dict[str, Any]:
    known = queries.get_user(user.pk)
    return {
        "id": known.id,
        "email": known.email,
        "name": known.name,
        "roles": user.roles,
        "handle": known.handle or "",
        "stored_bytes": queries.stored_bytes(known.id),
        "created_at": known.created_at,
    }
