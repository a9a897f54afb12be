"""The catalogue as moderators and admins see it. Everything is written through services, so that
listed rows, notices and files follow."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from musicweb.answers import see_other
from musicweb.aws import dead_letters, queues
from musicweb.aws.errors import AwsError
from musicweb.dynamo.admin import DynamoAdmin, OnThisPage
from musicweb.dynamo.audit import AuditRecord
from musicweb.dynamo.errors import DynamoError

from . import links, services
from .errors import Refused
from .faces import Artist, Release, Song, Upload
from .services.moderation import Kind
from .text import fold


class WithReason(OnThisPage):
    """The bar of actions, with the reason of a withdrawal."""

    reason = forms.CharField(label=_("Reason:"), required=False, max_length=200)


class CatalogAdmin(DynamoAdmin):
    """What is common: nothing is added or deleted here, and the start of a folded name is searched."""

    def fold_search(self, term: str) -> str:
        return fold(term)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def each(self, request: HttpRequest, queryset: Any, act: Callable[[Any], object], note: str) -> None:
        """Do the same to every ticked object, note it, and say for how many it worked."""
        done = []
        for thing in queryset:
            try:
                act(thing)
                done.append(thing)
            except (DynamoError, AwsError, Refused) as error:
                why = {"name": thing, "reason": error}
                self.message_user(request, _("“%(name)s” could not be changed: %(reason)s") % why, messages.ERROR)
        self.log_changes(request, done, note)
        if done:
            text = ngettext("%d changed.", "%d changed.", len(done)) % len(done)
            self.message_user(request, text, messages.SUCCESS)


class ModeratedAdmin(CatalogAdmin):
    """What can be withdrawn and restored."""

    action_form = WithReason
    actions = ("withdraw", "restore")
    kind: Kind

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("catalog.moderate")

    @admin.action(description=_("Withdraw: hide from everybody at once"), permissions=["moderate"])
    def withdraw(self, request: HttpRequest, queryset: Any) -> None:
        reason = request.POST.get("reason", "").strip()[:200]
        note = f"Withdrawn: {reason}" if reason else "Withdrawn."
        self.each(request, queryset, lambda thing: self._turn(request, thing, "hide", reason), note)

    @admin.action(description=_("Restore: as public as its artist wants it"), permissions=["moderate"])
    def restore(self, request: HttpRequest, queryset: Any) -> None:
        self.each(request, queryset, lambda thing: self._turn(request, thing, "restore", ""), "Restored.")

    def _turn(self, request: HttpRequest, thing: Any, what: str, reason: str) -> None:
        """The decision is noted first, and then carried out."""
        AuditRecord.append(
            subject=f"{self.kind}:{thing.pk}",
            what=what,
            why=reason,
            by=request.user,
            title=str(thing),
            owner_id=thing.owner_id,
            before={"withdrawn": bool(thing.withdrawn)},
            after={"withdrawn": what == "hide"},
        )
        by = str(request.user.pk)
        if what == "hide":
            services.withdraw(kind=self.kind, id=thing.pk, reason=reason, by=by)
        else:
            services.restore(kind=self.kind, id=thing.pk, by=by)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        if changed:
            self.edit(obj.row, obj.row.version, changed)

    def edit(self, record: Any, version: int, fields: dict[str, Any]) -> None:
        """Write through the service of this kind. Raises Conflict."""
        raise NotImplementedError


@admin.register(Artist)
class ArtistAdmin(ModeratedAdmin):
    kind: Kind = "artist"
    list_display = ("heading", "handle", "owner_id", "withdrawn", "created_at")
    list_filter = ("withdrawn",)
    search_fields = ("name_key",)
    search_help_text = _("The start of the name")
    ordering = ("-created_at",)
    fields = ("handle", "name", "bio", "owner_id", "withdrawn", "withdrawn_reason", "created_at")
    readonly_fields = ("handle", "owner_id", "withdrawn", "withdrawn_reason", "created_at")

    @admin.display(description=_("name"), ordering="name_key")
    def heading(self, artist: Artist) -> str:
        return str(artist)

    def view_on_site(self, artist: Artist) -> str:
        return links.artist_url(artist.pk)

    def edit(self, record: Any, version: int, fields: dict[str, Any]) -> None:
        services.edit_artist(artist=record, version=version, **fields)


@admin.register(Release)
class ReleaseAdmin(ModeratedAdmin):
    kind: Kind = "release"
    list_display = ("heading", "artist_name", "release_type", "status", "withdrawn", "created_at")
    list_filter = ("status", "withdrawn")
    search_fields = ("title_key",)
    search_help_text = _("The start of the title")
    ordering = ("-created_at",)
    fields = (
        *("title", "release_type", "description", "artist_name", "status"),
        *("withdrawn", "withdrawn_reason", "created_at"),
    )
    readonly_fields = ("artist_name", "status", "withdrawn", "withdrawn_reason", "created_at")

    @admin.display(description=_("title"), ordering="title_key")
    def heading(self, release: Release) -> str:
        return str(release)

    def view_on_site(self, release: Release) -> str:
        return links.release_url(release.pk, release.title)

    def edit(self, record: Any, version: int, fields: dict[str, Any]) -> None:
        services.edit_release(release=record, version=version, **fields)


@admin.register(Song)
class SongAdmin(ModeratedAdmin):
    kind: Kind = "song"
    list_display = ("heading", "artist_name", "status", "state", "withdrawn", "created_at")
    list_filter = ("status", "state", "withdrawn")
    search_fields = ("title_key",)
    search_help_text = _("The start of the title")
    ordering = ("-created_at",)
    fields = (
        *("title", "disc_number", "track_number", "artist_name", "release_title", "status", "state", "reason"),
        *("withdrawn", "withdrawn_reason", "duration_ms", "loudness_lufs", "true_peak_dbtp", "created_at"),
    )
    readonly_fields = fields[3:]

    @admin.display(description=_("title"), ordering="title_key")
    def heading(self, song: Song) -> str:
        return str(song)

    def view_on_site(self, song: Song) -> str:
        return links.song_url(song.pk, song.title)

    def edit(self, record: Any, version: int, fields: dict[str, Any]) -> None:
        services.edit_song(song=record, version=version, **fields)


@admin.register(Upload)
class UploadAdmin(CatalogAdmin):
    list_display = ("heading", "artist_handle", "size_bytes", "state", "reason", "attempts", "created_at")
    list_filter = ("state", "purpose")
    search_fields = ("filename_key",)
    search_help_text = _("The start of the file's name")
    ordering = ("-created_at",)
    fields = (
        *("filename", "purpose", "content_type", "size_bytes", "state", "progress_percent", "reason", "attempts"),
        *("artist_handle", "owner_id", "release_id", "song_id", "object_key", "created_at"),
    )
    readonly_fields = fields
    actions = ("retry",)

    @admin.display(description=_("file"), ordering="filename_key")
    def heading(self, upload: Upload) -> str:
        return str(upload)

    @admin.action(description=_("Process again"), permissions=["change"])
    def retry(self, request: HttpRequest, queryset: Any) -> None:
        self.each(request, queryset, lambda upload: services.retry_upload(upload=upload.row), "Retried.")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.dead_letters_view)
        return [path("dead-letters/", view, name="catalog_upload_dead_letters"), *super().get_urls()]

    def dead_letters_view(self, request: HttpRequest) -> HttpResponse:
        """What the queue gave up on after several attempts; a post puts it back to be tried again."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._put_back(request)
        letters = dead_letters.some(settings.UPLOAD_DLQ_URL)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Dead letters"),
            "opts": self.opts,
            "count": dead_letters.count(settings.UPLOAD_DLQ_URL),
            "letters": [(letter.body, _uploads_in(letter.body)) for letter in letters],
            "has_change_permission": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/catalog/upload/dead_letters.html", context)

    def _put_back(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        count = dead_letters.put_back(settings.UPLOAD_DLQ_URL, settings.UPLOAD_QUEUE_URL)
        text = ngettext("%d message put back into the queue.", "%d messages put back into the queue.", count)
        self.message_user(request, text % count, messages.SUCCESS)
        return see_other("admin:catalog_upload_dead_letters")


def _uploads_in(body: str) -> list[str]:
    """The ids of the uploads a message speaks of; none for a message of another shape."""
    try:
        records = json.loads(body)["Records"]
        return [queues.key_of(record)[1].rsplit("/", 1)[-1] for record in records]
    except (ValueError, KeyError, TypeError):
        return []
