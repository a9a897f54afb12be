"""Where the player says what was listened to."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from musicweb.visitors import visitor_of
from playlists import services
from playlists.forms import PlayForm


@csrf_exempt
@require_POST
def plays(request: HttpRequest) -> HttpResponse:
    """Queue a play: 204 once it is kept, 422 for nonsense, 403 when another site sends it.

    Neither the session nor DynamoDB is read. Pages for everybody have no CSRF token, so the Origin, which
    browsers add to every POST and no script can change, says that it is ours.
    """
    if request.headers.get("Origin") != settings.SITE_URL:
        return JsonResponse({"error": "Plays are sent by this site's own pages."}, status=HTTPStatus.FORBIDDEN)
    form = PlayForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    services.record_play(**form.cleaned_data, visitor=visitor_of(request), session_key=session_key)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
