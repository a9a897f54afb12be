"""What the whole site says of itself: an announcement, and whether it only reads for now.

It lies in the notice that pages read anyway (`queries.hidden`): they bring it along for nothing, and it is
kept for KEPT_SECONDS in the process. A page that reads no notice asks for it when none is kept: one get.
"""

import logging
import time
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from catalog.models import Notice
from musicweb.dynamo.errors import DynamoError, NotFound

logger = logging.getLogger(__name__)
KEPT_SECONDS = 15  # how long another process may not know of a change
NAME = "recently_hidden"


class SiteState(NamedTuple):
    announcement: str = ""
    announcement_id: str = ""  # another one for another text: who dismissed one sees the next
    level: str = "info"
    until: datetime | None = None
    read_only: bool = False

    @property
    def is_announced(self) -> bool:
        return bool(self.announcement) and (self.until is None or timezone.now() < self.until)


class _Known(NamedTuple):
    state: SiteState = SiteState()
    until: float = 0  # a monotonic second


_known = _Known()


def take_notice(notice: Notice | None) -> SiteState:
    """What this notice says, for everybody in this process from now on."""
    global _known
    state = SiteState()
    if notice is not None:
        state = SiteState(
            announcement=notice.announcement or "",
            announcement_id=notice.announcement_id or "",
            level=notice.level or "info",
            until=notice.until,
            read_only=bool(notice.read_only),
        )
    _known = _Known(state, time.monotonic() + KEPT_SECONDS)
    return state


def site_state() -> SiteState:
    """At most KEPT_SECONDS old: nothing or one strong get. While DynamoDB does not answer, what was known last."""
    if time.monotonic() < _known.until:
        return _known.state
    try:
        return take_notice(Notice.fetch(NAME))
    except NotFound:
        return take_notice(None)
    except DynamoError:  # a page without the bar, or a write that is tried, is better than neither
        logger.warning("the state of the site could not be read", exc_info=True)
        return _known.state


def known_state() -> SiteState:
    """What was known last, without asking: for pages that say that something is broken."""
    return _known.state
