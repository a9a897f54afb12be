"""Who may keep an answer, and for how long: every Cache-Control of a page is one of these kinds.

Behind CloudFront (settings.DISTRIBUTION_ID) it keeps strangers' pages, and the worker invalidates what changes
(`stale_addresses` of the apps). Without it nobody does, so pages are asked for again each time. Browsers always ask: whatever
is hidden is hidden at the next look.
"""

from django.conf import settings

DAY_SECONDS = 86400
PAGE_SECONDS = 300  # how late an announcement shows: nothing else of these pages changes without being invalidated
LIST_SECONDS = 60  # pages with many people's things: too many addresses to invalidate them for each
OEMBED_SECONDS = 3600
WHILE_RENEWED_SECONDS = 30  # an old copy is served so long while CloudFront fetches a new one
FOR_EVERYBODY, ASKED_AGAIN = "public, max-age=0", "must-revalidate"
PRIVATE = "private, no-store"
NEVER = "no-store"
ANSWER = (
    "private, no-cache"  # the API's: kept by nobody but who asked, and then only to ask whether it still holds (ETag)
)
# What such a page depends on beside its address: infra/template.yaml has the same in CloudFront's key, with COOKIES.
VARY = ["Accept-Language", "Cookie", "HX-Request"]

# Pages that list things of many people, or are addressed by a query. All others show one thing, and say when it changes.
LISTS = {"home", "search", "tag", "tags", "playlist"}


def page(route: str = "") -> str:
    """Of a page that is the same for every stranger."""
    if not settings.DISTRIBUTION_ID:
        return f"{FOR_EVERYBODY}, {ASKED_AGAIN}"
    seconds = LIST_SECONDS if route in LISTS else PAGE_SECONDS
    return (
        f"{FOR_EVERYBODY}, s-maxage={seconds}, "
        f"stale-while-revalidate={WHILE_RENEWED_SECONDS}, stale-if-error={DAY_SECONDS}"
    )


def granted(seconds: int) -> str:
    """Of a redirect to a file that whoever asked may read for a while."""
    return f"private, max-age={seconds}"


def described() -> str:
    """Of what sites keep that ask about a link."""
    return f"public, max-age={OEMBED_SECONDS}"
