"""What Django's admin sees of the tables. Pages, services and events read `catalog.models`."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from musicweb.dynamo.models import DynamoModel

from . import models as tables

WITHDRAWN = ["status", "withdrawn"]


class Status(models.TextChoices):
    DRAFT = tables.DRAFT, _("draft")
    PUBLISHED = tables.PUBLISHED, _("published")
    REMOVED = tables.REMOVED, _("removed by its artist")


class State(models.TextChoices):
    STARTED = tables.STARTED, _("sending")
    WAITING = tables.WAITING, _("waiting")
    PROCESSING = tables.PROCESSING, _("processing")
    READY = tables.READY, _("ready")
    REJECTED = tables.REJECTED, _("rejected")
    DEAD = tables.DEAD, _("given up")


class Kind(models.TextChoices):
    ALBUM = "album", _("album")
    EP = "ep", _("EP")
    SINGLE = "single", _("single")
    COMPILATION = "compilation", _("compilation")


class Purpose(models.TextChoices):
    AUDIO = "audio", _("audio")
    COVER = "cover", _("cover")
    PICTURE = "picture", _("picture")
    BANNER = "banner", _("banner")
    AVATAR = "avatar", _("avatar")


def _since() -> Any:
    return models.DateTimeField(_("since"), editable=False, null=True)


def _withdrawn() -> Any:
    return models.BooleanField(_("withdrawn"), default=False, editable=False)


class Artist(DynamoModel, record=tables.Artist, listing={"kind": "artist"}, filterable=["withdrawn"]):
    kind = None
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(_("name"), max_length=100, editable=False)
    bio = models.TextField(_("about"), blank=True, max_length=10_000)
    owner_id = models.CharField(_("owner"), max_length=64, editable=False)
    withdrawn = _withdrawn()
    withdrawn_reason = models.CharField(_("reason"), max_length=200, null=True, editable=False)  # noqa: DJ001  absent
    created_at = _since()

    class Meta(DynamoModel.Meta):
        abstract = False
        verbose_name = _("artist")
        verbose_name_plural = _("artists")

    def __str__(self) -> str:
        return str(self.name)


class Release(DynamoModel, record=tables.Release, listing={"kind": "release"}, filterable=WITHDRAWN):
    kind = tracks = None
    title = models.CharField(_("title"), max_length=200)
    title_key = models.CharField(_("title"), max_length=100, editable=False)
    release_type = models.CharField(_("type"), max_length=20, choices=Kind)
    description = models.TextField(_("about"), blank=True, max_length=10_000)
    artist_name = models.CharField(_("artist"), max_length=200, editable=False)
    status = models.CharField(_("status"), max_length=20, choices=Status, editable=False)
    withdrawn = _withdrawn()
    withdrawn_reason = models.CharField(_("reason"), max_length=200, null=True, editable=False)  # noqa: DJ001  absent
    created_at = _since()

    class Meta(DynamoModel.Meta):
        abstract = False
        verbose_name = _("release")
        verbose_name_plural = _("releases")

    def __str__(self) -> str:
        return str(self.title)


class Song(DynamoModel, record=tables.Song, listing={"kind": "song"}, filterable=[*WITHDRAWN, "state"]):
    kind = None
    title = models.CharField(_("title"), max_length=200)
    title_key = models.CharField(_("title"), max_length=100, editable=False)
    disc_number = models.PositiveSmallIntegerField(_("disc"), default=1)
    track_number = models.PositiveSmallIntegerField(_("track"), default=0)
    artist_name = models.CharField(_("artist"), max_length=200, editable=False)
    release_title = models.CharField(_("release"), max_length=200, editable=False)
    status = models.CharField(_("status"), max_length=20, choices=Status, editable=False)
    state = models.CharField(_("processing"), max_length=20, choices=State, editable=False)
    reason = models.CharField(_("rejected because"), max_length=40, null=True, editable=False)  # noqa: DJ001  absent
    withdrawn = _withdrawn()
    withdrawn_reason = models.CharField(_("reason"), max_length=200, null=True, editable=False)  # noqa: DJ001  absent
    duration_ms = models.PositiveIntegerField(_("duration in ms"), null=True, editable=False)
    loudness_lufs = models.FloatField(_("loudness in LUFS"), null=True, editable=False)
    true_peak_dbtp = models.FloatField(_("true peak in dBTP"), null=True, editable=False)
    created_at = _since()

    class Meta(DynamoModel.Meta):
        abstract = False
        verbose_name = _("song")
        verbose_name_plural = _("songs")

    def __str__(self) -> str:
        return str(self.title)


class Upload(DynamoModel, record=tables.Upload, listing={"kind": "upload"}, filterable=["state", "purpose"]):
    kind = None
    filename = models.CharField(_("file"), max_length=255, editable=False)
    filename_key = models.CharField(_("file"), max_length=100, editable=False)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, editable=False)
    size_bytes = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, editable=False)
    reason = models.CharField(_("rejected because"), max_length=40, null=True, editable=False)  # noqa: DJ001  absent
    progress_percent = models.PositiveSmallIntegerField(_("progress in %"), default=0, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    created_at = _since()

    class Meta(DynamoModel.Meta):
        abstract = False
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")

    def __str__(self) -> str:
        return str(self.filename)
