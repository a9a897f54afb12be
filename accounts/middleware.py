"""`request.user`, made of what the session says."""

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from . import identity, sessions
from .errors import CognitoUnavailable
from .faces import User


class IdentityMiddleware(AuthenticationMiddleware):
    """Who is asking, known when first asked for: the session's item is the only read.

    Without a session cookie nothing is read, and nothing varies by cookie.
    """

    def process_request(self, request: HttpRequest) -> None:
        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment]


def _user(request: HttpRequest) -> User | AnonymousUser:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return AnonymousUser()
    try:
        request.session = sessions.current(request.session)  # type: ignore[arg-type]
    except CognitoUnavailable:
        request.user = AnonymousUser()  # so that the error page can be drawn
        raise
    found = identity.read(request.session)
    if found is not None:
        return User.from_identity(found)
    if SESSION_KEY in request.session:
        return get_user(request)
    return AnonymousUser()
