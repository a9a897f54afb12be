"""Small words for every template; built in, so nothing needs to be loaded."""

from collections.abc import Collection
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.middleware.csrf import get_token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def duration(ms: int | None) -> str:
    """Milliseconds as m:ss or h:mm:ss, rounded down as players do; nothing for an unknown duration."""
    if ms is None:
        return ""
    minutes, seconds = divmod(int(ms) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@register.filter
def iso_duration(ms: int | None) -> str:
    """Milliseconds as ISO 8601, for the `datetime` of a `<time>`."""
    return "" if ms is None else f"PT{int(ms) // 1000}S"


@register.filter
def absolute(path: str) -> str:
    """A path of this site with its origin; an address that has one stays."""
    return settings.SITE_URL + path if path.startswith("/") else path


@register.filter
def bare_address(address: str) -> str:
    """A link as people write it: “example.com/me”."""
    return address.partition("://")[2].removeprefix("www.").rstrip("/")


@register.filter
def liked_among(row: Any, liked: Collection[str] | bool | None) -> bool:
    """Whether the song `row` is liked: `liked` is a set of ids, or the answer itself."""
    return liked if isinstance(liked, bool) else row.id in (liked or ())


@register.simple_tag(takes_context=True)
def token_for_list(context: Context) -> str:
    """One token for all forms of a list (each `csrf_token` is drawn anew), also where `only` has lost it.

    Nothing for strangers: their pages have no forms that need one, and no cookie.
    """
    request, user = context.get("request"), context.get("user")
    return get_token(request) if request and getattr(user, "is_authenticated", False) else ""


@register.simple_tag
def song_data(row: Any, url: str) -> SafeString:
    """The attributes by which static/js/queue.js knows a song. One tag, for a page has fifty of them."""
    return format_html(
        'data-song data-song-id="{}" data-src="{}" data-src-opus="{}" data-title="{}" data-artist="{}"'
        ' data-release="{}" data-cover="{}" data-url="{}" data-artist-url="{}" data-duration-ms="{}"'
        ' data-loudness-lufs="{}" data-true-peak-dbtp="{}"',
        row.id,
        row.aac_url,
        row.opus_url,
        row.title,
        row.artist_name,
        row.release_title or "",
        row.cover_url_300,
        url,
        row.artist_url,
        _figure(row.duration_ms),
        _figure(row.loudness_lufs),
        _figure(row.true_peak_dbtp),
    )


@register.simple_tag
def json_ld(terms: dict[str, Any]) -> SafeString:
    """schema.org's terms in a data block: no script, so the CSP lets it be."""
    return SafeString(json_script(terms).replace("application/json", "application/ld+json", 1))


@register.simple_tag
def small_cover(row: Any) -> SafeString:
    """components/cover.html at 96 pixels, for rows: a page has fifty of them."""
    ground = format_html(
        '<svg viewBox="0 0 1 1" aria-hidden="true"><rect width="1" height="1" fill="{}"/></svg>',
        row.cover_ground,
    )
    image = row.cover_rev and format_html(
        '<img src="{}" alt="" width="96" height="96" loading="lazy" decoding="async">', row.cover_url_96
    )
    return format_html('<span class="cover">{}{}</span>', ground, image or "")


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A symbol of static/img/icons.svg, without a name of its own: the element around it has one."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static("img/icons.svg"), name)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The present query string with `changes`; a None or empty value takes its parameter away."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        parameters.pop(name, None)
        if value not in (None, ""):
            parameters[name] = value
    return f"?{parameters.urlencode()}"


@register.simple_tag(takes_context=True)
def cursor_links(context: Context, page: Any, param: str) -> dict[str, str]:
    """Addresses of a listing's `first` page (when not on it) and its `next` (when there is one)."""
    first = query(context, **{param: None}) if context["request"].GET.get(param) else ""
    return {"first": first, "next": query(context, **{param: page.next}) if page.next else ""}


@register.simple_tag(takes_context=True)
def current(context: Context, *names: str) -> str:
    """`page` for `aria-current` when this page's route is one of `names` (or begins with a name and “-”)."""
    match = getattr(context.get("request"), "resolver_match", None)
    route = (match and match.url_name) or ""
    return "page" if any(route == name or route.startswith(f"{name}-") for name in names) else "false"


def _figure(number: float | None) -> str:
    """With a full stop in every language; nothing for what is unknown."""
    return "" if number is None else str(number)
