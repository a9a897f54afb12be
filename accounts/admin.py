"""People as admins see them. Groups live at Cognito, the rest is read-only; suspending is an action."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from musicweb.dynamo.admin import DynamoAdmin, DynamoForm, NotSaved
from musicweb.dynamo.audit import AuditRecord
from musicweb.dynamo.errors import DynamoError

from . import services
from .errors import LastAdmin
from .faces import Invitation, User
from .services.invitations import KEPT, hash_of, new_code

GROUPS = "group_choice"


class UserForm(DynamoForm):
    group_choice = forms.MultipleChoiceField(
        label=_("Groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They hold within 15 minutes. Who loses a staff group is signed out at once."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get(GROUPS)
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(role, role) for role in settings.ROLES]
            field.initial = [role for role in settings.ROLES if role in self.instance.groups]


@admin.register(User)
class UserAdmin(DynamoAdmin):
    form = UserForm
    list_display = ("email", "name", "group_names", "is_active", "last_login", "created_at")
    list_filter = ("is_active",)
    search_fields = ("email",)
    search_help_text = _("The start of the e-mail address")
    ordering = ("-created_at",)
    fields = ("email", "name", GROUPS, "is_active", "last_login", "created_at", "id")
    readonly_fields = ("email", "name", "is_active", "last_login", "created_at", "id")
    actions = ("suspend", "reinstate")

    @admin.display(description=_("groups"))
    def group_names(self, user: User) -> str:
        return ", ".join(user.groups)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People come by signing up at Cognito."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if GROUPS not in form.changed_data:
            return
        _note(request, obj, "groups", {"groups": sorted(form.cleaned_data[GROUPS])})
        try:
            services.set_groups(obj.pk, form.cleaned_data[GROUPS])
        except LastAdmin as error:
            raise NotSaved(_("This is the only admin: make somebody else one first.")) from error
        except DynamoError as error:
            raise NotSaved(_("The groups could not be changed, try again: %s") % error) from error

    @admin.action(description=_("Suspend: out at the next request, and no way back in"), permissions=["change"])
    def suspend(self, request: HttpRequest, queryset: Any) -> None:
        others = [user for user in queryset if user.pk != request.user.pk]
        if len(others) < len(queryset):
            self.message_user(request, _("Nobody suspends themselves."), messages.WARNING)
        self._each(request, others, services.suspend, "Suspended.", active=False)

    @admin.action(description=_("Reinstate: may sign in again"), permissions=["change"])
    def reinstate(self, request: HttpRequest, queryset: Any) -> None:
        self._each(request, list(queryset), services.reinstate, "Reinstated.", active=True)

    def _each(
        self, request: HttpRequest, users: list[User], act: Callable[[str], object], note: str, *, active: bool
    ) -> None:
        done = []
        for user in users:
            try:
                _note(request, user, "reinstate" if active else "suspend", {"is_active": active})
                act(user.pk)
                done.append(user)
            except LastAdmin:
                _note(request, user, "undone", {"is_active": True})
                self.message_user(request, _("%s is the only admin.") % user, messages.ERROR)
            except DynamoError as error:
                why = {"user": user, "reason": error}
                self.message_user(
                    request, _("%(user)s could not be changed, try again: %(reason)s") % why, messages.ERROR
                )
        self.log_changes(request, done, note)
        if done:
            text = ngettext("%d changed.", "%d changed.", len(done)) % len(done)
            self.message_user(request, text, messages.SUCCESS)


@admin.register(Invitation)
class InvitationAdmin(DynamoAdmin):
    """Each admits one account, where `MUSICWEB_REGISTRATION` is “invitation”. Its link is shown once, after saving."""

    list_display = ("__str__", "created_at", "created_by", "expires", "used_at")
    ordering = ("-created_at",)
    fields = ("note", "created_by", "created_at", "expires", "used_at")
    readonly_fields = ("created_by", "created_at", "expires", "used_at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        code, now = new_code(), timezone.now()
        obj.code_hash, obj.created_by = hash_of(code), request.user.get_username()
        obj.created_at, obj.expires = now, now + KEPT
        super().save_model(request, obj, form, change)
        link = f"{settings.SITE_URL}{reverse('register')}?invitation={code}"
        self.message_user(request, _("Copy this link now, it is not shown again: %s") % link, messages.WARNING)


def _note(request: HttpRequest, user: User, what: str, after: dict[str, Any]) -> None:
    """The decision is noted first, and then carried out. The audit knows people by id only."""
    AuditRecord.append(
        subject=f"user:{user.pk}",
        what=what,
        by=request.user,
        owner_id=user.pk,
        before={name: getattr(user, name) for name in after},
        after=after,
    )
