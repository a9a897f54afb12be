"""The name of a browser, from what it says of itself."""

from django.utils.translation import gettext as _


def name_of(user_agent: str) -> str:
    """Like “Firefox on Linux”."""
    from ua_parser import parse  # takes long to load, and only the lists of devices and sign-ins ask

    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown browser")
