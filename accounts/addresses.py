"""Where a browser may be sent after signing in: a path of this site, nowhere else."""

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme


def is_local(address: str) -> bool:
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def local_address(address: str | None) -> str:
    """The address, or the home page instead of a missing or foreign one."""
    return address if address and is_local(address) else str(settings.LOGIN_REDIRECT_URL)
