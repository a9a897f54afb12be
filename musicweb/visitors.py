"""What a request says of where it comes from. CloudFront writes these headers itself, whatever a browser sends."""

import re
from ipaddress import ip_address, ip_network

from django.http import HttpRequest

IPV6_PREFIX = 64  # what one household or one rented machine has to itself


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
