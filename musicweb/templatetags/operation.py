"""What the site says of itself, for the page that every page extends."""

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context

from catalog.queries import known_state, site_state

register = template.Library()


@register.inclusion_tag("components/site_bar.html", takes_context=True)
def site_bar(context: Context) -> dict[str, Any]:
    """What the site says of itself, above everything. Pages without a request say that something is broken: no read."""
    request = context.get("request")
    state = site_state() if request else known_state()
    dismissed = request.COOKIES.get(settings.DISMISSED_COOKIE_NAME) if request else None
    shown = state.is_announced and dismissed != state.announcement_id
    return {"state": state, "announced": shown, "here": request.get_full_path() if request else "/"}
