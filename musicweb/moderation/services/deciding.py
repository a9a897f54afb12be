"""Carrying out a moderator's decision about a case, once, whoever else decides and whatever interrupts it.

Written first (the case, then the audit), carried out second, finished last. Each step is safe to repeat:
a decision that was killed half-way is made again by the same moderator at once, by another after a minute.
"""

import logging
from typing import Any

from django.conf import settings

from accounts import services as accounts
from accounts.errors import LastAdmin
from accounts.queries import get_user
from catalog.errors import Refused
from catalog.models import REMOVED, Case
from catalog.services.reports import Decision, abandon_decision, begin_decision, finish_decision
from musicweb.dynamo.audit import AuditRecord
from musicweb.dynamo.errors import NotFound

from .kinds import DISMISS, HIDE, KINDS, REMOVE, SUSPEND, Item, actions_for, find

logger = logging.getLogger(__name__)
INTENDED: dict[str, dict[str, Any]] = {
    DISMISS: {},
    HIDE: {"withdrawn": True},
    REMOVE: {"status": REMOVED},
    SUSPEND: {"withdrawn": True, "owner_is_active": False},
}


def decide(*, subject: str, action: str, why: str, by: Any, round: int) -> Case:
    """Decide about an item with all its open reports; who reported and whose it is are told by the streams.

    SUSPEND hides the item too. `round` is that of the case as the moderator saw it. Raises Conflict where
    another moderator was faster, Refused for what this item or its owner does not allow, LastAdmin, NotFound
    for no case; and DynamoError or AwsError where it was interrupted: the same again finishes it.
    """
    case = Case.fetch(subject)
    item = item_of(case)
    wanted = case.action if case.state == "deciding" else None
    if action not in actions_for(item) and action != wanted:
        raise Refused("not_possible")
    if action == SUSPEND and item is not None:
        _may_suspend(item.owner_id, by)
    before = facts_of(item, action)
    decision = Decision(
        action=action, why=why, actor=str(by.pk), actor_name=by.get_username(), round=round, before=before
    )
    case = begin_decision(subject, decision)
    _note(case, item, by)
    try:
        _carry_out(case, item)
    except (LastAdmin, Refused) as error:
        abandon_decision(case)
        _note_failure(case, item, by, error)
        raise
    finish_decision(case)
    logger.info("%s decided about %s: %s", case.actor, subject, action)
    return case


def item_of(case: Case) -> Item | None:
    """What the case is about, as it is now; None once nothing is there."""
    try:
        return find(case.kind, case.item_id)
    except NotFound:
        return None


def facts_of(item: Item | None, action: str) -> dict[str, Any]:
    """What a decision may change, as it is before it."""
    facts = dict(item.facts) if item else {}
    if item and action == SUSPEND:
        facts["owner_is_active"] = bool(get_user(item.owner_id).is_active)
    return facts


def _may_suspend(owner_id: str, by: Any) -> None:
    if owner_id == str(by.pk):
        raise Refused("yourself")
    staff = settings.STAFF_ROLES.intersection(get_user(owner_id).groups or ())
    if staff and not by.is_superuser:
        raise Refused("staff")


def _carry_out(case: Case, item: Item | None) -> None:
    if item is None or case.action == DISMISS:
        return
    kind, reason, by = KINDS[item.kind], case.why or "", case.actor or ""
    if case.action == REMOVE and kind.remove:
        kind.remove(item.id)
        return
    if case.action == SUSPEND:
        accounts.suspend(item.owner_id)  # first: it may be refused
    kind.hide(item.id, reason, by)


def _note(case: Case, item: Item | None, by: Any) -> None:
    before = case.before or {}
    AuditRecord.append(
        subject=case.subject,
        what=str(case.action),
        why=case.why or "",
        by=by,
        title=case.title,
        owner_id=item.owner_id if item else case.owner_id,
        before=before,
        after={**before, **INTENDED[str(case.action)]},
        at=case.decided_at,
    )


def _note_failure(case: Case, item: Item | None, by: Any, error: Exception) -> None:
    AuditRecord.append(
        subject=case.subject,
        what="undone",
        why=f"{case.action}: {type(error).__name__}",
        by=by,
        title=case.title,
        owner_id=item.owner_id if item else "",
        before=case.before,
        after=case.before,
    )
