"""Reports, and the decision about what is reported: one at a time, and repeatable where it was interrupted.

`musicweb.moderation.services` carries decisions out; what happens to songs, artists, profiles… is not known here.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from pynamodb.expressions.update import Action

from catalog.models import DECIDED, DECIDING, OPEN, Case, Report
from catalog.queries.reports import find_case, subject_of
from musicweb.dynamo.errors import Conflict, NotFound
from musicweb.dynamo.retrying import again_on_conflict
from musicweb.dynamo.transaction import transact
from musicweb.ids import new_id

SIMILARITY = "similarity"  # the reason of a report by the site itself
FORGOTTEN_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A moderator's word about a case: what, why and by whom. `round` is that of the case that was looked at."""

    action: str
    why: str
    actor: str
    actor_name: str
    round: int
    before: dict[str, Any] = field(default_factory=dict)


def report(
    *,
    kind: str,
    id: str,
    title: str,
    owner_id: str = "",
    reason: str,
    text: str = "",
    mail: str = "",
    language: str = "en",
    token: str = "",
) -> Report:
    """Put an item before the moderators; its reports wait together. One get and one transaction of two writes.

    `kind` and `id` name the item (of an artist: the handle). With a `token`, which must sort as an id
    does, a repetition changes nothing: for reports that the site makes itself (`reason` SIMILARITY).
    """
    filed = Report(
        subject_of(kind, id), token or new_id(), reason=reason, text=text, mail=mail.lower() or None, language=language
    )
    item: dict[str, Any] = {"kind": kind, "item_id": id, "title": title or id, "owner_id": owner_id}
    return again_on_conflict(lambda: _file(filed, item))


def begin_decision(subject: str, decision: Decision) -> Case:
    """Write the decision before anything happens: from now on it is the only one, until `finish_decision`.

    The same decision again answers the case as it is: by the same moderator at once, by another once it
    counts as interrupted. Raises Conflict where another moderator was faster, NotFound.
    """
    case = Case.fetch(subject)
    if _is_interrupted(case, decision):
        return case
    case.change(
        Case.state.set(DECIDING),
        Case.action.set(decision.action),
        Case.why.set(decision.why),
        Case.actor.set(decision.actor),
        Case.actor_name.set(decision.actor_name),
        Case.decided_at.set(timezone.now()),
        Case.before.set(decision.before),
        condition=(Case.state == OPEN) & (Case.round == decision.round),
    )
    return case


def finish_decision(case: Case) -> None:
    """Everything has happened: the reports are answered (by the table's stream). Safe to repeat."""
    _leave(case, DECIDED, Case.round.add(1), Case.open_reports.set(0))


def abandon_decision(case: Case) -> None:
    """It could not be carried out, so nothing is decided yet. Safe to repeat."""
    _leave(case, OPEN, Case.action.remove(), Case.why.remove())


def mark_told(told: Report) -> None:
    """Who reported knows the outcome: the address is forgotten now, the rest of the report later."""
    told.change(
        Report.told_at.set(timezone.now()), Report.mail.remove(), Report.expires.set(_forgotten_at(timezone.now()))
    )


def forget_mail(mail: str) -> int:
    """Take an address out of every report that still holds it: who it belongs to leaves. Returns how many."""
    forgotten = 0
    while found := Report.page(Report.by_mail, mail.lower(), limit=FORGOTTEN_AT_ONCE).rows:
        before = forgotten
        for row in found:
            forgotten += _forget(row)
        if forgotten == before:
            break  # the index still names what is no longer there
    return forgotten


def _is_interrupted(case: Case, decision: Decision) -> bool:
    if case.state != DECIDING or (case.action, int(case.round)) != (decision.action, decision.round):
        return False
    long_ago = timezone.now() - timedelta(seconds=settings.DECISION_SECONDS)
    return case.actor == decision.actor or (case.decided_at is not None and case.decided_at <= long_ago)


def _forget(row: Report) -> bool:
    try:
        Report(row.subject, row.id).change(Report.mail.remove(), condition=Report.mail.exists())
    except Conflict:
        return False
    return True


def _file(filed: Report, item: dict[str, Any]) -> Report:
    try:
        return Report.fetch(filed.subject, filed.id)
    except NotFound:
        pass
    case = find_case(filed.subject)
    filed.round = case.round if case else 1
    with transact() as writes:
        if case is None:
            first = Case(filed.subject, reason=filed.reason, open_reports=1, **item)
            writes.save(first, condition=Case.subject.does_not_exist())
        else:
            unchanged = (Case.state == case.state) & (Case.round == case.round)
            writes.update(case, _reopened(case, filed, item), condition=unchanged)
        writes.save(filed, condition=Report.subject.does_not_exist())
    return filed


def _reopened(case: Case, filed: Report, item: dict[str, Any]) -> list[Action]:
    """A report that comes while a decision is carried out is answered by it; one that comes later asks anew."""
    counted = Case.open_reports.add(1)
    if case.state == DECIDING:
        return [counted]
    return [
        counted,
        Case.state.set(OPEN),
        Case.reason.set(filed.reason),
        Case.reported_at.set(filed.created_at),
        Case.title.set(item["title"]),
        Case.owner_id.set(item["owner_id"]),
    ]


def _leave(case: Case, state: str, *actions: Action) -> None:
    same = (Case.state == DECIDING) & (Case.round == case.round)
    try:
        case.change(Case.state.set(state), *actions, condition=same)
    except Conflict:
        return  # this decision has been left already


def _forgotten_at(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.REPORT_KEEP_SECONDS)
