"""Taking a deleted person out of what moderators and admins have noted: the deed stays, the names go."""

import secrets
from collections.abc import Iterator
from typing import Any

from .audit import AuditRecord
from .errors import translated
from .history import LogRecord

NOBODY = "deleted"


def redact_subject(kind: str, item_id: str, *, log_label: str = "") -> None:
    """What was noted about a thing that is gone: when, what and by whom stay, under a subject that names nothing.

    `log_label` is the thing's model in the admin's log, such as "catalog.song". Safe to repeat.
    """
    for record in _all(AuditRecord, None, f"{kind}:{item_id}"):
        _rewrite(record, subject=_nameless(kind), title="", owner_id=None, why="", before=None, after=None)
    for row in _all(LogRecord, None, f"{log_label}:{item_id}") if log_label else ():
        _rewrite(row, subject=_nameless(log_label), repr="", message="")


def redact_person(user_id: str) -> None:
    """What a person did as moderator or admin, and what was decided about things of theirs. Safe to repeat."""
    for record in _all(AuditRecord, AuditRecord.by_owner, user_id):
        kind = str(record.subject).partition(":")[0]
        _rewrite(record, subject=_nameless(kind), title="", owner_id=None, why="", before=None, after=None)
    for row in _all(LogRecord, LogRecord.by_actor, user_id):
        _rewrite(row, actor=NOBODY, actor_name="")
    redact_subject("user", user_id, log_label="accounts.user")


def redact_decisions_by(user_id: str) -> None:
    """Of somebody who was staff: every decision is looked at, since none is listed by who made it."""
    for record in _all(AuditRecord, AuditRecord.by_time, "decision"):
        if record.actor == user_id:
            _rewrite(record, actor=NOBODY, actor_name="")


def _nameless(kind: str) -> str:
    return f"{kind}:{NOBODY}-{secrets.token_hex(6)}"


def _rewrite(record: Any, **facts: Any) -> None:
    """The new item first: killed between the two, the next run finds the old one again."""
    model = type(record)
    new = model(**{**record.attribute_values, **facts})
    with translated():
        new.save()
        if (new.subject, new.time) != (record.subject, record.time):
            model(record.subject, record.time).delete()


def _all(model: Any, index: Any, key: str) -> Iterator[Any]:
    """Collected first: what is rewritten would come again."""
    with translated():
        query = index.query(key) if index is not None else model.query(key, consistent_read=True)
        yield from list(query)
