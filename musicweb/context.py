"""What every template knows: the site's name and address. Reads neither session nor database."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_info

from . import preferences


def site(request: HttpRequest | None) -> dict[str, Any]:
    """`theme` is "" where the device decides. `languages` are those one can switch to: the present one is left out."""
    current = get_language()
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + request.path if request else settings.SITE_URL,
        "language": current,
        "theme": preferences.theme_of(request),
        "registration": settings.REGISTRATION,
        "languages": [get_language_info(code) for code, _ in settings.LANGUAGES if code != current],
    }
