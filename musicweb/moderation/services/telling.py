"""Who reported and whose it is are told by mail. Only the worker does this, from the tables' streams.

A mail is sent first and noted second: killed between the two, the worker sends it once more.
"""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from accounts.queries import get_user
from catalog.models import Case, Report
from catalog.services.reports import mark_told
from musicweb.dynamo.audit import AuditRecord
from musicweb.dynamo.errors import NotFound

from .kinds import DISMISS

PAGE = 100
TOLD_TO_OWNERS = {"hide", "remove", "restore", "undone"}  # who is suspended reads it where they sign in, and by mail
ABOUT_THE_ACCOUNT = {"suspend", "reinstate"}


def tell_reporters(case: Case, *, round: int) -> int:
    """Answer every report of a round that was decided; how many were told by mail."""
    told, after = 0, None
    while True:
        page = Report.page(None, case.subject, limit=PAGE, after=after, fresh=True)
        for report in page:
            if int(report.round) == round and report.told_at is None:
                told += _tell(report, case)
        after = page.next
        if after is None:
            return told


def tell_owner(record: AuditRecord) -> bool:
    """Say to whose it is what was decided and why; whether there was anybody to tell."""
    if not record.owner_id or record.what not in TOLD_TO_OWNERS | ABOUT_THE_ACCOUNT:
        return False
    try:
        owner = get_user(record.owner_id)
    except NotFound:
        return False
    language = getattr(owner, "language", None) or settings.LANGUAGE_CODE
    _send(owner.email, "owner", language, {"decision": record, "title": _one_line(record.title)})
    return True


def _tell(report: Report, case: Case) -> bool:
    mail = report.mail
    if mail:
        context = {"case": case, "title": _one_line(case.title), "dismissed": case.action == DISMISS}
        _send(mail, "reporter", report.language, context)
    mark_told(report)
    return bool(mail)


def _send(to: str, template: str, language: str, context: dict[str, Any]) -> None:
    known = {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    with translation.override(language):
        text = render_to_string(f"moderation/mail/{template}.txt", known)
    subject, _, body = text.strip().partition("\n")
    EmailMessage(_one_line(subject), body.strip() + "\n", to=[to]).send()


def _one_line(text: str) -> str:
    """What may stand in a header."""
    return " ".join(text.split())
