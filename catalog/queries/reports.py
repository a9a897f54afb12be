"""Reading what was reported."""

from catalog.models import Case, Report
from musicweb.dynamo.batch import Want, get_together
from musicweb.dynamo.table import Page

REPORTS_SHOWN = 50


def subject_of(kind: str, item_id: str) -> str:
    return f"{kind}:{item_id}"


def find_case(subject: str) -> Case | None:
    """What is known of a reported item. One strong get."""
    (case,) = get_together([Want(Case, subject, fresh=True)])
    return case if isinstance(case, Case) else None


def reports_of(subject: str, *, limit: int = REPORTS_SHOWN, after: str | None = None) -> Page[Report]:
    """Everything that was reported of an item, newest first, strongly: one Query."""
    return Report.page(None, subject, limit=limit, after=after, newest_first=True, fresh=True)


def open_cases(*, limit: int) -> Page[Case]:
    """What waits for a decision, newest report first: one Query."""
    return Case.page(Case.by_state, "open", limit=limit, newest_first=True)
