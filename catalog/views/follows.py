"""The button that follows an artist."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts import services as people
from accounts.decorators import signed_in
from accounts.views.follows import answer
from catalog import queries
from catalog.errors import Moved
from catalog.services.following import newest_news
from musicweb.answers import see_other


@require_POST
@signed_in
def follow_artist(request: HttpRequest, handle: str) -> HttpResponse:
    """Follow (`following=1`) or not any more (`following=0`), which always works. 404 and 410 as the artist's page."""
    follower_id, target = getattr(request.user, "id", ""), f"artist:{handle}"
    wanted = request.POST.get("following") == "1"
    if wanted:
        try:
            artist = queries.visible_artist(handle, request.user)
        except Moved as moved:
            return see_other("artist", moved.to)
        people.follow(
            follower_id=follower_id,
            target=target,
            target_id=artist.id,
            name=artist.name,
            news=newest_news(artist.id),
        )
    else:
        people.unfollow(follower_id=follower_id, target=target)
    return answer(request, target, following=wanted, otherwise=reverse("account-following"))
