"""Answers that views of every app give: 303 after a write, a part of the page for htmx, the way back."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


class SeeOther(HttpResponseRedirect):
    """After a POST: the browser asks for the page with GET, so that reloading it repeats nothing."""

    status_code = 303


def see_other(to: str, *args: Any) -> SeeOther:
    """`to` is the name of a route with its `args`, or an address."""
    return SeeOther(resolve_url(to, *args))


def wants_part(request: HttpRequest) -> bool:
    """Asked by a part of the page itself and not by a boosted link or form, which expects a page."""
    return "HX-Request" in request.headers and "HX-Boosted" not in request.headers


def way_back(request: HttpRequest, otherwise: str) -> str:
    """A path of this site: `next`, or the page the form was on."""
    path = (request.POST.get("next") or request.headers.get("Referer", "")).removeprefix(settings.SITE_URL)
    return path if is_local(path) else otherwise


def local_address(address: str | None) -> str:
    """The address, or the home page instead of a missing or foreign one."""
    return address if address and is_local(address) else "/"


def is_local(address: str) -> bool:
    """A path of this site, and nothing that a browser would take for another one's."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
