"""What Django's admin sees of reports and decisions. Services and events read the tables' own models."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog import models as tables
from musicweb.dynamo.audit import AuditRecord
from musicweb.dynamo.models import DynamoModel


class State(models.TextChoices):
    OPEN = tables.OPEN, _("waits for a decision")
    DECIDING = tables.DECIDING, _("decision under way")
    DECIDED = tables.DECIDED, _("decided")


class Kind(models.TextChoices):
    SONG = "song", _("song")
    RELEASE = "release", _("release")
    ARTIST = "artist", _("artist")
    PROFILE = "profile", _("profile")
    PLAYLIST = "playlist", _("playlist")


class Case(DynamoModel, record=tables.Case, listing={"partition": "case"}, filterable=["kind"]):
    partition = before = None
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    title = models.CharField(_("title"), max_length=200, editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, editable=False)
    open_reports = models.PositiveIntegerField(_("open reports"), default=0, editable=False)
    reason = models.CharField(_("newest reason"), max_length=40, editable=False)
    reported_at = models.DateTimeField(_("last reported"), null=True, editable=False)
    action = models.CharField(_("decision"), max_length=20, null=True, editable=False)  # noqa: DJ001  absent

    class Meta(DynamoModel.Meta):
        abstract = False
        verbose_name = _("reported item")
        verbose_name_plural = _("reported items")

    def __str__(self) -> str:
        return str(self.title)


class Decision(DynamoModel, record=AuditRecord, listing={"partition": "decision"}):
    partition = None
    time = models.DateTimeField(_("when"), editable=False)
    what = models.CharField(_("what"), max_length=40, editable=False)
    why = models.TextField(_("why"), editable=False)
    title = models.CharField(_("title"), max_length=200, editable=False)
    subject = models.CharField(_("subject"), max_length=200, editable=False)
    actor_name = models.CharField(_("by whom"), max_length=200, editable=False)
    before: Any = models.JSONField(_("before"), null=True, editable=False)
    after: Any = models.JSONField(_("after"), null=True, editable=False)

    class Meta(DynamoModel.Meta):
        abstract = False
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")

    def __str__(self) -> str:
        return f"{self.what}: {self.title or self.subject}"
