"""An artist's releases as an Atom feed (RFC 4287)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import queries
from catalog.errors import Moved
from catalog.links import artist_url
from musicweb.templatetags.musicweb import absolute


@require_safe
def artist_feed(request: HttpRequest, handle: str) -> HttpResponse:
    """New releases of one artist, newest first."""
    try:
        artist, releases = queries.artist_feed(handle)
    except Moved as moved:
        return redirect("artist-feed", moved.to, permanent=True)
    feed = Atom1Feed(
        title=artist.name,
        link=absolute(artist_url(artist.handle)),
        description=_("New releases of %(artist)s") % {"artist": artist.name},
        language=get_language(),
        feed_url=absolute(request.path),
        author_name=artist.name,
    )
    for release in releases:
        address = absolute(release.url)
        feed.add_item(
            title=release.title,
            link=address,
            unique_id=absolute(f"/releases/{release.id}"),  # stays when the title, and with it the address, changes
            description=_("“%(title)s” by %(artist)s") % {"title": release.title, "artist": artist.name},
            pubdate=release.published_at,
            updateddate=release.published_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
