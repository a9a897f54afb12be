"""The announcement that every page shows, and the switch that makes the site read-only for maintenance."""

import hashlib
from datetime import datetime
from typing import Any

from catalog.queries import SiteState, site_state
from catalog.services import set_site_state
from musicweb.dynamo.audit import SITE, AuditRecord


def announce(*, text: str, level: str, until: datetime | None, by: Any) -> SiteState:
    """Show a text on every page until a moment, or take it away with "". Noted in the audit."""
    number = hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""
    return _set("announce", by, announcement=text, announcement_id=number, level=level, until=until)


def set_read_only(on: bool, *, by: Any) -> SiteState:
    """From now on (within 15 seconds everywhere) nothing is written by pages, or again. Noted in the audit."""
    return _set("read-only" if on else "read-write", by, read_only=on)


def _set(what: str, by: Any, **changes: Any) -> SiteState:
    before = site_state()
    after = before._replace(**changes)
    AuditRecord.append(subject=SITE, what=what, by=by, title=SITE, before=_plain(before), after=_plain(after))
    set_site_state(after)
    return after


def _plain(state: SiteState) -> dict[str, Any]:
    return {**state._asdict(), "until": state.until.isoformat() if state.until else None}
