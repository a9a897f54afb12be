"""A line for each request, one address for the site, clear pages for domain errors, and what caches may keep."""

import hashlib
import hmac
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.functional import LazyObject, empty
from django.utils.translation import gettext as _

from accounts.errors import DayReached, ProfileGone
from catalog.errors import Gone
from catalog.queries import site_state
from musicweb.aws.errors import Unavailable as AwsUnavailable
from musicweb.dynamo.budget import budget
from musicweb.dynamo.errors import BadCursor, NotFound, Throttled, Unavailable

from . import caching, logs, preferences, problems, views

GetResponse = Callable[[HttpRequest], HttpResponse]
HEALTH = "/health/"


class RequestLog:
    """Names the request, measures it and logs it as one line (`musicweb.logs`); on a developer's machine it only names it.

    The outermost: what others answer early is logged, too. The name is in the answer's X-Request-Id, for readers to quote.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with logs.named(request.META.get("lambda.context")):
            response = self._logged(request) if settings.LOGS_JSON else self.get_response(request)
            response["X-Request-Id"] = logs.request_id()
            return response

    def _logged(self, request: HttpRequest) -> HttpResponse:
        with logs.line("request", method=request.method) as facts:
            response = self.get_response(request)
            match = request.resolver_match
            facts |= {"route": match.view_name if match else "", "status": response.status_code}
            if user_id := self._user_id(request):
                facts["user"] = logs.person(user_id)
            return response

    def _user_id(self, request: HttpRequest) -> str:
        """Of whom the request turned out to be; nothing is read to find out."""
        user = getattr(request, "auth", None) or getattr(request, "user", None)
        if isinstance(user, LazyObject):
            user = None if user._wrapped is empty else user._wrapped
        return str(getattr(user, "pk", None) or "")


class FromTheEdge:
    """Refuses what comes past CloudFront, where settings say by which key it is known.

    The gateway asks for the same key (`api_key_required`) and stops such calls before they cost anything; this holds
    where a gateway was deployed without.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.ORIGIN_KEY_HASHES or self._is_known(request.headers.get("X-Api-Key", "")):
            return self.get_response(request)
        return problems.problem(403, "not_here", f"This site is at {settings.SITE_URL}.")

    def _is_known(self, key: str) -> bool:
        given = hashlib.sha256(key.encode()).hexdigest()
        return any(hmac.compare_digest(given, known) for known in settings.ORIGIN_KEY_HASHES)


class OneAddress:
    """Sends a request for another spelling of the address (localhost, another port) to SITE_URL.

    It runs before anything sets a cookie: cookies of two spellings would be two sessions. Names that
    the operator added to ALLOWED_HOSTS pass, and so does the gateway's own, by which CloudFront asks:
    from here on it is the site's. A request without a Host header passes too; ALLOWED_HOSTS judges it later.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_ours(request.META.get("HTTP_HOST")):
            return self.get_response(request)
        if request.path == HEALTH or self._is_the_gateway_s(request.META["HTTP_HOST"]):  # asked by address, not by name
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
            return self.get_response(request)
        if request.method in ("GET", "HEAD"):
            response: HttpResponse = HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
        else:
            response = HttpResponseBadRequest(
                _("This site is at %(address)s.") % {"address": settings.SITE_URL} + "\n", content_type="text/plain"
            )
        response["Cache-Control"] = caching.NEVER
        return response

    def _is_ours(self, host: str | None) -> bool:
        site = urlsplit(settings.SITE_URL)
        if host is None or host.lower() == site.netloc:
            return True
        return _without_port(host) != site.hostname and _without_port(host) in settings.ALLOWED_HOSTS

    def _is_the_gateway_s(self, host: str) -> bool:
        return _without_port(host).endswith(settings.GATEWAY_HOSTS)


def _without_port(host: str) -> str:
    return (host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host).lower()


class RetryBudget:
    """A page tries AWS again for less than two seconds in all, then says that it is busy (`ClearErrors`)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with budget():
            return self.get_response(request)


class OnlyServed:
    """Of settings.SERVES: a function for programs shows no pages, and one for pages has no API."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == HEALTH or self._part_of(request) in settings.SERVES:
            return self.get_response(request)
        return problems.not_found()

    def _part_of(self, request: HttpRequest) -> str:
        return "api" if problems.wanted(request) else "pages"


class CacheControl:
    """Pages of somebody known are kept by nobody; of those for everybody `musicweb.caching` says how long."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.has_header("Cache-Control"):
            return response
        strangers = not request.COOKIES.keys() - preferences.COOKIES and not response.cookies
        if strangers and request.method in ("GET", "HEAD") and response.status_code == 200:
            response["Cache-Control"] = caching.page(getattr(request.resolver_match, "url_name", ""))
            patch_vary_headers(response, caching.VARY)
        else:
            response["Cache-Control"] = caching.PRIVATE
        return response


class ClearErrors:
    """Turns the domain's errors into whole pages with a way on.

    `Conflict` is the views' own: only they can say what was changed meanwhile.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        match exception:
            case NotFound():
                return views.not_found(request, exception)
            case Gone() | ProfileGone():
                return views.gone(request)
            case DayReached():
                return views.day_reached(request, exception)
            case BadCursor():
                return views.bad_cursor(request)
            case Throttled() | Unavailable() | AwsUnavailable():
                return views.unavailable(request)
        return None


class ReadOnly:
    """While the site is maintained, whatever would write is refused. What cannot wait for its end goes on."""

    GOES_ON = {"login", "logout", "openid_connect_callback", "signed-in-again", "plays"}  # plays only enter a queue

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """After the check of the token: what strangers' pages sent is not shown as typed here."""
        match = request.resolver_match
        if request.method in ("GET", "HEAD", "OPTIONS") or match is None:
            return None
        if match.namespace == "admin" or match.url_name in self.GOES_ON or not site_state().read_only:
            return None
        return views.read_only(request)
