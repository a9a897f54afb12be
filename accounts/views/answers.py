"""Answers that several views give: 303 after a write, back to where the form was, or a part for htmx."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


class SeeOther(HttpResponseRedirect):
    """After a POST: the browser asks for the page with GET, so that reloading it repeats nothing."""

    status_code = 303


def see_other(to: str, *args: object) -> SeeOther:
    """`to` is the name of a route with its `args`, or an address."""
    return SeeOther(resolve_url(to, *args))


def wants_part(request: HttpRequest) -> bool:
    """Asked by a button itself and not by a boosted form, which expects a page."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def way_back(request: HttpRequest, otherwise: str) -> str:
    """A path of this site: `next`, or the page the form was on."""
    path = (request.POST.get("next") or request.headers.get("Referer", "")).removeprefix(settings.SITE_URL)
    safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe else otherwise
