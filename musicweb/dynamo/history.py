"""The admin's history in a table: LogEntry objects, never LogEntry rows."""

import json
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from .errors import translated
from .table import Page, Table


class LogByActor(GlobalSecondaryIndex["LogRecord"]):
    class Meta:
        index_name = "by_actor"
        projection = AllProjection()

    actor = UnicodeAttribute(hash_key=True)
    time = UTCDateTimeAttribute(range_key=True)


class LogRecord(Table):
    """That somebody added, changed or deleted an object in the admin."""

    class Meta:
        table_name = settings.DYNAMO_PREFIX + "admin_log"

    subject = UnicodeAttribute(hash_key=True)  # "catalog.song:<pk>"
    time = UTCDateTimeAttribute(range_key=True)
    actor = UnicodeAttribute()
    actor_name = UnicodeAttribute(default="")
    flag = NumberAttribute()  # ADDITION, CHANGE or DELETION of django.contrib.admin.models
    repr = UnicodeAttribute(default="")
    message = UnicodeAttribute(default="")  # text, or JSON as LogEntry.get_change_message() reads it

    by_actor = LogByActor()

    @classmethod
    def write(cls, user: Any, objects: Iterable[Any], flag: int, message: str | list[Any] = "") -> None:
        """Note the same deed for each object, at this moment."""
        now = timezone.now()
        text = message if isinstance(message, str) else json.dumps(message)
        with translated(), cls.batch_write() as batch:
            for subject in {_subject_of(thing): thing for thing in objects}.items():
                name, thing = subject
                record = cls(name, now, actor=str(user.pk), actor_name=user.get_username(), flag=int(flag))
                record.repr, record.message = str(thing)[:200], text
                batch.save(record)

    @classmethod
    def newest_of(cls, thing: Any, *, limit: int) -> Page["LogRecord"]:
        """What happened to an object, newest first, read strongly."""
        return cls.page(None, _subject_of(thing), limit=limit, newest_first=True, fresh=True)

    @classmethod
    def newest_by(cls, actor: Any, *, limit: int) -> Page["LogRecord"]:
        """What a user did, newest first."""
        return cls.page(cls.by_actor, str(actor), limit=limit, newest_first=True)

    def entry(self) -> LogEntry:
        """The LogEntry that the admin's templates show."""
        label, _, object_id = self.subject.partition(":")
        app_label, model = label.split(".")
        entry = LogEntry(
            user_id=self.actor,
            action_time=self.time,
            object_id=object_id,
            object_repr=self.repr,
            action_flag=int(self.flag),
            change_message=self.message,
            content_type=ContentType(app_label=app_label, model=model),
        )
        user_model: Any = get_user_model()
        person = {user_model._meta.pk.attname: self.actor, user_model.USERNAME_FIELD: self.actor_name}
        entry._meta.get_field("user").set_cached_value(entry, user_model(**person))  # so that nobody looks for it
        return entry


class RecentActions:
    """What `{% get_admin_log %}` asks of AdminSite.get_log_entries()."""

    def __init__(self, actor: Any = None) -> None:
        self.actor = actor

    def filter(self, user__pk: Any) -> "RecentActions":
        return RecentActions(user__pk)

    def __getitem__(self, window: slice) -> list[LogEntry]:
        """The newest actions of the actor; nobody's without one, since that would be a Scan."""
        if self.actor is None:
            return []
        return [row.entry() for row in LogRecord.newest_by(self.actor, limit=window.stop)]


def name_content_types() -> None:
    """Number the models in memory: the admin's change form asks for the id of a content type."""
    for number, model in enumerate(apps.get_models(), start=1):
        opts = model._meta
        content_type = ContentType(pk=number, app_label=opts.app_label, model=opts.model_name or "")
        ContentType.objects._add_to_cache("default", content_type)  # type: ignore[attr-defined]


def _subject_of(thing: Any) -> str:
    return f"{thing._meta.label_lower}:{thing.pk}"
