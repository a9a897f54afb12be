"""Whom one follows: the list, and the button of a person's page."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import queries, services
from accounts.decorators import signed_in
from accounts.errors import ProfileMoved
from accounts.faces import User
from musicweb import fresh
from musicweb.answers import see_other, wants_part, way_back

KINDS = {"artists": "artist", "people": "person"}


@require_safe
@signed_in
def following(request: HttpRequest) -> HttpResponse:
    """The artists one follows or, with `list=people`, the people; by handle."""
    shown = request.GET.get("list") if request.GET.get("list") in KINDS else "artists"
    user = cast(User, request.user)
    page = queries.followed(user.pk, KINDS[str(shown)], after=request.GET.get("after"))
    return render(request, "accounts/following.html", {"page": page, "shown": shown})


@require_POST
@signed_in
def follow_person(request: HttpRequest, handle: str) -> HttpResponse:
    """Follow (`following=1`) or not any more (`following=0`), which always works."""
    user, wanted = cast(User, request.user), request.POST.get("following") == "1"
    if wanted:
        try:
            profile = queries.profile_page(handle, user).profile
        except ProfileMoved as moved:
            return see_other("person", moved.to)
        services.follow(
            follower_id=user.pk, target=f"person:{handle}", target_id=profile.id, name=profile.name or handle
        )
    else:
        services.unfollow(follower_id=user.pk, target=f"person:{handle}")
    return answer(request, f"person:{handle}", following=wanted, otherwise=reverse("account-following"))


def answer(request: HttpRequest, target: str, *, following: bool, otherwise: str) -> HttpResponse:
    """The button as it is now, or the page it was on."""
    fresh.remember(request, "follow", target)
    if not wants_part(request):
        return see_other(way_back(request, otherwise))
    kind, _, handle = target.partition(":")
    context = {"following": following, "action": request.path, "name": request.POST.get("name", handle), "kind": kind}
    return render(request, "accounts/_follow.html", context)
