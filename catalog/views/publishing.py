"""Publishing, unpublishing and deleting releases and songs. Deleting asks first."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import may
from catalog import queries, services
from catalog.errors import Refused
from catalog.views.answers import for_its_owner, note_edit
from catalog.views.refusals import words_of
from musicweb import fresh
from musicweb.answers import see_other
from musicweb.dynamo.errors import Conflict

asks_first = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
@may("catalog.upload")
def release_publication(request: HttpRequest, release_id: str) -> HttpResponse:
    """`action` is “publish” or “unpublish”; either may be repeated."""
    release = queries.own_release(release_id, request.user)
    act = services.publish_release if _publishes(request) else services.unpublish_release
    for_its_owner(request, release)
    if _act(request, lambda: act(release=release)):
        note_edit(request, release.title, reverse("studio-release", args=[release_id]))
    fresh.remember(request, "release", release_id)
    return see_other("studio-release", release_id)


@require_POST
@may("catalog.upload")
def song_publication(request: HttpRequest, song_id: str) -> HttpResponse:
    """`action` is “publish” or “unpublish”; either may be repeated."""
    song = queries.own_song(song_id, request.user)
    act = services.publish_song if _publishes(request) else services.unpublish_song
    for_its_owner(request, song)
    if _act(request, lambda: act(song=song)):
        note_edit(request, song.title, reverse("studio-song", args=[song_id]))
    fresh.remember(request, "song", song_id)
    return see_other("studio-release", song.release_id)


@asks_first
@may("catalog.upload")
def release_deletion(request: HttpRequest, release_id: str) -> HttpResponse:
    """Asks (GET), then removes the release with all its songs (POST)."""
    release = queries.own_release(release_id, request.user)
    if request.method == "POST":
        for_its_owner(request, release)
        services.remove_release(release=release)
        fresh.remember(request, "release", release_id)
        note_edit(request, release.title)
        messages.success(request, _("“%(title)s” was deleted.") % {"title": release.title})
        return see_other("studio-artist", release.artist_handle)
    context = {"name": release.title, "back": reverse("studio-release", args=[release_id])}
    context["consequences"] = _(
        "The release and all its songs disappear at once, for everybody, with the files you sent. "
        "Their addresses say that they are gone. This cannot be undone."
    )
    return render(request, "studio/deletion.html", context)


@asks_first
@may("catalog.upload")
def song_deletion(request: HttpRequest, song_id: str) -> HttpResponse:
    """Asks (GET), then removes the song (POST)."""
    song = queries.own_song(song_id, request.user)
    if request.method == "POST":
        for_its_owner(request, song)
        services.remove_song(song=song)
        fresh.remember(request, "song", song_id)
        note_edit(request, song.title)
        messages.success(request, _("“%(title)s” was deleted.") % {"title": song.title})
        return see_other("studio-release", song.release_id)
    context = {"name": song.title, "back": reverse("studio-song", args=[song_id])}
    context["consequences"] = _(
        "The song disappears at once, for everybody, with the file you sent. Its address says that it is gone. "
        "This cannot be undone."
    )
    return render(request, "studio/deletion.html", context)


def _publishes(request: HttpRequest) -> bool:
    action = request.POST.get("action")
    if action not in ("publish", "unpublish"):
        raise BadRequest("action is “publish” or “unpublish”")
    return action == "publish"


def _act(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Whether it was done. What stands in the way is said on the page that follows; nothing was typed that could be lost."""
    try:
        act()
    except Refused as refused:
        messages.error(request, words_of(refused))
    except Conflict:
        messages.error(request, _("It was changed at the same moment. Look at it and try again."))
    else:
        return True
    return False
