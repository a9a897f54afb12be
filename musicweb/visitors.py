"""What a request says of where it comes from. CloudFront writes these headers itself, whatever a browser sends."""

import hashlib
import hmac
import re
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64  # what one household or one rented machine has to itself
VISITOR_LENGTH = 32  # characters


def network_of(request: HttpRequest) -> str:
    """The address that asks, for rate limits: IPv4 whole, of IPv6 the first 64 bits; "" if there is none.

    CloudFront says "address:port". Without it (a developer's machine) it is the connection's own end.
    """
    said = request.headers.get("CloudFront-Viewer-Address", "").rpartition(":")[0]
    try:
        address = ip_address((said or request.META.get("REMOTE_ADDR", "")).strip("[]"))
    except ValueError:
        return ""
    return str(address if address.version == 4 else ip_network((address, IPV6_PREFIX), strict=False))


def country_of(request: HttpRequest) -> str:
    """The two letters of the country by CloudFront's header, "" where that is unknown."""
    said = request.headers.get("CloudFront-Viewer-Country", "").upper()
    return said if re.fullmatch(r"[A-Z]{2}", said) else ""


def visitor_of(request: HttpRequest) -> str:
    """A hash of network and browser that is another one tomorrow (UTC), so that nobody is followed over days.

    The salt is of the day and the SECRET_KEY and is stored nowhere.
    """
    salt = hmac.digest(settings.SECRET_KEY.encode(), f"visitors of {datetime.now(UTC):%Y-%m-%d}".encode(), "sha256")
    facts = f"{network_of(request)}\n{request.headers.get('User-Agent', '')}"
    return hmac.new(salt, facts.encode(), hashlib.sha256).hexdigest()[:VISITOR_LENGTH]
