"""Language and look of a browser, each in a cookie: pages need no read and no script to know them.

Pages vary by these cookies (and by that of a dismissed announcement), and stay cacheable for strangers who have no others. A script that
applied the look would be later than the first paint; a style in the page is refused by its policy.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

THEME_COOKIE = "theme"
THEMES = ("light", "dark")
COOKIES = {settings.LANGUAGE_COOKIE_NAME, THEME_COOKIE, settings.DISMISSED_COOKIE_NAME}
YEAR_SECONDS = 365 * 86400


def theme_of(request: HttpRequest | None) -> str:
    """ "" where the device decides."""
    said = request.COOKIES.get(THEME_COOKIE, "") if request else ""
    return said if said in THEMES else ""


def apply(response: HttpResponse, *, language: str | None = None, theme: str | None = None) -> None:
    """None leaves a cookie as it is; of what the user left open, `language` "" too. `theme` "" takes its cookie away."""
    if language in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, str(language))
    if theme in THEMES:
        _keep(response, THEME_COOKIE, theme)
    elif theme is not None:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR_SECONDS, secure=settings.SITE_HTTPS, samesite="Lax")
