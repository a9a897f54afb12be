"""Answers that several views give: a part of the page to htmx, else the way back."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from catalog.errors import Refused

STATUS = {
    "song_unknown": HTTPStatus.NOT_FOUND,
    "song_gone": HTTPStatus.GONE,
    "nowhere": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too_late": HTTPStatus.GONE,
}


def wants_part(request: HttpRequest) -> bool:
    """Asked by a part of the page and not by a boosted link or form, which expects a page."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def way_back(request: HttpRequest, otherwise: str) -> str:
    """A path of this site: `next`, or the page the form was on."""
    path = (request.POST.get("next") or request.headers.get("Referer", "")).removeprefix(settings.SITE_URL)
    safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe else otherwise


def status_of(refused: Refused) -> int:
    """409 where what is stored stands against it."""
    return STATUS.get(refused.code, HTTPStatus.CONFLICT)
